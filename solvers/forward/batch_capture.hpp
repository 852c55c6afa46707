#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "io/chain_schema.hpp"
#include "io/snapshot_chain_writer.hpp"
#include "solvers/forward_process.hpp"

namespace ebru {

/// Collects what a chain keeps of a batch while the batch goes through its levels: the states of chosen levels, the
/// random pairs, the velocities. Its memory is that of one batch.
template <class Real>
class BatchCapture {
  public:
    /// \param step m >= 1: the states of a pair or window are u_k, u_{k-m}, u_{k-2m} .., u_0 for what would lie before
    /// it. A chain's have m = 1.
    BatchCapture(const ChainLayout& layout, int last_level, std::uint64_t seed, int step = 1);

    /// Starts a batch: images first .. first + ids.size() - 1 of the chain.
    void begin(std::int64_t first, std::span<const SampleId> ids);

    /// Takes what is wanted of level 0 from the data (B, C, Y, X).
    void take_data(const HostImageBatch<Real>& data);

    /// Takes what is wanted of the level that the process is at.
    void take_level(const ForwardProcess<Real>& process);

    /// The batch as a block for the writer; valid until the next begin().
    [[nodiscard]] ChainBlock<Real> block(ChainDiagnostics diagnostics) const;

  private:
    struct Wanted {
        int sample;
        std::size_t offset;  // in states_ or pair_states_
        bool pair;
    };

    void want(int level, const Wanted& wanted);
    void put(const Wanted& wanted, const Real* image);
    void take_velocity(const ForwardProcess<Real>& process);

    ChainLayout layout_;
    int last_level_;
    std::uint64_t seed_;
    std::vector<int> pair_steps_;  // levels back from k
    std::int64_t first_ = 0;
    std::int64_t count_ = 0;
    std::int64_t velocity_count_ = 0;
    std::vector<std::vector<Wanted>> wanted_;  // by level, samples in order
    std::vector<Real> states_;                 // (F, L, C, Y, X)
    std::vector<std::int32_t> pair_levels_;    // (B, m)
    std::vector<Real> pair_states_;            // (B, m, w + 1, C, Y, X)
    std::vector<double> velocity_;             // (V, K, 2, Y, X)
};

}  // namespace ebru
