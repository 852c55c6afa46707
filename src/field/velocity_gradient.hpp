#pragma once

#include "grid/grid.hpp"

namespace ebru {

/// (v.grad) v of one field by central differences, spacing 1, second order. Across mirror (and bounce-back) walls the
/// tangential velocity is even and the normal one odd; periodic fields wrap.
/// \param velocity (2, Y, X); \param[out] acceleration (2, Y, X).
void advective_acceleration(const double* velocity, Grid grid, Walls walls, double* acceleration);

}  // namespace ebru
