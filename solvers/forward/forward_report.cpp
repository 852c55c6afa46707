#include "solvers/forward/forward_report.hpp"

#include <fmt/format.h>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "app/build_info.hpp"
#include "app/progress.hpp"
#include "io/chain_levels.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

namespace {

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double million_updates_per_second(const ForwardSummary& summary) {
    return summary.times.process > 0.0 ? summary.updates / summary.times.process * 1e-6 : 0.0;
}

double write_share(const ForwardSummary& summary) {
    return summary.times.total > 0.0 ? summary.times.write / summary.times.total : 0.0;
}

/// "first, ..., last" of the levels as a small table; equations with a time of their own have it in place of tau and V,
/// and those that do not blur have nothing else.
std::string level_table(const std::vector<LevelRecord>& levels) {
    const bool timed = levels.back().time > 0.0;
    const bool blurs = levels.back().fo > 0.0;
    std::string text = !blurs  ? "  level           t   steps\n"
                       : timed ? "  level           t          Fo  sigma (px)     alpha   steps\n"
                               : "  level          Fo  sigma (px)     alpha     tau   steps        V\n";
    const std::size_t last = levels.size() - 1;
    std::size_t previous = 0;
    for (std::size_t i = 0; i <= 6; ++i) {
        const std::size_t k = 1 + i * (last - 1) / 6;
        if (k == previous) {
            continue;
        }
        previous = k;
        const LevelRecord& level = levels[k];
        if (!blurs) {
            text += fmt::format("  {:5d}  {:10.4g}  {:6d}\n", level.level, level.time, level.steps);
            continue;
        }
        text += timed ? fmt::format("  {:5d}  {:10.4g}  {:10.4g}  {:10.4g}  {:8.4g}  {:6d}\n", level.level, level.time,
                                    level.fo, level.sigma_px, level.alpha_lu, level.steps)
                      : fmt::format("  {:5d}  {:10.4g}  {:10.4g}  {:8.4g}  {:6.4g}  {:6d}  {:7.3g}\n", level.level,
                                    level.fo, level.sigma_px, level.alpha_lu, level.tau, level.steps,
                                    level.velocity_scale_lu);
    }
    return text;
}

}  // namespace

ForwardSummary summarise(const SnapshotChainReader& chain, const ForwardTimes& times, double steps_per_image,
                         bool keeps_mass) {
    const ChainDiagnostics diagnostics = chain.read_diagnostics();
    ForwardSummary summary;
    summary.times = times;
    summary.steps_per_image = steps_per_image;
    summary.keeps_mass = keeps_mass;
    summary.updates =
        steps_per_image * static_cast<double>(times.images) * static_cast<double>(chain.layout().shape.values());
    for (const double drift : diagnostics.mass_drift) {
        summary.largest_mass_drift = std::max(summary.largest_mass_drift, std::abs(drift));
    }
    summary.largest_speed_lu = *std::max_element(diagnostics.max_speed_lu.begin(), diagnostics.max_speed_lu.end());
    summary.smallest_peclet =
        *std::min_element(diagnostics.effective_peclet.begin(), diagnostics.effective_peclet.end());
    summary.mean_peclet = mean(diagnostics.effective_peclet);
    summary.mean_divergence_ratio = mean(diagnostics.divergence_ratio);
    return summary;
}

void write_run_log(RunLog& log, const std::string& deck, const SnapshotChainReader& chain,
                   const ForwardSummary& summary, const std::filesystem::path& path) {
    log.set_deck(deck);
    log.set("process", chain.header().process);
    log.set("dataset", chain.header().dataset_name);
    log.set("images", chain.layout().samples);
    log.set("mass_drift.largest", summary.largest_mass_drift);
    log.set("mass_drift.mass_is_kept", summary.keeps_mass);
    log.set("velocity.largest_lu", summary.largest_speed_lu);
    log.set("velocity.effective_peclet_smallest", summary.smallest_peclet);
    log.set("velocity.effective_peclet_mean", summary.mean_peclet);
    log.set("velocity.divergence_to_curl_mean", summary.mean_divergence_ratio);
    std::vector<std::int64_t> steps;
    std::vector<double> fo;
    std::vector<double> time;
    for (const LevelRecord& level : chain.levels()) {
        steps.push_back(level.steps);
        time.push_back(level.time);
        fo.push_back(level.fo);
    }
    log.set("levels.steps", steps);
    log.set("levels.fo", fo);
    log.set("levels.time", time);
    log.set("this_run.images", summary.times.images);
    log.set("this_run.smallest_taming_factor", summary.times.smallest_taming_factor);
    log.set("this_run.cell_updates", summary.updates);
    log.set("this_run.seconds_read", summary.times.read);
    log.set("this_run.seconds_process", summary.times.process);
    log.set("this_run.seconds_write", summary.times.write);
    log.set("this_run.seconds_total", summary.times.total);
    log.set("this_run.write_share_of_total", write_share(summary));
    log.set("this_run.million_updates_per_second", million_updates_per_second(summary));
    log.write(path);
}

std::string plan_text(const ChainPlan& plan) {
    const ChainHeader& header = plan.header;
    const ChainLayout& layout = plan.layout;
    std::string levels;
    for (const int level : layout.full_levels) {
        levels += fmt::format(" {}", level);
    }
    return fmt::format(
        "{}\nprocess {}, seed {}, {} walls\n{} images of {} from {} on, {} x {} x {} (C, Y, X)\nlevels of {} "
        "images:{}\n"
        "{} pairs of {} states\nvelocity of {} images\nlevel tables {:08x} of {} levels\n",
        version_line(), header.process, header.seed, header.boundary, layout.samples, header.dataset_name,
        header.first_sample, layout.shape.channels, layout.shape.ny, layout.shape.nx, layout.full_samples, levels,
        layout.pairs_per_sample, layout.window_states(), layout.velocity_samples, levels_checksum(header.levels),
        header.last_level());
}

std::string describe_plan(const ChainPlan& plan, double steps_per_image, const std::string& equation) {
    const ChainLayout& layout = plan.layout;
    std::string text =
        fmt::format("# {} on {} images of {}, {} x {} x {} (C, Y, X), {} levels, {:.0f} steps an image\n",
                    plan.header.process, layout.samples, plan.header.dataset_name, layout.shape.channels,
                    layout.shape.ny, layout.shape.nx, plan.header.last_level(), steps_per_image);
    if (!equation.empty()) {
        text += fmt::format("# the equation is {}\n", equation);
    }
    text += level_table(plan.header.levels);
    text +=
        fmt::format("the chain will take {:.1f} MB\n", static_cast<double>(chain_bytes(plan.header, layout)) * 1e-6);
    return text;
}

std::string describe_result(const SnapshotChainReader& chain, const ForwardSummary& summary,
                            const ChainPictures& pictures, const std::filesystem::path& folder) {
    const ChainLayout& layout = chain.layout();
    std::string text = fmt::format(
        "\n{} images, {} levels in {} (process {:.1f} s, reading {:.1f} s, writing the chain {:.1f} s = {:.0f} %)\n",
        layout.samples, chain.header().last_level(), duration_text(summary.times.total), summary.times.process,
        summary.times.read, summary.times.write, 100.0 * write_share(summary));
    if (const Ranks& ranks = Ranks::job(); !ranks.alone()) {
        text += fmt::format("{} ranks with {} threads each\n", ranks.count(),
                            Kokkos::DefaultHostExecutionSpace().concurrency());
    }
    if (summary.updates > 0.0) {
        text += fmt::format("{:.4g} cell updates, {:.0f} million a second of process time\n", summary.updates,
                            million_updates_per_second(summary));
    }
    text += summary.keeps_mass ? fmt::format("largest relative mass drift {:.2g}", summary.largest_mass_drift)
                               : fmt::format("mass is not kept by this process: relative changes up to {:.2g}",
                                             summary.largest_mass_drift);
    if (summary.largest_speed_lu > 0.0) {
        text += fmt::format(", max |v| {:.3g} cells per step, effective Pe {:.4g} (smallest {:.4g})",
                            summary.largest_speed_lu, summary.mean_peclet, summary.smallest_peclet);
    }
    if (summary.times.smallest_taming_factor < 1.0) {
        text += fmt::format(", smallest taming factor {:.4g}", summary.times.smallest_taming_factor);
    }
    text += fmt::format("\n\n  {:<22} {}\n", "the chain", chain.path().string());
    if (!pictures.sheet.empty()) {
        text += fmt::format("  {:<22} {}\n", "a contact sheet", pictures.sheet.string());
    }
    for (const std::filesystem::path& series : pictures.series) {
        text += fmt::format("  {:<22} {}\n", "for ParaView", series.string());
    }
    text += fmt::format("  {:<22} {}\n\n", "the run's record", (folder / "run_log.json").string());
    text += "to look at it:\n";
    text += fmt::format("  ebru info {}\n", chain.path().string());
    if (!pictures.series.empty()) {
        text += fmt::format("  paraview {}\n", pictures.series.front().string());
    }
    return text;
}

}  // namespace ebru
