#pragma once

#include <vector>

#include "grid/grid.hpp"

namespace ebru {

/// formula(x, y) at the cell centres x = i + 1/2, y = j + 1/2, (Y, X).
template <class Formula>
std::vector<double> sampled_field(Grid grid, const Formula& formula) {
    std::vector<double> values;
    values.reserve(grid.cells());
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            values.push_back(formula(x + 0.5, y + 0.5));
        }
    }
    return values;
}

/// Velocity (2, Y, X) from a formula of each component.
template <class FormulaX, class FormulaY>
std::vector<double> sampled_velocity(Grid grid, const FormulaX& v_x, const FormulaY& v_y) {
    std::vector<double> values = sampled_field(grid, v_x);
    const std::vector<double> other = sampled_field(grid, v_y);
    values.insert(values.end(), other.begin(), other.end());
    return values;
}

}  // namespace ebru
