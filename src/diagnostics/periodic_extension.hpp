#pragma once

#include <vector>

#include "grid/grid.hpp"

namespace ebru {

/// A vector field on a periodic grid.
struct PeriodicField {
    Grid grid;
    std::vector<double> v_x;  ///< (Y, X)
    std::vector<double> v_y;  ///< (Y, X)
};

/// The periodic field that a field between walls is half of, in both directions: normal components odd about the wall,
/// tangential ones even. Periodic fields come back unchanged.
PeriodicField periodic_extension(const double* v_x, const double* v_y, Grid grid, Walls walls);

}  // namespace ebru
