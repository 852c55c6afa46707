#include "field/velocity_gradient.hpp"

#include <cstddef>

namespace ebru {

void advective_acceleration(const GhostedVelocity& velocity, double* acceleration) {
    const Grid grid = velocity.grid;
    for (int axis = 0; axis < 2; ++axis) {
        const GhostedComponent component = axis == 0 ? velocity.x : velocity.y;
        double* const out = acceleration + static_cast<std::size_t>(axis) * grid.cells();
        std::size_t cell = 0;
        for (int y = 0; y < grid.ny; ++y) {
            for (int x = 0; x < grid.nx; ++x, ++cell) {
                const double d_x = 0.5 * (component(y, x + 1) - component(y, x - 1));
                const double d_y = 0.5 * (component(y + 1, x) - component(y - 1, x));
                out[cell] = velocity.x.own(y, x) * d_x + velocity.y.own(y, x) * d_y;
            }
        }
    }
}

}  // namespace ebru
