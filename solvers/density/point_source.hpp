#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>

#include "solvers/density/gaussian_mixture.hpp"

namespace ebru {

/// A density that points are drawn from. Point i is a function of (seed, i) alone, so that a smaller ensemble is the
/// beginning of a larger one and any part of it is drawn without the rest. Double precision; host; several threads may
/// draw at once.
class PointSource {
  public:
    virtual ~PointSource() = default;

    [[nodiscard]] virtual int dimension() const = 0;

    /// How many points there are to draw: no limit, but for points from a file.
    [[nodiscard]] virtual std::int64_t size() const { return std::numeric_limits<std::int64_t>::max(); }

    /// \param points (n, d), becomes points first .. first + n - 1. Random numbers of RandomPurpose::ensemble_start.
    /// \throws UserError when size() is exceeded.
    virtual void draw(std::uint64_t seed, std::int64_t first, std::span<double> points) const = 0;
};

/// Draws from a mixture: a component by the weights, then m + C^(1/2) xi. O(d^2) a point.
std::unique_ptr<PointSource> make_mixture_source(const GaussianMixture& mixture);

}  // namespace ebru
