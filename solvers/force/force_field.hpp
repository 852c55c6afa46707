#pragma once

#include <span>
#include <vector>

#include "solvers/density/plane_grid.hpp"
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

/// F/rho_2 at points (n, d): \param acceleration (n, d). \returns the mean of sqrt(rho_1/rho_2) over the points: U,
/// when they are drawn from rho_2.
double force_acceleration(const DensityAt& first, const DensityAt& second, int dimension,
                          std::span<const double> points, std::span<double> acceleration);

/// U and the total force as means over points drawn from rho_2, in any dimension: U = E_2 sqrt(rho_1/rho_2), total
/// force = E_2 F/rho_2. The variances under the means are 1 - U^2 and, component by component, E_1 (s_1 - s_2)^2/16 -
/// force^2 with s the scores: finite for mixtures of any widths.
struct SampledOverlap {
    double coefficient = 0.0;
    double coefficient_error = 0.0;   ///< standard error, from the scatter
    std::vector<double> force;        ///< (d)
    std::vector<double> force_error;  ///< (d)
};

/// \param points (n, d) of rho_2, n >= 2. With rho_2 estimated from the same points the means are biased by the
/// estimate. Sums in a fixed order.
SampledOverlap sampled_overlap(const DensityAt& first, const DensityAt& second, int dimension,
                               std::span<const double> points);

/// What a picture of the force shows, and its sums over the window.
struct ForceGrid {
    PlaneGrid grid;
    std::vector<double> first_density;   ///< rho_1, (ny nx)
    std::vector<double> second_density;  ///< rho_2, (ny nx)
    std::vector<double> root_product;    ///< sqrt(rho_1 rho_2), (ny nx)
    std::vector<double> force;           ///< F, (ny nx, 2)
    double coefficient = 0.0;            ///< cell area times the sum of sqrt(rho_1 rho_2)
    std::vector<double> total_force;     ///< cell area times the sum of F, (2)
};

/// For densities in the plane. Sums in a fixed order; they converge exponentially with the spacing where the window
/// holds all of sqrt(rho_1 rho_2). Cost: both densities once a cell.
/// \throws UserError when the window is empty or has no cells.
ForceGrid force_on_grid(const DensityAt& first, const DensityAt& second, const PlaneGrid& grid);

}  // namespace ebru
