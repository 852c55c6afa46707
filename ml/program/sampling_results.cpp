#include "ml/program/sampling_results.hpp"

#include <fmt/format.h>

#include <iostream>
#include <system_error>

#include "app/progress.hpp"
#include "app/run_threads.hpp"
#include "base/error.hpp"
#include "io/partial_file.hpp"
#include "io/snapshot_chain_reader.hpp"
#include "io/vtk_support.hpp"
#include "solvers/forward/chain_pictures.hpp"

namespace ebru {

SamplingFolder open_sampling_folder(const std::filesystem::path& folder, ExistingOutput existing) {
    SamplingFolder opened{folder, folder / "samples.h5", false};
    if (existing == ExistingOutput::resume && file_progress(opened.chain) == FileProgress::finished) {
        std::cout << opened.chain.string() << " is complete: nothing to resume\n";
        opened.complete = true;
        return opened;
    }
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    validate(!failure, fmt::format("--output {}", folder.string()), failure.message(),
             "give a folder that can be made and written to");
    if (existing != ExistingOutput::refuse || !std::filesystem::exists(opened.chain)) {  // else the writer refuses it
        settle_threads(folder, existing == ExistingOutput::resume ? RunStart::resumed : RunStart::anew);
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
    pictures.vtk_samples = has_vtk() ? 1 : 0;
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
              << fmt::format("  {}\n  {}   the samples\n  {}   their way from the prior\n", folder.chain.string(),
                             (folder.folder / "samples.png").string(), (folder.folder / "contact_sheet.png").string());
    if (has_vtk()) {
        std::cout << fmt::format("  {}   for ParaView\n", (folder.folder / "fields").string());
    }
}

}  // namespace ebru
