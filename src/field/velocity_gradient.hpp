#pragma once

#include "field/ghosted_component.hpp"
#include "grid/grid.hpp"

namespace ebru {

/// (v.grad) v of one field, or of a part of it, by central differences, spacing 1, second order. Across mirror (and
/// bounce-back) walls the tangential velocity is even and the normal one odd; periodic fields wrap.
/// \param[out] acceleration (2, Y, X).
void advective_acceleration(const GhostedVelocity& velocity, double* acceleration);

/// The same of a whole field. \param velocity (2, Y, X).
inline void advective_acceleration(const double* velocity, Grid grid, Walls walls, double* acceleration) {
    advective_acceleration(GhostedVelocity(velocity, grid, walls), acceleration);
}

}  // namespace ebru
