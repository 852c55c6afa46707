#include "io/chain_schema.hpp"

#include <algorithm>
#include <format>

#include "base/error.hpp"
#include "io/chain_block.hpp"
#include "io/chain_levels.hpp"
#include "io/stored_values.hpp"

namespace ebru {

namespace {

using namespace chain_name;

// Far above any chain, and small enough that products of a few of them are caught before they overflow.
constexpr std::int64_t most_samples = std::int64_t{1} << 40U;
constexpr int most_cells_along = 1 << 20U;
constexpr int most_levels = 1 << 20U;
constexpr std::uint64_t most_bytes = std::uint64_t{1} << 60U;

std::uint64_t u64(std::int64_t number) {
    return static_cast<std::uint64_t>(number);
}

void write_root_attributes(Hdf5File& file, const ChainHeader& header, const ChainLayout& layout) {
    const auto text = [&](const char* name, const std::string& value) { file.write_attribute("/", name, value); };
    const auto number = [&](const char* name, auto value) { file.write_attribute("/", name, value); };
    text("format_name", chain_file_format().format_name);
    number("format_version", std::int32_t{layout.format_version()});
    text("ebru_version", header.ebru_version);
    text("process", header.process);
    text("working_precision", number_type_name(working_type(header.working_precision)));
    number("seed", header.seed);
    text("deck", header.deck);
    text("dataset_name", header.dataset_name);
    text("grid_type", "cartesian");
    number("n_spatial_dims", std::int32_t{2});
    text("boundary", header.boundary);
    number("n_trajectories", layout.samples);
    number("first_sample", std::int64_t{header.first_sample});
    number("n_levels", std::int32_t{header.last_level()});
    number("n_channels", std::int32_t{layout.shape.channels});
    number("ny", std::int32_t{layout.shape.ny});
    number("nx", std::int32_t{layout.shape.nx});
    text("stored_format", number_type_name(state_type(layout.format)));
    number("n_full_samples", layout.full_samples);
    number("n_full_levels", static_cast<std::int32_t>(layout.full_levels.size()));
    number("n_pairs", std::int32_t{layout.pairs_per_sample});
    if (layout.format_version() > 1) {
        number("pair_window", std::int32_t{layout.pair_window});
    }
    number("n_velocity_samples", layout.velocity_samples);
}

/// Data sets whose rows are filled in sample by sample.
bool is_of_samples(const std::string& name) {
    for (const char* folder : {"/t0_fields/state", "/pairs/", "/t1_fields/", "/diagnostics/", "/checksums/"}) {
        if (name.starts_with(folder)) {
            return name != dimensions_checksum;
        }
    }
    return false;
}

/// Of a data set that the first `kept` samples have.
std::vector<Hdf5Source> sources_of(const std::vector<ChainSection>& sections, std::int64_t kept) {
    std::vector<Hdf5Source> sources;
    for (const ChainSection& section : sections) {
        if (const std::int64_t rows = samples_among_first(kept, section.first, section.count); rows > 0) {
            sources.push_back({section.file, u64(section.first), u64(rows)});
        }
    }
    return sources;
}

}  // namespace

FileFormat chain_file_format() {
    return {"ebru snapshot chain", "a snapshot chain", "chain", chain_format_version, "ebru forward"};
}

JournalKind chain_journal() {
    return {"chain", "samples"};
}

std::optional<std::string> chain_fault(const ChainHeader& header, const ChainLayout& layout) {
    const auto within = [](auto value, auto lowest, auto highest) { return value >= lowest && value <= highest; };
    const int last = header.last_level();
    if (!within(layout.samples, std::int64_t{1}, most_samples)) {
        return std::format("{} samples", layout.samples);
    }
    if (!within(header.first_sample, std::int64_t{0}, most_samples)) {
        return std::format("first_sample = {}", header.first_sample);
    }
    if (!within(layout.shape.channels, 1, most_cells_along) || !within(layout.shape.ny, 1, most_cells_along) ||
        !within(layout.shape.nx, 1, most_cells_along)) {
        return std::format("images of {} x {} x {}", layout.shape.channels, layout.shape.ny, layout.shape.nx);
    }
    if (!within(last, 1, most_levels)) {
        return std::format("K = {} levels", last);
    }
    if (!within(layout.full_samples, std::int64_t{0}, layout.samples) ||
        !within(layout.velocity_samples, std::int64_t{0}, layout.samples)) {
        return std::format("states of {} and velocities of {} samples out of {}", layout.full_samples,
                           layout.velocity_samples, layout.samples);
    }
    if (!within(layout.pairs_per_sample, 0, most_levels)) {
        return std::format("{} pairs a sample", layout.pairs_per_sample);
    }
    if (!within(layout.pair_window, 1, last)) {
        return std::format("windows of {} intervals out of {}", layout.pair_window, last);
    }
    for (std::size_t i = 0; i < layout.full_levels.size(); ++i) {
        if (!within(layout.full_levels[i], i == 0 ? 0 : layout.full_levels[i - 1] + 1, last)) {
            return std::format("kept level {} at place {}, not increasing or not in 0..{}", layout.full_levels[i], i,
                               last);
        }
    }
    for (int k = 0; k <= last; ++k) {
        if (header.levels[static_cast<std::size_t>(k)].level != k) {
            return std::format("level {} in row {} of the level tables",
                               header.levels[static_cast<std::size_t>(k)].level, k);
        }
    }
    // In floating point: exact integers could overflow, and close to the limit nothing depends on the last digit.
    const double image = static_cast<double>(layout.shape.channels) * layout.shape.ny * layout.shape.nx;
    const double states =
        static_cast<double>(layout.full_samples) * static_cast<double>(layout.full_levels.size()) +
        static_cast<double>(layout.window_states()) * static_cast<double>(layout.samples) * layout.pairs_per_sample +
        2.0 * static_cast<double>(layout.velocity_samples) * last;
    const double bytes = 8.0 * image * std::max(1.0, states);
    if (bytes > static_cast<double>(most_bytes)) {
        return std::format("{} bytes of states", bytes);
    }
    return std::nullopt;
}

std::vector<Hdf5DatasetSpec> chain_datasets(const ChainHeader& header, const ChainLayout& layout,
                                            const std::vector<ChainSection>& sections) {
    const std::uint64_t n = u64(layout.samples);
    const std::uint64_t channels = u64(layout.shape.channels);
    const std::uint64_t ny = u64(layout.shape.ny);
    const std::uint64_t nx = u64(layout.shape.nx);
    const std::uint64_t full = u64(layout.full_samples);
    const std::uint64_t kept = layout.full_levels.size();
    const std::uint64_t pairs = u64(layout.pairs_per_sample);
    const std::uint64_t moving = u64(layout.velocity_samples);
    const std::uint64_t last = u64(header.last_level());
    const NumberType stored = state_type(layout.format);
    constexpr NumberType real = NumberType::float64;
    constexpr NumberType crc = NumberType::uint32;

    std::vector<Hdf5DatasetSpec> specs;
    for (const LevelTable& table : level_tables()) {
        specs.push_back({table.name, table.type(), {last + 1}, {}});
    }
    specs.push_back({state_level, NumberType::int32, {kept}, {}});
    specs.push_back({sample_id, NumberType::int64, {n}, {}});
    specs.push_back({finished, NumberType::int64, {1}, {}});
    specs.push_back({state, stored, {full, kept, channels, ny, nx}, {}});
    specs.push_back({pair_level, NumberType::int32, {n, pairs}, {}});
    specs.push_back({pair_state, stored, {n, pairs, u64(layout.window_states()), channels, ny, nx}, {}});
    specs.push_back({velocity, velocity_type(layout.format), {moving, last, 2, ny, nx}, {}});
    specs.push_back({mass_drift, real, {n, channels}, {}});
    specs.push_back({max_speed_lu, real, {n}, {}});
    specs.push_back({effective_peclet, real, {n}, {}});
    specs.push_back({divergence_ratio, real, {n}, {}});
    specs.push_back({state_checksum, crc, {full}, {}});
    specs.push_back({pair_checksum, crc, {n}, {}});
    specs.push_back({velocity_checksum, crc, {moving}, {}});
    specs.push_back({diagnostics_checksum, crc, {n}, {}});
    specs.push_back({dimensions_checksum, crc, {1}, {}});
    for (Hdf5DatasetSpec& spec : specs) {
        if (spec.name == state || spec.name == pair_state || spec.name == velocity) {
            spec.chunk = row_chunk(spec.dims, spec.type);
        }
        if (!sections.empty() && is_of_samples(spec.name) && number_of_values(spec.dims) > 0) {
            spec.chunk = {};
            spec.sources = sources_of(sections, static_cast<std::int64_t>(spec.dims.front()));
        }
    }
    return specs;
}

std::uint64_t chain_bytes(const ChainHeader& header, const ChainLayout& layout) {
    return dataset_bytes(chain_datasets(header, layout));
}

void create_chain_file(const std::filesystem::path& path, const ChainHeader& header, const ChainLayout& layout,
                       const std::vector<ChainSection>& sections) {
    Hdf5File file = Hdf5File::create(path);
    write_root_attributes(file, header, layout);
    for (const Hdf5DatasetSpec& spec : chain_datasets(header, layout, sections)) {
        file.create_dataset(spec);
    }
    write_levels(file, header.levels);
    file.write_all<std::int32_t>(state_level, layout.full_levels);
    std::vector<std::int64_t> ids(static_cast<std::size_t>(layout.samples));
    for (std::int64_t i = 0; i < layout.samples; ++i) {
        ids[static_cast<std::size_t>(i)] = header.first_sample + i;
    }
    file.write_all<std::int64_t>(sample_id, ids);
    file.write_all<std::int64_t>(finished, std::vector<std::int64_t>{0});
    file.write_all<std::uint32_t>(dimensions_checksum, std::vector<std::uint32_t>{levels_checksum(header.levels)});
    file.write_attribute(state, "axes", "sample, level, channel, y, x");
    file.write_attribute(pair_state, "axes",
                         layout.format_version() == 1 ? "sample, pair, (u_k, u_{k-1}), channel, y, x"
                                                      : "sample, pair, (u_k, u_{k-1}, .., u_{k-w}), channel, y, x");
    file.write_attribute(velocity, "axes", "sample, level 1..K, (v_x, v_y), y, x");
    file.write_attribute(velocity, "units", "cells per step");
    file.write_attribute(max_speed_lu, "units", "cells per step");
    file.close();
}

}  // namespace ebru
