#include <ATen/ATen.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <iostream>
#include <memory>

#include "base/error.hpp"
#include "ml/program/sample_command.hpp"
#include "ml/program/sampling_options.hpp"
#include "ml/program/sampling_results.hpp"
#include "ml/sampler/sampling_run.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

namespace {

/// The [interpolate] table: pair i leads from sample from[i] to sample to[i] in `members` images.
struct InterpolateSettings {
    std::vector<int> from;
    std::vector<int> to;
    int members = 9;
};

InterpolateSettings read_interpolate_settings(Deck& deck) {
    InterpolateSettings settings;
    settings.from = deck.integers("interpolate.from", std::vector<int>{0, 2, 4, 6}, IntRange::at_least(0));
    settings.to = deck.integers("interpolate.to", std::vector<int>{1, 3, 5, 7}, IntRange::at_least(0));
    settings.members = deck.integer("interpolate.members", 9, IntRange::closed(2, 1024));
    if (settings.from.size() != settings.to.size() || settings.from.empty()) {
        deck.refuse("interpolate.to",
                    fmt::format("{} samples to go to, {} to come from", settings.to.size(), settings.from.size()),
                    "give interpolate.from and interpolate.to as many numbers each, at least one");
    }
    return settings;
}

/// Linear in the prior's state, spherical in the noise ("Beyond Blur", figure 8).
SamplingBatch way_between(SampleId from, SampleId to, int members, Prior& prior, const SampleSettings& settings) {
    const std::array<SampleId, 2> ends{from, to};
    const at::Tensor states = prior.draw(ends);
    std::vector<double> fractions;
    for (int i = 0; i < members; ++i) {
        fractions.push_back(static_cast<double>(i) / (members - 1));
    }
    const at::Tensor fraction = at::tensor(fractions, at::kDouble).to(states.options()).reshape({-1, 1, 1, 1});
    const at::Tensor label = settings.labels.empty()
                                 ? at::Tensor()
                                 : at::full({members}, settings.labels.front(), at::TensorOptions(at::kLong));
    return {(1.0 - fraction) * states[0] + fraction * states[1],
            std::make_unique<SphericalNoise>(settings.seed, from, to, std::move(fractions)), label};
}

int interpolate(const SamplingOptions& options) {
    RunLog log("interpolate");
    const Ranks& ranks = Ranks::job();
    LoadedRun run = load_run(options);
    const InterpolateSettings ways = read_interpolate_settings(run.deck);
    const SampleSettings settings = read_sample_settings(run.deck, run.problem.facts, run.problem.objective,
                                                         run.problem.window, run.trained.run.classes);
    run.deck.reject_unknown();
    const std::unique_ptr<ReverseSampler> sampler = make_sampler(settings, run.problem, run.guided(settings));
    const auto samples = static_cast<std::int64_t>(ways.from.size()) * ways.members;
    const ChainPlan plan =
        plan_samples(*sampler, run.problem, samples, 0, settings.kept_states, settings.seed, run.stored_deck());
    require_one_job(ranks, run, plan, options);
    if (options.dry_run) {
        std::cout << run.deck.resolved() << '\n'
                  << sampling_text(*sampler, run.problem, samples) << "nothing was written (--dry-run)\n";
        return 0;
    }
    std::unique_ptr<Prior> prior;
    const SamplingWork work{
        .samples = samples, .batch = ways.members, .make = [&](std::int64_t first, std::int64_t /*count*/) {
            const auto pair = static_cast<std::size_t>(first / ways.members);
            return way_between(ways.from[pair], ways.to[pair], ways.members, *prior, settings);
        }};
    require_batch_for_all(ranks, work, "give more ways, or ");
    const SamplingFolder folder =
        open_sampling_folder(ranks, options.output_folder("interpolation"), options.existing());
    if (folder.complete) {
        return 0;
    }
    prior = make_prior(settings, run.problem);
    const SamplingTimes times = run_sampling(*sampler, work, plan, run.device, folder.chain, options.existing());
    if (ranks.first()) {
        finish_sampling(log, run, times, folder, ways.members);
    }
    return 0;
}

}  // namespace

std::function<int()> interpolate_command(CLI::App& app) {
    const auto options = std::make_shared<SamplingOptions>();
    options->declare(app);
    return [options] { return interpolate(*options); };
}

}  // namespace ebru
