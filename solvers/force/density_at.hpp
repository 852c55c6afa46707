#pragma once

#include <functional>
#include <memory>
#include <span>

#include "solvers/density/gaussian_mixture.hpp"
#include "solvers/density/kernel_density.hpp"

namespace ebru {

/// ln rho and grad ln rho of a density at many points: points (n, d), log_density (n), score (n, d). All that a force
/// between two densities needs to know of either. Parallel inside; the same bits for any number of threads. Host.
using DensityAt =
    std::function<void(std::span<const double> points, std::span<double> log_density, std::span<double> score)>;

/// Exact but for round-off (mixture_field.hpp). O(M d^2) and M exponentials a point for M components.
DensityAt density_at(const GaussianMixture& mixture);

/// The estimate from samples. Cost: KernelDensity::evaluate.
DensityAt density_at(std::shared_ptr<const KernelDensity> estimate);

}  // namespace ebru
