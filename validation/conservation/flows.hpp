#pragma once

#include <cstdint>
#include <vector>

#include "grid/grid.hpp"

namespace ebru {

/// v = (d_y psi, -d_x psi), psi = sin(pi m x/N_x) sin(pi m y/N_y) of amplitude such that max|v| over the cells is
/// `peak`: div v = 0, v.n = 0 on the walls. (2, Y, X).
std::vector<double> cellular_flow(Grid grid, int m, double peak);

/// v from differences of random numbers on the corners that vanish on the walls; a grid one cell wide is at rest.
std::vector<double> random_flow(Grid grid, double peak, std::uint64_t seed);

/// As cellular_flow(), psi the sum of nine modes m, n = 1..3 of random amplitude.
std::vector<double> smooth_flow(Grid grid, double peak, std::uint64_t seed);

/// Random numbers in [0, 1), (Y, X).
std::vector<double> random_image(Grid grid, std::uint64_t seed);

/// 0 or 1 in every cell, at random: an image of nothing but edges.
std::vector<double> binary_image(Grid grid, std::uint64_t seed);

}  // namespace ebru
