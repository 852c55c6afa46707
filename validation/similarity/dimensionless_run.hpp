#pragma once

#include <vector>

#include "validation/common/lattice_scheme.hpp"

namespace ebru {

/// The dimensionless problem and how it is planned.
struct DimensionlessProblem {
    double peclet = 10.0;
    double speed_cap = 0.35;
    double band = 2.0;  ///< waves per width of the velocity's shortest mode
    int seed = 3;
    int base_cells = 16;
    int levels = 6;

    /// Fo_k = k / (6 base_cells^2).
    [[nodiscard]] double fo(int level) const;
};

struct DimensionlessRun {
    std::vector<std::vector<double>> states;  ///< levels 0..K, (Y, X)
    int steps = 0;                            ///< over all levels
    double largest_alpha = 0.0;
    double smallest_alpha = 0.0;
    double effective_peclet = 0.0;
};

/// Runs the problem on cells x cells with the planner's alpha_max.
template <class Real>
DimensionlessRun solve(const DimensionlessProblem& problem, LatticeScheme scheme, double alpha_max, int cells);

/// Values at the centres of a grid of `cells` cells from one of `fine` cells, fine/cells even: six-point interpolation
/// between the fine centres along each axis, mirrored at the walls.
std::vector<double> restricted(const std::vector<double>& u, int fine, int cells);

}  // namespace ebru
