#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "solvers/force/density_at.hpp"

namespace ebru {

// The Bhattacharyya force of rho_1 on rho_2: a force density (force a volume),
//
//     F(x) = -(1/2) rho_2 grad sqrt(rho_1/rho_2) = -(1/4) sqrt(rho_1 rho_2) (grad ln rho_1 - grad ln rho_2),
//
// Noh and Lee (2024), eq 110; the acceleration of a particle of rho_2 (mass 1 in all) is F/rho_2, that is
// -grad (delta U/delta rho_2). Both from logarithms of the densities, so that nothing underflows before the result
// does. F vanishes where either density does; F/rho_2 grows like sqrt(rho_1/rho_2) where rho_2 thins out faster than
// rho_1, and is then as bad as the knowledge of rho_2 there.

/// F at points (n, d): \param force (n, d). Cost: both densities once.
void force_density(const DensityAt& first, const DensityAt& second, int dimension, std::span<const double> points,
                   std::span<double> force);

/// F/rho_2 at points (n, d): \param acceleration (n, d), may not be `points`.
void force_acceleration(const DensityAt& first, const DensityAt& second, int dimension, std::span<const double> points,
                        std::span<double> acceleration);

/// U and the total force as means over points drawn from rho_2, in any dimension: U = E_2 sqrt(rho_1/rho_2), total
/// force = E_2 F/rho_2. The variance under U's mean is exactly 1 - U^2, whatever the densities; that under the force's
/// is estimated, and may be infinite where rho_1 is wider than twice rho_2's covariance.
struct SampledOverlap {
    double coefficient = 0.0;
    double coefficient_error = 0.0;   ///< standard error, from the scatter
    std::vector<double> force;        ///< (d)
    std::vector<double> force_error;  ///< (d)
};

/// \param points (n, d) of rho_2, n >= 2. With rho_2 estimated from the same points the means are biased by the estimate.
SampledOverlap sampled_overlap(const DensityAt& first, const DensityAt& second, int dimension,
                               std::span<const double> points);

/// A uniform grid of points in 1 or 2 dimensions, lower + (i, j) spacing, i fastest. In one dimension count[1] = 1.
struct PointGrid {
    int dimension = 2;
    std::array<double, 2> lower{0.0, 0.0};
    std::array<double, 2> spacing{1.0, 1.0};  ///< > 0
    std::array<int, 2> count{2, 2};           ///< >= 2 in every direction there is

    [[nodiscard]] std::size_t size() const {
        return static_cast<std::size_t>(count[0]) * static_cast<std::size_t>(count[1]);
    }
    /// Length, area of a cell.
    [[nodiscard]] double cell() const { return dimension == 1 ? spacing[0] : spacing[0] * spacing[1]; }
    /// (n, d)
    [[nodiscard]] std::vector<double> points() const;
};

/// What a picture of the force shows, and its sums: trapezoidal for all that vanishes at the edge of the grid.
struct ForceGrid {
    PointGrid grid;
    std::vector<double> first_density;   ///< rho_1, (n)
    std::vector<double> second_density;  ///< rho_2, (n)
    std::vector<double> root_product;    ///< sqrt(rho_1 rho_2), (n)
    std::vector<double> force;           ///< F, (n, d)
    double coefficient = 0.0;            ///< cell sum sqrt(rho_1 rho_2)
    std::vector<double> total_force;     ///< cell sum F, (d)
};

/// Cost: both densities once a point. Sums in a fixed order.
/// \throws UserError when a grid has fewer than 2 points in a direction or a spacing that is not positive.
ForceGrid force_on_grid(const DensityAt& first, const DensityAt& second, const PointGrid& grid);

}  // namespace ebru
