// describe_chain: the page of text that ebru info prints.
#include <algorithm>
#include <cmath>
#include <format>
#include <set>
#include <sstream>

#include "io/raw_file.hpp"
#include "io/report_line.hpp"
#include "io/snapshot_chain_reader.hpp"
#include "io/stored_values.hpp"

namespace ebru {

namespace {

/// Rows of the level table shown of a long schedule.
constexpr int most_rows = 12;

void describe_contents(std::ostream& out, const SnapshotChainReader& chain) {
    const ChainLayout& layout = chain.layout();
    const auto u64 = [](auto number) { return static_cast<std::uint64_t>(number); };
    const std::uint64_t image = layout.shape.values();
    const auto last = chain.header().last_level();
    out << describe_part("states",
                         std::format("{} samples x {} levels", layout.full_samples, layout.full_levels.size()),
                         u64(layout.full_samples) * layout.full_levels.size() * image, state_type(layout.format));
    out << describe_part(
        "pairs",
        layout.pair_window == 1
            ? std::format("{} samples x {} pairs (u_k, u_k-1)", layout.samples, layout.pairs_per_sample)
            : std::format("{} samples x {} windows (u_k, .., u_k-{})", layout.samples, layout.pairs_per_sample,
                          layout.pair_window),
        u64(layout.samples) * u64(layout.pairs_per_sample) * u64(layout.window_states()) * image,
        state_type(layout.format));
    out << describe_part("velocity", std::format("{} samples x {} levels", layout.velocity_samples, last),
                         u64(layout.velocity_samples) * u64(last) * 2 * layout.shape.grid().cells(),
                         velocity_type(layout.format));
}

void describe_levels(std::ostream& out, const SnapshotChainReader& chain) {
    const int last = chain.header().last_level();
    std::set<int> rows;
    for (int i = 0; i < most_rows; ++i) {
        rows.insert(static_cast<int>(std::lround(static_cast<double>(last) * i / (most_rows - 1))));
    }
    out << std::format("  {:<12} K = {}{}\n", "levels", last,
                       static_cast<int>(rows.size()) <= last ? ", some of them:" : "");
    out << std::format("  {:>6} {:>12} {:>10} {:>12} {:>9} {:>8} {:>12}\n", "k", "Fo", "sigma/px", "alpha_lu", "tau",
                       "steps", "V_lu");
    for (const int k : rows) {
        const LevelRecord& level = chain.levels()[static_cast<std::size_t>(k)];
        out << std::format("  {:>6} {:>12.5g} {:>10.4g} {:>12.5g} {:>9.5g} {:>8} {:>12.5g}\n", k, level.fo,
                           level.sigma_px, level.alpha_lu, level.tau, level.steps, level.velocity_scale_lu);
    }
}

void describe_range(std::ostream& out, const std::string& what, const std::vector<double>& values) {
    if (!values.empty()) {
        const auto [lowest, highest] = std::ranges::minmax(values);
        out << std::format("    {:<22} {:>12.5g} .. {:.5g}\n", what, lowest, highest);
    }
}

}  // namespace

std::string describe_chain(const SnapshotChainReader& chain) {
    const ChainHeader& header = chain.header();
    const ChainLayout& layout = chain.layout();
    std::ostringstream out;
    out << std::format("{}: snapshot chain, format {}, written by ebru {}, {}\n", chain.path().string(),
                       chain.layout().format_version(), header.ebru_version,
                       readable_bytes(std::filesystem::file_size(chain.path())));
    out << std::format("  {:<12} {}\n", "progress",
                       chain.is_finished()
                           ? std::string("complete")
                           : std::format("unfinished: {} of {} samples; continue with ebru forward --resume",
                                         chain.samples_complete(), layout.samples));
    out << std::format("  {:<12} {}, {} walls, worked in {}, seed {}\n", "process", header.process, header.boundary,
                       number_type_name(working_type(header.working_precision)), header.seed);
    out << std::format("  {:<12} {}: {} samples, ids {} .. {}\n", "data set", header.dataset_name, layout.samples,
                       header.first_sample, header.first_sample + layout.samples - 1);
    out << std::format("  {:<12} {} x {} x {} (channels x height x width)\n", "images", layout.shape.channels,
                       layout.shape.ny, layout.shape.nx);
    describe_contents(out, chain);
    describe_levels(out, chain);
    const ChainDiagnostics diagnostics = chain.read_diagnostics();
    out << std::format("  {:<12} smallest .. largest of {} samples\n", "diagnostics", chain.samples_complete());
    describe_range(out, "mass drift", diagnostics.mass_drift);
    describe_range(out, "max |v|, cells/step", diagnostics.max_speed_lu);
    describe_range(out, "effective Peclet", diagnostics.effective_peclet);
    describe_range(out, "divergence ratio", diagnostics.divergence_ratio);
    return out.str();
}

}  // namespace ebru
