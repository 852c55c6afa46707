#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "grid/grid.hpp"

namespace ebru {

/// Values of a field in memory order: (Y, X), (C, Y, X) or, for a velocity, (2, Y, X).
using Values = std::vector<double>;

inline std::size_t cell(const Grid& grid, int y, int x) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(grid.nx) + static_cast<std::size_t>(x);
}

/// Uniform numbers in [low, high); the same on every platform.
inline Values random_values(std::size_t count, double low, double high, std::uint64_t seed) {
    std::mt19937_64 bits(seed);
    Values values(count);
    for (double& value : values) {
        value = low + (high - low) * (static_cast<double>(bits() >> 11U) * 0x1.0p-53);
    }
    return values;
}

/// field(x, y) at the cell centres x = i + 1/2, y = j + 1/2.
template <class Field>
Values sample(const Grid& grid, const Field& field) {
    Values values(grid.cells());
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            values[cell(grid, y, x)] = field(x + 0.5, y + 0.5);
        }
    }
    return values;
}

/// Velocity (2, Y, X) from two formulae of (x, y).
template <class FieldX, class FieldY>
Values sample_velocity(const Grid& grid, const FieldX& v_x, const FieldY& v_y) {
    Values values = sample(grid, v_x);
    const Values other = sample(grid, v_y);
    values.insert(values.end(), other.begin(), other.end());
    return values;
}

inline Values uniform_velocity(const Grid& grid, double v_x, double v_y) {
    return sample_velocity(grid, [=](double, double) { return v_x; }, [=](double, double) { return v_y; });
}

/// m x n vortices of largest speed `speed`: psi ~ sin(pi m x/N_x) sin(pi n y/N_y). Solenoidal, v.n = 0 on the walls.
inline Values cellular_velocity(const Grid& grid, double speed, int m = 1, int n = 1) {
    const double k_x = std::numbers::pi * m / grid.nx;
    const double k_y = std::numbers::pi * n / grid.ny;
    const double a = speed / std::max(k_x, k_y);
    return sample_velocity(
        grid, [=](double x, double y) { return a * k_y * std::sin(k_x * x) * std::cos(k_y * y); },
        [=](double x, double y) { return -a * k_x * std::cos(k_x * x) * std::sin(k_y * y); });
}

/// Velocity made of differences of a random stream function on the cell corners that vanishes on the walls. The face
/// fluxes are divergence-free; cell values are their means, so the normal velocity is not zero in the cells beside a
/// wall but is on the wall itself.
inline Values random_solenoidal_velocity(const Grid& grid, double speed, std::uint64_t seed) {
    const int nx = grid.nx;
    const int ny = grid.ny;
    Values psi = random_values(static_cast<std::size_t>(nx + 1) * static_cast<std::size_t>(ny + 1), -1.0, 1.0, seed);
    const auto at = [&](int y, int x) -> double& {
        return psi[static_cast<std::size_t>(y) * static_cast<std::size_t>(nx + 1) + static_cast<std::size_t>(x)];
    };
    for (int y = 0; y <= ny; ++y) {
        at(y, 0) = at(y, nx) = 0.0;
    }
    for (int x = 0; x <= nx; ++x) {
        at(0, x) = at(ny, x) = 0.0;
    }
    Values v(2 * grid.cells());
    double largest = 0.0;
    for (int y = 0; y < ny; ++y) {
        for (int x = 0; x < nx; ++x) {
            const double v_x = 0.5 * (at(y + 1, x) + at(y + 1, x + 1) - at(y, x) - at(y, x + 1));
            const double v_y = -0.5 * (at(y, x + 1) + at(y + 1, x + 1) - at(y, x) - at(y + 1, x));
            v[cell(grid, y, x)] = v_x;
            v[grid.cells() + cell(grid, y, x)] = v_y;
            largest = std::max(largest, std::hypot(v_x, v_y));
        }
    }
    for (double& value : v) {
        value *= largest > 0.0 ? speed / largest : 0.0;
    }
    return v;
}

/// Largest |a - b|.
inline double largest_difference(const Values& a, const Values& b) {
    double largest = a.size() == b.size() ? 0.0 : std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        const double difference = std::abs(a[i] - b[i]);
        largest = difference <= largest ? largest : difference;  // NaN counts as largest
    }
    return largest;
}

/// Root mean square of a - b.
inline double rms_difference(const Values& a, const Values& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += (a[i] - b.at(i)) * (a[i] - b.at(i));
    }
    return std::sqrt(sum / static_cast<double>(a.size()));
}

inline double largest_size(const Values& a) {
    return largest_difference(a, Values(a.size(), 0.0));
}

}  // namespace ebru
