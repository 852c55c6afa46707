#include "ml/program/sample_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <numeric>

#include "app/progress.hpp"
#include "app/run_log.hpp"
#include "ml/program/sampling_options.hpp"
#include "ml/program/sampling_results.hpp"
#include "ml/sampler/sampling_run.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

namespace {

int sample(const SamplingOptions& options) {
    RunLog log("sample");
    const Ranks& ranks = Ranks::job();
    LoadedRun run = load_run(options);
    const SampleSettings settings = read_sample_settings(run.deck, run.problem.facts, run.problem.objective,
                                                         run.problem.window, run.trained.run.classes);
    run.deck.reject_unknown();
    const std::unique_ptr<ReverseSampler> sampler = make_sampler(settings, run.problem, run.guided(settings));
    const ChainPlan plan = plan_samples(*sampler, run.problem, settings.count, settings.first, settings.kept_states,
                                        settings.seed, run.stored_deck());
    require_one_job(ranks, run, plan, options);
    if (options.dry_run) {
        std::cout << run.deck.resolved() << '\n'
                  << sampling_text(*sampler, run.problem, settings.count) << "nothing was written (--dry-run)\n";
        return 0;
    }
    std::unique_ptr<Prior> prior;
    const SamplingWork work{
        .samples = settings.count, .batch = settings.batch, .make = [&](std::int64_t first, std::int64_t count) {
            std::vector<SampleId> samples(static_cast<std::size_t>(count));
            std::iota(samples.begin(), samples.end(), settings.first + first);
            return SamplingBatch{prior->draw(samples), std::make_unique<SampleNoise>(settings.seed, samples),
                                 sample_labels(settings, samples)};
        }};
    const std::int64_t fewer = settings.count / ranks.count();
    require_batch_for_all(ranks, work, fewer > 0 ? fmt::format("set sample.batch = {}, or ", fewer) : "");
    const SamplingFolder folder = open_sampling_folder(ranks, options.output_folder("samples"), options.existing());
    if (folder.complete) {
        return 0;
    }
    prior = make_prior(settings, run.problem);
    const SamplingTimes times = run_sampling(*sampler, work, plan, run.device, folder.chain, options.existing());
    if (ranks.first()) {
        finish_sampling(log, run, times, folder, 8);
    }
    return 0;
}

}  // namespace

std::function<int()> sample_command(CLI::App& app) {
    const auto options = std::make_shared<SamplingOptions>();
    options->declare(app);
    return [options] { return sample(*options); };
}

}  // namespace ebru
