#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "io/chain_schema.hpp"
#include "io/filled_file.hpp"

namespace ebru {

/// Consecutive samples, everything that the layout keeps of them. All arrays are contiguous, last extent fastest.
///
/// With S, Sv of the layout, F = how many of the block's samples are among the first S, V = how many among the first
/// Sv:
template <class Real>
struct ChainBlock {
    std::int64_t first = 0;                     ///< index of its first sample in the chain
    std::int64_t count = 0;                     ///< B >= 1
    std::span<const Real> states;               ///< (F, L, C, Y, X)
    std::span<const std::int32_t> pair_levels;  ///< (B, m), in w..K
    std::span<const Real> pair_states;          ///< (B, m, w + 1, C, Y, X): u_k, then u_{k-1}, ..
    std::span<const double> velocity;           ///< (V, K, 2, Y, X), cells per step
    ChainDiagnostics diagnostics;               ///< of the B samples
};

/// How many of the samples first .. first + count - 1 are among the first `kept`.
std::int64_t samples_among_first(std::int64_t kept, std::int64_t first, std::int64_t count);

/// Where a chain file keeps what belongs to samples.
struct ChainParts {
    FilledFile::Part state, pair_state, pair_level, velocity;
    FilledFile::Part mass_drift, max_speed, effective_peclet, divergence_ratio;
    FilledFile::Part state_crc, pair_crc, velocity_crc, diagnostics_crc;
    FilledFile::Part finished;

    /// \throws UserError when a data set is missing or not one run of bytes.
    static ChainParts of(const Hdf5File& file);

    /// Those with a row for each sample, in the order of this structure; `finished` has none.
    [[nodiscard]] std::vector<const FilledFile::Part*> of_samples() const;
};

/// Checks a block against header and layout (contracts): every array has its size, the block lies in the chain.
template <class Real>
void expect_block(const ChainHeader& header, const ChainLayout& layout, const ChainBlock<Real>& block);

/// Stores a block and its checksums. \param rows what takes them: FilledFile, or EncodedRows, BlockRows with the same
/// functions.
/// \throws UserError when a value is not finite once stored (a half holds up to 65504), naming part and sample.
template <class Real, class Rows>
void store_block(const ChainHeader& header, const ChainLayout& layout, const ChainParts& parts,
                 const ChainBlock<Real>& block, Rows& rows);

}  // namespace ebru
