#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "field/normal_kernel.hpp"
#include "solvers/spde/cosine_batch.hpp"

namespace ebru {

/// A normal law for every channel and cosine mode, fitted to states: what a sampler may start from where the process
/// has no closed prior (numerics.md 5.6: the lowest modes keep most of the data). Correlations between modes and
/// channels, and what is not normal in the low modes, are not kept: pushing data forward keeps both.
///
/// Means and variances are summed in the order of the states (Welford's update, in double): equal bits for any batch
/// split.
template <class Real>
class PriorFit {
  public:
    /// \param shape channels, ny, nx, each at least 1. \param seed of the draws.
    PriorFit(const ImageShape& shape, std::uint64_t seed);

    /// Takes in states (B, C, Y, X). Allocates when B changes.
    void add(const ImageBatch<Real>& states);

    /// How many states were taken in.
    [[nodiscard]] std::int64_t count() const { return count_; }

    /// Means (C, Y, X) of the modes.
    [[nodiscard]] const std::vector<double>& mean() const { return mean_; }

    /// Variances (C, Y, X) of the modes, with the divisor count - 1; needs two states.
    [[nodiscard]] std::vector<double> variance() const;

    /// out (B, C, Y, X): image `ids[b]` drawn from the law, key (seed, spde_prior), counter (id, channel, mode, 0);
    /// needs two states. Allocates when B changes.
    void draw(std::span<const SampleId> ids, const ImageBatch<Real>& out);

  private:
    [[nodiscard]] ImageBatch<Real> modes_of_size(std::size_t images);

    ImageShape shape_;
    std::uint64_t seed_;
    CosineBatch<Real> cosines_;
    DeviceIds device_ids_;
    ImageBatch<Real> modes_;
    std::int64_t count_ = 0;
    std::vector<double> mean_;
    std::vector<double> square_;  ///< (C, Y, X), sum of the squared deviations
};

}  // namespace ebru
