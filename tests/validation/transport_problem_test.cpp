#include "validation/common/transport_problem.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace ebru {
namespace {

// A uniform velocity moves a plane wave by v n: the problem reaches the core with velocity, steps and alpha as given.
TEST(TransportProblems, AUniformVelocityMovesAWave) {
    constexpr int n = 32;
    TransportProblem problem;
    problem.grid = {n, n};
    problem.walls = Walls::periodic;
    problem.alpha = 1.0 / 6.0;
    problem.steps = 40;
    problem.velocity.assign(2 * n * n, 0.0);
    const double v = 0.05;
    std::fill_n(problem.velocity.begin(), n * n, v);
    const double k = 2.0 * std::numbers::pi / n;
    std::vector<double> exact;
    for (int i = 0; i < n * n; ++i) {
        const int x = i % n;
        problem.initial.push_back(std::cos(k * x));
        exact.push_back(std::exp(-problem.alpha * k * k * problem.steps) * std::cos(k * (x - v * problem.steps)));
    }
    for (const TransportScheme scheme : all_transport_schemes) {
        const std::vector<double> u = solve_transport<double>(scheme, problem);
        double largest = 0.0;
        for (std::size_t i = 0; i < u.size(); ++i) {
            largest = std::max(largest, std::abs(u[i] - exact[i]));
        }
        // Dispersion (k v)^3/12 per step and k^4 terms are below 1e-5 here; a wrong sign or factor would leave 0.1.
        EXPECT_LT(largest, 1e-3) << name_of(scheme);
        EXPECT_GT(largest, std::numeric_limits<double>::epsilon()) << name_of(scheme);
    }
}

TEST(TransportProblems, AStateGoesInAndComesOut) {
    const Grid grid{3, 5};
    std::vector<double> values(grid.cells());
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = 0.25 * static_cast<double>(i);  // exact in double around their mean 1.75
    }
    const auto core = make_core<double>(TransportScheme::stencil, {1, grid.ny, grid.nx}, Walls::mirror);
    load_state(*core, grid, values);
    EXPECT_EQ(read_state(*core, grid), values);
}

}  // namespace
}  // namespace ebru
