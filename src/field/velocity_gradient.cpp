#include "field/velocity_gradient.hpp"

#include <cstddef>

namespace ebru {

namespace {

/// Value of a component at an index that may lie one cell outside; `odd` is -1 for the component normal to that wall.
struct Neighbour {
    int index;
    double sign;
};

Neighbour neighbour(int i, int extent, Walls walls, double odd) {
    if (i >= 0 && i < extent) {
        return {i, 1.0};
    }
    if (walls == Walls::periodic) {
        return {i < 0 ? extent - 1 : 0, 1.0};
    }
    return {i < 0 ? 0 : extent - 1, odd};
}

}  // namespace

void advective_acceleration(const double* velocity, const Grid& grid, Walls walls, double* acceleration) {
    const std::size_t cells = grid.cells();
    const auto at = [&](int y, int x) { return static_cast<std::size_t>(y) * static_cast<std::size_t>(grid.nx) + static_cast<std::size_t>(x); };
    for (int component = 0; component < 2; ++component) {
        const double* const value = velocity + static_cast<std::size_t>(component) * cells;
        double* const out = acceleration + static_cast<std::size_t>(component) * cells;
        const double odd_in_x = component == 0 ? -1.0 : 1.0;
        const double odd_in_y = -odd_in_x;
        for (int y = 0; y < grid.ny; ++y) {
            const Neighbour below = neighbour(y - 1, grid.ny, walls, odd_in_y);
            const Neighbour above = neighbour(y + 1, grid.ny, walls, odd_in_y);
            for (int x = 0; x < grid.nx; ++x) {
                const Neighbour left = neighbour(x - 1, grid.nx, walls, odd_in_x);
                const Neighbour right = neighbour(x + 1, grid.nx, walls, odd_in_x);
                const double d_x = 0.5 * (right.sign * value[at(y, right.index)] - left.sign * value[at(y, left.index)]);
                const double d_y = 0.5 * (above.sign * value[at(above.index, x)] - below.sign * value[at(below.index, x)]);
                const std::size_t i = at(y, x);
                out[i] = velocity[i] * d_x + velocity[cells + i] * d_y;
            }
        }
    }
}

}  // namespace ebru
