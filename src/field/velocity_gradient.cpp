#include "field/velocity_gradient.hpp"

#include <cstddef>

#include "field/ghosted_component.hpp"

namespace ebru {

void advective_acceleration(const double* velocity, Grid grid, Walls walls, double* acceleration) {
    const std::size_t cells = grid.cells();
    for (int axis = 0; axis < 2; ++axis) {
        const GhostedComponent component(velocity + static_cast<std::size_t>(axis) * cells, grid, walls, axis);
        double* const out = acceleration + static_cast<std::size_t>(axis) * cells;
        std::size_t cell = 0;
        for (int y = 0; y < grid.ny; ++y) {
            for (int x = 0; x < grid.nx; ++x, ++cell) {
                const double d_x = 0.5 * (component(y, x + 1) - component(y, x - 1));
                const double d_y = 0.5 * (component(y + 1, x) - component(y - 1, x));
                out[cell] = velocity[cell] * d_x + velocity[cells + cell] * d_y;
            }
        }
    }
}

}  // namespace ebru
