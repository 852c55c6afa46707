#include "ml/program/sampling_results.hpp"

#include <fmt/format.h>

#include <iostream>

#include "app/progress.hpp"
#include "app/run_folder.hpp"
#include "io/partial_file.hpp"
#include "io/snapshot_chain_reader.hpp"
#include "solvers/forward/chain_pictures.hpp"

namespace ebru {

void require_one_job(const Ranks& ranks, const LoadedRun& run, const ChainPlan& plan, const SamplingOptions& options) {
    require_same(ranks, "the sampling deck", run.deck.resolved());
    require_same(ranks, "what is sampled", fmt::format("{}samples {}\n", plan.header.deck, plan.layout.samples));
    require_same(
        ranks, "the command line",
        fmt::format("resume {}\noverwrite {}\ndry run {}\n", options.resume, options.overwrite, options.dry_run));
}

SamplingFolder open_sampling_folder(const Ranks& ranks, const std::filesystem::path& folder, ExistingOutput existing) {
    SamplingFolder opened{folder, folder / "samples.h5", false};
    make_common_folder(ranks, folder);
    opened.complete = existing == ExistingOutput::resume &&
                      ranks.any(ranks.first() && file_progress(opened.chain) == FileProgress::finished);
    if (opened.complete) {
        std::cout << opened.chain.string() << " is complete: nothing to resume\n";
    }
    return opened;
}

std::string sampling_text(const ReverseSampler& sampler, const SamplingProblem& problem, std::int64_t samples) {
    const std::string calls = sampler.evaluations() > 0 ? fmt::format("{} network calls", sampler.evaluations())
                                                        : "as many network calls as its error asks for";
    return fmt::format("{} samples of {} x {} x {}, the reverse of {}: {} steps, {} an image\n", samples,
                       problem.facts.shape.channels, problem.facts.shape.ny, problem.facts.shape.nx, problem.facts.name,
                       sampler.steps(), calls);
}

void finish_sampling(RunLog& log, const LoadedRun& run, const SamplingTimes& times, const SamplingFolder& folder,
                     int columns) {
    const DataSettings& data = run.problem.facts.settings.data;
    const ValueRange range{data.low, data.high};
    draw_samples(folder.chain, columns, columns * columns * 4, range, folder.folder / "samples.png");
    const SnapshotChainReader chain(folder.chain);
    PictureSettings pictures;
    pictures.vtk_samples = 1;
    pictures.sheet_samples = 8;
    pictures.sheet_levels = static_cast<int>(chain.layout().full_levels.size());
    draw_chain(chain, pictures, range, folder.folder);
    log.set_deck(run.deck.resolved());
    log.set("training.deck", run.trained.run.deck);
    log.set("training.update", run.trained.step);
    log.set("forward.deck", run.problem.facts.deck);
    log.set("forward.hash", run.problem.facts.hash);
    log.set("samples", chain.layout().samples);
    const double each = times.samples > 0 ? times.total / static_cast<double>(times.samples) : 0.0;
    log.set("sampling.seconds", times.total);
    log.set("sampling.seconds_an_image", each);
    log.write(folder.folder / "run_log.json");
    std::cout << fmt::format("{} samples in {} ({} an image)\n", times.samples, duration_text(times.total),
                             duration_text(each))
              << fmt::format("  {}\n  {}   the samples\n  {}   their way from the prior\n  {}   for ParaView\n",
                             folder.chain.string(), (folder.folder / "samples.png").string(),
                             (folder.folder / "contact_sheet.png").string(), (folder.folder / "fields").string());
}

}  // namespace ebru
