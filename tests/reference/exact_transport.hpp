#pragma once

#include <numbers>

#include "tests/support/test_fields.hpp"

namespace ebru::reference {

/// A sum of cosine modes between no-flux walls and what exact diffusion makes of it: mode (a, b) decays by
/// exp(-pi^2 (a^2/N_x^2 + b^2/N_y^2) spread), spread = alpha t in cells^2.
inline Values cosine_modes(const Grid& grid, double spread) {
    struct Mode {
        int a;
        int b;
        double size;
    };
    constexpr double pi = std::numbers::pi;
    return sample(grid, [&](double x, double y) {
        double u = 0.5;
        for (const Mode& m : {Mode{1, 0, 0.2}, Mode{0, 1, 0.1}, Mode{1, 1, 0.15}}) {
            const double k_x = pi * m.a / grid.nx;
            const double k_y = pi * m.b / grid.ny;
            u += m.size * std::exp(-(k_x * k_x + k_y * k_y) * spread) * std::cos(k_x * x) * std::cos(k_y * y);
        }
        return u;
    });
}

/// A Gaussian hill of initial variance s0 an axis in a uniform flow after `time`, periodic images summed:
/// u = s0/s exp(-|x - x0 - v t|^2/(2 s)), s = s0 + 2 alpha t, x0 the centre of the grid.
inline Values gaussian_hill(const Grid& grid, double s0, double alpha, double v_x, double v_y, double time) {
    const double s = s0 + 2.0 * alpha * time;
    const auto axis = [s](double x, double centre, int period) {
        double sum = 0.0;
        for (int image = -3; image <= 3; ++image) {
            const double r = x - centre - image * period;
            sum += std::exp(-r * r / (2.0 * s));
        }
        return sum;
    };
    return sample(grid, [&](double x, double y) {
        return s0 / s * axis(x, 0.5 * grid.nx + v_x * time, grid.nx) * axis(y, 0.5 * grid.ny + v_y * time, grid.ny);
    });
}

}  // namespace ebru::reference
