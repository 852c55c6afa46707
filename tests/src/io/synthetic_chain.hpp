#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "io/snapshot_chain_writer.hpp"

// A small chain made of numbers that are known without running a process.
namespace ebru::synthetic {

/// A number that belongs to (part, sample, index) and to nothing else, in (-2, 2).
inline double value(std::uint64_t part, std::int64_t sample, std::size_t index) {
    std::uint64_t word = (part << 56U) ^ (static_cast<std::uint64_t>(sample) << 28U) ^ index;
    word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9U;
    word = (word ^ (word >> 27U)) * 0x94d049bb133111ebU;
    return (static_cast<double>(word >> 11U) * 0x1.0p-53 - 0.5) * 4.0;
}

enum Part : std::uint64_t { states = 1, pairs, velocity, diagnostics };

inline ChainHeader header() {
    ChainHeader header;
    header.process = "stencil";
    header.working_precision = Precision::double_precision;
    header.seed = 0xfeedfacecafebeefU;
    header.deck = "[solver]\nPe = 50\n\n[schedule]\nlevels = 5\n";
    header.dataset_name = "numbers";
    header.boundary = "mirror";
    header.first_sample = 1000;
    for (int k = 0; k <= 5; ++k) {
        header.levels.push_back({k, 0.01 * k, 0.3 * k, k / 6.0, 1.0 / (1 + k), 3 * k, 1e-3 * k});
    }
    return header;
}

/// 130 samples of 2 x 3 x 5, the first 70 at three levels, three pairs, velocity of the first 9.
inline ChainLayout layout(StoredFormat format = StoredFormat::single_precision) {
    return {130, {2, 3, 5}, format, 70, {0, 2, 5}, 3, 9};
}

/// The numbers of one part, samples first .. first + count - 1, `each` a sample.
template <class T>
std::vector<T> numbers(Part part, std::int64_t first, std::int64_t count, std::size_t each) {
    std::vector<T> values;
    for (std::int64_t sample = first; sample < first + count; ++sample) {
        for (std::size_t i = 0; i < each; ++i) {
            values.push_back(static_cast<T>(value(part, sample, i)));
        }
    }
    return values;
}

inline std::vector<std::int32_t> pair_levels(const ChainLayout& layout, int last, std::int64_t first,
                                             std::int64_t count) {
    std::vector<std::int32_t> levels;
    for (std::int64_t sample = first; sample < first + count; ++sample) {
        for (int j = 0; j < layout.pairs_per_sample; ++j) {
            levels.push_back(layout.pair_window +
                             static_cast<std::int32_t>((sample * 7 + j * 3) % (last - layout.pair_window + 1)));
        }
    }
    return levels;
}

inline ChainDiagnostics diagnostics_of(const ChainLayout& layout, std::int64_t first, std::int64_t count) {
    const auto channels = static_cast<std::size_t>(layout.shape.channels);
    const auto each = numbers<double>(diagnostics, first, count, channels + 3);
    ChainDiagnostics result;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        const auto row = each.begin() + static_cast<std::ptrdiff_t>(i * (channels + 3));
        result.mass_drift.insert(result.mass_drift.end(), row, row + static_cast<std::ptrdiff_t>(channels));
        result.max_speed_lu.push_back(row[static_cast<std::ptrdiff_t>(channels)]);
        result.effective_peclet.push_back(row[static_cast<std::ptrdiff_t>(channels) + 1]);
        result.divergence_ratio.push_back(row[static_cast<std::ptrdiff_t>(channels) + 2]);
    }
    return result;
}

/// A block and the memory behind it.
template <class Real>
struct OwnedBlock {
    std::vector<Real> state_values;
    std::vector<std::int32_t> level_values;
    std::vector<Real> pair_values;
    std::vector<double> velocity_values;
    ChainDiagnostics diagnostics;
    std::int64_t first = 0;
    std::int64_t count = 0;

    OwnedBlock(const ChainHeader& header, const ChainLayout& layout, std::int64_t from, std::int64_t size)
        : diagnostics(diagnostics_of(layout, from, size)), first(from), count(size) {
        const std::size_t image = layout.shape.values();
        const auto last = static_cast<std::size_t>(header.last_level());
        const std::int64_t full = samples_among_first(layout.full_samples, from, size);
        const std::int64_t moving = samples_among_first(layout.velocity_samples, from, size);
        state_values = numbers<Real>(states, from, full, layout.full_levels.size() * image);
        level_values = pair_levels(layout, header.last_level(), from, size);
        pair_values = numbers<Real>(pairs, from, size,
                                    static_cast<std::size_t>(layout.pairs_per_sample * layout.window_states()) * image);
        velocity_values = numbers<double>(velocity, from, moving, last * 2 * layout.shape.grid().cells());
    }

    [[nodiscard]] ChainBlock<Real> block() const {
        return {first, count, state_values, level_values, pair_values, velocity_values, diagnostics};
    }
};

/// Writes the samples up to `end`, `block_size` at a time, a checkpoint after each block.
template <class Real = float>
void write_until(SnapshotChainWriter& writer, const ChainHeader& header, const ChainLayout& layout,
                 std::int64_t block_size, std::int64_t end) {
    while (writer.complete() < end) {
        const std::int64_t count = std::min(block_size, end - writer.complete());
        const OwnedBlock<Real> owned(header, layout, writer.complete(), count);
        writer.write_block(owned.block());
        writer.checkpoint();
    }
}

template <class Real = float>
void write_chain(const std::filesystem::path& path, const ChainLayout& layout, std::int64_t block_size) {
    auto writer = SnapshotChainWriter::create(path, header(), layout, ExistingFile::refuse);
    write_until<Real>(writer, header(), layout, block_size, layout.samples);
    writer.finish();
}

}  // namespace ebru::synthetic
