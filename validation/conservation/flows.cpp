#include "validation/conservation/flows.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace ebru {

namespace {

double uniform(std::mt19937_64& random) {
    return std::ldexp(static_cast<double>(random() >> 11U), -53);
}

/// Adds the flow of amplitude * sin(k x) sin(l y).
void add_mode(std::vector<double>& v, Grid grid, int m, int n, double amplitude) {
    const double k = std::numbers::pi * m / grid.nx;
    const double l = std::numbers::pi * n / grid.ny;
    std::size_t i = 0;
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x, ++i) {
            v[i] += amplitude * l * std::sin(k * (x + 0.5)) * std::cos(l * (y + 0.5));
            v[grid.cells() + i] -= amplitude * k * std::cos(k * (x + 0.5)) * std::sin(l * (y + 0.5));
        }
    }
}

void scale_to(std::vector<double>& v, Grid grid, double peak) {
    double largest = 0.0;
    for (std::size_t i = 0; i < grid.cells(); ++i) {
        largest = std::max(largest, std::hypot(v[i], v[grid.cells() + i]));
    }
    for (double& value : v) {
        value *= largest > 0.0 ? peak / largest : 0.0;
    }
}

}  // namespace

std::vector<double> cellular_flow(Grid grid, int m, double peak) {
    std::vector<double> v(2 * grid.cells(), 0.0);
    add_mode(v, grid, m, m, 1.0);
    scale_to(v, grid, peak);
    return v;
}

std::vector<double> random_flow(Grid grid, double peak, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto columns = static_cast<std::size_t>(grid.nx) + 1;
    std::vector<double> psi(columns * (static_cast<std::size_t>(grid.ny) + 1), 0.0);
    for (int y = 1; y < grid.ny; ++y) {
        for (int x = 1; x < grid.nx; ++x) {
            psi[y * columns + x] = uniform(random) - 0.5;
        }
    }
    std::vector<double> v(2 * grid.cells());
    std::size_t i = 0;
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x, ++i) {
            const double* low = &psi[y * columns + x];
            const double* high = low + columns;
            v[i] = 0.5 * (high[0] + high[1] - low[0] - low[1]);
            v[grid.cells() + i] = -0.5 * (low[1] + high[1] - low[0] - high[0]);
        }
    }
    scale_to(v, grid, peak);
    return v;
}

std::vector<double> smooth_flow(Grid grid, double peak, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<double> v(2 * grid.cells(), 0.0);
    for (int m = 1; m <= 3; ++m) {
        for (int n = 1; n <= 3; ++n) {
            add_mode(v, grid, m, n, uniform(random) - 0.5);
        }
    }
    scale_to(v, grid, peak);
    return v;
}

std::vector<double> random_image(Grid grid, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<double> u(grid.cells());
    std::generate(u.begin(), u.end(), [&] { return uniform(random); });
    return u;
}

std::vector<double> binary_image(Grid grid, std::uint64_t seed) {
    std::vector<double> u = random_image(grid, seed);
    std::transform(u.begin(), u.end(), u.begin(), [](double value) { return value < 0.5 ? 0.0 : 1.0; });
    return u;
}

}  // namespace ebru
