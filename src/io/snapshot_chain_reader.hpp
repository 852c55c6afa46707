#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "io/chain_description.hpp"
#include "io/chain_schema.hpp"
#include "io/hdf5_file.hpp"

namespace ebru {

/// Which chains a reader opens.
enum class ChainAccess {
    finished,             ///< only what finish() has verified
    finished_or_partial,  ///< also a `.partial` with its journal: for looking how far it is
};

/// Reads a snapshot chain (docs/chain_format.md). Everything in the file is checked against everything else before it
/// is trusted with memory; checksums are compared by verify(). One thread at a time.
class SnapshotChainReader {
  public:
    /// \throws UserError when the file is missing, not HDF5, truncated, no chain, of another version, inconsistent, not
    /// finished, or joins parts of which one is missing or another chain's.
    explicit SnapshotChainReader(std::filesystem::path path, ChainAccess access = ChainAccess::finished);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] const ChainHeader& header() const { return chain_.header; }
    [[nodiscard]] const ChainLayout& layout() const { return chain_.layout; }
    [[nodiscard]] const std::vector<LevelRecord>& levels() const { return chain_.header.levels; }
    [[nodiscard]] bool is_finished() const { return finished_; }

    /// Samples that can be read: N, or those up to the last checkpoint of a partial file.
    [[nodiscard]] std::int64_t samples_complete() const { return complete_; }

    /// State of sample `sample` < S at level layout().full_levels[level_index] into `state` (C, Y, X).
    template <class Real>
    void read_state(std::int64_t sample, std::size_t level_index, std::span<Real> state) const;

    /// Pairs of samples first .. first + count - 1: `levels` (count, m), `states` (count, m, 2, C, Y, X): u_k, u_{k-1}.
    template <class Real>
    void read_pairs(std::int64_t first, std::int64_t count, std::span<std::int32_t> levels,
                    std::span<Real> states) const;

    /// Whole windows of the same samples: `states` (count, m, w + 1, C, Y, X): u_k, u_{k-1}, .., u_{k-w}, w =
    /// layout().pair_window. A pair is the beginning of its window.
    template <class Real>
    void read_windows(std::int64_t first, std::int64_t count, std::span<std::int32_t> levels,
                      std::span<Real> states) const;

    /// Velocity of sample `sample` < Sv during interval `level` (1..K) into `velocity` (2, Y, X), cells per step.
    template <class Real>
    void read_velocity(std::int64_t sample, int level, std::span<Real> velocity) const;

    /// Diagnostics of the complete samples.
    [[nodiscard]] ChainDiagnostics read_diagnostics() const;

    /// Compares all checksums of the complete samples with the data; reads the whole file once.
    /// \throws UserError naming the first sample, and what of it, that differs.
    void verify() const { verify({0, complete_}); }

    /// The same of some of them, and of the level tables: ranks share the work.
    void verify(SampleRange samples) const;

  private:
    template <class Real>
    void read_window_starts(std::int64_t first, std::int64_t count, std::uint64_t length,
                            std::span<std::int32_t> levels, std::span<Real> states) const;

    std::filesystem::path path_;
    Hdf5File file_;
    ChainDescription chain_;
    bool finished_ = true;
    std::int64_t complete_ = 0;
    Hdf5Dataset state_;
    Hdf5Dataset pair_state_;
    Hdf5Dataset pair_level_;
    Hdf5Dataset velocity_;
};

/// Checksum of what is not an array: sample `i` of `diagnostics`, whose id is `id`.
std::uint32_t diagnostics_checksum(SampleId id, const ChainDiagnostics& diagnostics, std::int64_t i);

/// What a chain is and holds, in a page of text: `ebru info`.
std::string describe_chain(const SnapshotChainReader& chain);

}  // namespace ebru
