#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "tests/reference/exact_transport.hpp"
#include "tests/support/transport_run.hpp"

namespace ebru {

/// Even or odd continuation of a field (Y, X) to (2 Y, 2 X) across the walls x = N_x and y = N_y.
inline Values doubled(const Grid& grid, const Values& field, double sign_x, double sign_y) {
    const Grid twice{2 * grid.ny, 2 * grid.nx};
    Values out(twice.cells());
    for (int y = 0; y < twice.ny; ++y) {
        for (int x = 0; x < twice.nx; ++x) {
            const bool beyond_x = x >= grid.nx;
            const bool beyond_y = y >= grid.ny;
            const double sign = (beyond_x ? sign_x : 1.0) * (beyond_y ? sign_y : 1.0);
            out[cell(twice, y, x)] =
                sign * field[cell(grid, beyond_y ? twice.ny - 1 - y : y, beyond_x ? twice.nx - 1 - x : x)];
        }
    }
    return out;
}

/// Largest difference between a run between mirror walls and a periodic run on the doubled domain, random u and v,
/// changing alpha. \param make (ImageShape, Walls) -> TransportRun.
template <class Make>
double mirror_against_doubled(const Make& make, const Grid& grid) {
    const Grid twice{2 * grid.ny, 2 * grid.nx};
    auto walled = make(ImageShape{1, grid.ny, grid.nx}, Walls::mirror);
    auto periodic = make(ImageShape{1, twice.ny, twice.nx}, Walls::periodic);
    const Values u0 = random_values(grid.cells(), 0.0, 1.0, 11);
    walled.start(u0);
    periodic.start(doubled(grid, u0, 1.0, 1.0));
    double largest = 0.0;
    std::uint64_t seed = 20;
    for (const double alpha : {0.05, 1.0 / 6.0, 0.02}) {
        const Values v_x = random_values(grid.cells(), -0.1, 0.1, ++seed);
        const Values v_y = random_values(grid.cells(), -0.1, 0.1, ++seed);
        Values v = v_x;
        v.insert(v.end(), v_y.begin(), v_y.end());
        Values twice_v = doubled(grid, v_x, -1.0, 1.0);
        const Values twice_v_y = doubled(grid, v_y, 1.0, -1.0);
        twice_v.insert(twice_v.end(), twice_v_y.begin(), twice_v_y.end());
        walled.set_velocity({v});
        periodic.set_velocity({twice_v});
        walled.run(7, alpha);
        periodic.run(7, alpha);
        largest = std::max(largest, largest_difference(doubled(grid, walled.state(), 1.0, 1.0), periodic.state()));
    }
    return largest;
}

/// Mass, centre and variance of each axis of an image, about the cell `origin` where a delta stood.
struct ImageMoments {
    double mass = 0.0;
    std::array<double, 2> centre{};
    std::array<double, 2> variance{};
};

inline ImageMoments image_moments(const Grid& grid, const Values& u, int origin_y, int origin_x) {
    ImageMoments m;
    std::array<double, 2> square{};
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            const double value = u[cell(grid, y, x)];
            const std::array<double, 2> r{double(x - origin_x), double(y - origin_y)};
            m.mass += value;
            for (std::size_t d = 0; d < 2; ++d) {
                m.centre[d] += value * r[d];
                square[d] += value * r[d] * r[d];
            }
        }
    }
    for (std::size_t d = 0; d < 2; ++d) {
        m.centre[d] /= m.mass;
        m.variance[d] = square[d] / m.mass - m.centre[d] * m.centre[d];
    }
    return m;
}

/// How far a delta strays from what a schedule asks of it, at its worst level.
struct ScheduleMisses {
    double mass = 0.0;    ///< |mass - 1|
    double spread = 0.0;  ///< |half the variance / sum of alpha n - 1|, of the worse axis
    double shift = 0.0;   ///< |centre - sum of V n|, cells, of the worse axis
    double excess = 0.0;  ///< half the variance / sum of alpha n - 1 after the last level, x axis
};

/// A delta through an exponential schedule of 14 levels, sigma 0.3 to 3.5 cells: alpha from 0.0065 to 1/6 and back
/// within (0, 1/6], one to several steps a level, uniform velocities that turn from level to level. The domain is wider
/// than what all steps reach, so nothing wraps and the moments are exact.
template <class Run>
ScheduleMisses delta_through_schedule(Run run, const Grid& grid, double cell_peclet) {
    constexpr int levels = 14;
    constexpr double alpha_max = 1.0 / 6.0;
    Values u0(grid.cells(), 0.0);
    const int origin_y = grid.ny / 2;
    const int origin_x = grid.nx / 2;
    u0[cell(grid, origin_y, origin_x)] = 1.0;
    run.start(u0);
    ScheduleMisses misses;
    double sum_of_spread = 0.0;
    std::array<double, 2> shift{};
    double before = 0.0;
    for (int k = 1; k <= levels; ++k) {
        const double sigma = 0.3 * std::pow(3.5 / 0.3, (k - 1.0) / (levels - 1.0));
        const double spread = 0.5 * sigma * sigma - before;
        before = 0.5 * sigma * sigma;
        const int steps = static_cast<int>(std::ceil(spread / alpha_max));
        const double alpha = spread / steps;
        const double v_x = cell_peclet * alpha * std::cos(0.7 * k);
        const double v_y = cell_peclet * alpha * std::sin(0.7 * k);
        run.set_velocity({uniform_velocity(grid, v_x, v_y)});
        run.run(steps, alpha);
        sum_of_spread += alpha * steps;
        shift[0] += v_x * steps;
        shift[1] += v_y * steps;
        const ImageMoments m = image_moments(grid, run.state(), origin_y, origin_x);
        misses.mass = std::max(misses.mass, std::abs(m.mass - 1.0));
        for (std::size_t d = 0; d < 2; ++d) {
            misses.spread = std::max(misses.spread, std::abs(0.5 * m.variance[d] / sum_of_spread - 1.0));
            misses.shift = std::max(misses.shift, std::abs(m.centre[d] - shift[d]));
        }
        misses.excess = 0.5 * m.variance[0] / sum_of_spread - 1.0;
    }
    return misses;
}

/// The domain of delta_through_schedule: its levels take 45 steps.
inline constexpr Grid schedule_grid{96, 104};

/// Root mean square errors of pure diffusion against exact cosine modes at Fo = 1/96 on N = 16, 32, 64, 128. \param
/// make (ImageShape, Walls) -> TransportRun; alpha must divide N^2/96 for every N.
template <class Make>
std::vector<double> heat_errors(const Make& make, double alpha) {
    std::vector<double> errors;
    for (const int n : {16, 32, 64, 128}) {
        const Grid grid{n, n};
        const double spread = n * n / 96.0;
        auto run = make(ImageShape{1, n, n}, Walls::mirror);
        run.start(reference::cosine_modes(grid, 0.0));
        run.set_velocity({uniform_velocity(grid, 0.0, 0.0)});
        run.run(static_cast<int>(std::lround(spread / alpha)), alpha);
        errors.push_back(rms_difference(run.state(), reference::cosine_modes(grid, spread)));
    }
    return errors;
}

/// Root mean square errors of a Gaussian hill in a uniform flow at fixed Fo = 1/96 and Pe = V N/alpha, periodic, on N =
/// 16 .. 128.
template <class Make>
std::vector<double> hill_errors(const Make& make, double alpha) {
    std::vector<double> errors;
    for (const int n : {16, 32, 64, 128}) {
        const Grid grid{n, n};
        const int steps = static_cast<int>(std::lround(n * n / 96.0 / alpha));
        const double v_x = 9.0 * alpha / n;
        const double v_y = -5.0 * alpha / n;
        const double s0 = 0.012 * n * n;
        auto run = make(ImageShape{1, n, n}, Walls::periodic);
        run.start(reference::gaussian_hill(grid, s0, alpha, v_x, v_y, 0.0));
        run.set_velocity({uniform_velocity(grid, v_x, v_y)});
        run.run(steps, alpha);
        errors.push_back(rms_difference(run.state(), reference::gaussian_hill(grid, s0, alpha, v_x, v_y, steps)));
    }
    return errors;
}

/// Observed orders of errors on grids that double.
inline std::vector<double> observed_orders(const std::vector<double>& errors) {
    std::vector<double> orders;
    for (std::size_t i = 1; i < errors.size(); ++i) {
        orders.push_back(std::log2(errors[i - 1] / errors[i]));
    }
    return orders;
}

}  // namespace ebru
