#pragma once

#include "tests/support/test_fields.hpp"

namespace ebru::reference {

/// One step of the memoryless nine-point scheme as the formula of numerics.md 1.1, cell by cell:
///   u'(x) = sum_{a,b} (E^x_a E^y_b u)(x - (a, b)).
/// Beyond mirror walls u and the tangential velocity are even, the normal one odd.
inline Values stencil_twin_step(const Grid& grid, Walls walls, double alpha, const Values& velocity, const Values& u) {
    const auto hop = [&](double v, int a) {
        const double spread = 2.0 * alpha + v * v;
        return a == 0 ? 1.0 - spread : 0.5 * (spread + a * v);
    };
    Values next(u.size(), 0.0);
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            for (int b = -1; b <= 1; ++b) {
                for (int a = -1; a <= 1; ++a) {
                    int sx = x - a;
                    int sy = y - b;
                    double sign_x = 1.0;
                    double sign_y = 1.0;
                    if (walls == Walls::periodic) {
                        sx = (sx + grid.nx) % grid.nx;
                        sy = (sy + grid.ny) % grid.ny;
                    } else {
                        if (sx < 0 || sx >= grid.nx) {
                            sx = sx < 0 ? 0 : grid.nx - 1;
                            sign_x = -1.0;
                        }
                        if (sy < 0 || sy >= grid.ny) {
                            sy = sy < 0 ? 0 : grid.ny - 1;
                            sign_y = -1.0;
                        }
                    }
                    const std::size_t source = cell(grid, sy, sx);
                    const double v_x = sign_x * velocity[source];
                    const double v_y = sign_y * velocity[grid.cells() + source];
                    next[cell(grid, y, x)] += hop(v_x, a) * hop(v_y, b) * u[source];
                }
            }
        }
    }
    return next;
}

inline Values stencil_twin(const Grid& grid, Walls walls, double alpha, const Values& velocity, Values u, int steps) {
    for (int s = 0; s < steps; ++s) {
        u = stencil_twin_step(grid, walls, alpha, velocity, u);
    }
    return u;
}

}  // namespace ebru::reference
