#pragma once

#include <vector>

#include "grid/grid.hpp"

namespace ebru {

/// The heat process's state at Fourier number alpha t / width^2 = fourier, (Y, X), computed in Real.
/// \param initial (Y, X).
template <class Real>
std::vector<double> solve_heat(Grid grid, const std::vector<double>& initial, double fourier);

}  // namespace ebru
