#pragma once

#include <span>
#include <vector>

#include "solvers/force/density_at.hpp"

namespace ebru {

/// Which of the two: F = -(1/4) w (grad ln rho_1 - grad ln rho_2) with w = sqrt(rho_1 rho_2), or F/rho_2 with w =
/// sqrt(rho_1/rho_2).
enum class ForceQuantity { density, acceleration };

struct ForceValues {
    std::vector<double> log_first;   ///< ln rho_1, (n)
    std::vector<double> log_second;  ///< ln rho_2, (n)
    std::vector<double> weight;      ///< w, (n)
    std::vector<double> force;       ///< F or F/rho_2, (n, d)
};

/// At points (n, d). Cost: both densities once.
ForceValues force_values(ForceQuantity quantity, const DensityAt& first, const DensityAt& second, int dimension,
                         std::span<const double> points);

/// Sum of component k of values (n, d), in an order fixed by n (diagnostics/total.hpp).
double component_total(std::span<const double> values, int dimension, int k);

}  // namespace ebru
