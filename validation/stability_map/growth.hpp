#pragma once

#include <vector>

#include "validation/common/lattice_scheme.hpp"

namespace ebru {

/// Angles of the flow to the x axis, degrees; the grid repeats after 45.
inline constexpr double flow_directions[] = {0.0, 22.5, 45.0};

/// Largest modulus of the von Neumann eigenvalues over all wavenumbers of a cells x cells grid and all directions.
double predicted_factor(LatticeScheme scheme, double alpha, double speed, int cells);

/// Runs random data in [-1/2, 1/2] on a periodic cells x cells grid for every speed and direction. Returns for every
/// speed the largest max|u_n| / max|u_0| of the directions; infinite for what is not a number.
std::vector<double> observed_growth(LatticeScheme scheme, double alpha, const std::vector<double>& speeds, int cells,
                                    int steps);

/// The speed, to 1e-3, beyond which predicted_factor() exceeds 1 + 1e-5; 1 where it never does below.
double predicted_limit(LatticeScheme scheme, double alpha, int cells);

}  // namespace ebru
