#include "field/velocity_gradient.hpp"

#include <gtest/gtest.h>

#include "field/velocity_scale.hpp"
#include "tests/support/test_fields.hpp"
#include "tests/support/transport_run.hpp"

namespace ebru {
namespace {

Values acceleration(const Grid& grid, Walls walls, const Values& velocity) {
    Values out(velocity.size());
    advective_acceleration(velocity.data(), grid, walls, out.data());
    return out;
}

TEST(AdvectiveAcceleration, IsExactForQuadraticFieldsInside) {
    const Grid grid{9, 12};
    const Values v = sample_velocity(
        grid, [](double x, double y) { return 0.3 * x * x - 0.2 * x * y + y; },
        [](double x, double y) { return 0.1 * y * y + 0.4 * x - 0.5 * x * y; });
    const Values expected = sample_velocity(
        grid,
        [](double x, double y) {
            const double v_x = 0.3 * x * x - 0.2 * x * y + y;
            const double v_y = 0.1 * y * y + 0.4 * x - 0.5 * x * y;
            return v_x * (0.6 * x - 0.2 * y) + v_y * (-0.2 * x + 1.0);
        },
        [](double x, double y) {
            const double v_x = 0.3 * x * x - 0.2 * x * y + y;
            const double v_y = 0.1 * y * y + 0.4 * x - 0.5 * x * y;
            return v_x * (0.4 - 0.5 * y) + v_y * (0.2 * y - 0.5 * x);
        });
    const Values found = acceleration(grid, Walls::mirror, v);
    for (int d = 0; d < 2; ++d) {
        for (int y = 1; y < grid.ny - 1; ++y) {
            for (int x = 1; x < grid.nx - 1; ++x) {
                const std::size_t i = static_cast<std::size_t>(d) * grid.cells() + cell(grid, y, x);
                EXPECT_NEAR(found[i], expected[i], 1e-12 * largest_size(expected)) << d << ", " << y << ", " << x;
            }
        }
    }
}

/// Central differences of sin(k x + p) are sin(k) cos(k x + p): exact in a periodic domain, walls or not.
TEST(AdvectiveAcceleration, OfAPeriodicWaveIsExactWithTheDiscreteWavenumber) {
    const Grid grid{10, 15};
    const double k = 2.0 * std::numbers::pi * 2 / grid.nx;
    const double q = 2.0 * std::numbers::pi / grid.ny;
    const auto v_x = [&](double x, double y) { return std::sin(k * x + q * y + 0.3); };
    const auto v_y = [&](double x, double y) { return std::cos(k * x - q * y); };
    const Values found = acceleration(grid, Walls::periodic, sample_velocity(grid, v_x, v_y));
    const Values expected = sample_velocity(
        grid,
        [&](double x, double y) {
            return (v_x(x, y) * std::sin(k) + v_y(x, y) * std::sin(q)) * std::cos(k * x + q * y + 0.3);
        },
        [&](double x, double y) {
            return (-v_x(x, y) * std::sin(k) + v_y(x, y) * std::sin(q)) * std::sin(k * x - q * y);
        });
    EXPECT_LT(largest_difference(found, expected), 1e-14);
}

/// The cellular field is odd and even across the walls as the mirror says, so the discrete wavenumbers hold up to the
/// walls.
TEST(AdvectiveAcceleration, SeesTheMirrorImageBeyondWalls) {
    for (const Walls walls : {Walls::mirror, Walls::bounce_back}) {
        const Grid grid{8, 11};
        const double k = std::numbers::pi / grid.nx;
        const double q = std::numbers::pi / grid.ny;
        const auto v_x = [&](double x, double y) { return std::sin(k * x) * std::cos(q * y); };
        const auto v_y = [&](double x, double y) { return -0.7 * std::cos(k * x) * std::sin(q * y); };
        const Values expected = sample_velocity(
            grid,
            [&](double x, double y) {
                return v_x(x, y) * std::sin(k) * std::cos(k * x) * std::cos(q * y) -
                       v_y(x, y) * std::sin(q) * std::sin(k * x) * std::sin(q * y);
            },
            [&](double x, double y) {
                return 0.7 * v_x(x, y) * std::sin(k) * std::sin(k * x) * std::sin(q * y) -
                       0.7 * v_y(x, y) * std::sin(q) * std::cos(k * x) * std::cos(q * y);
            });
        EXPECT_LT(largest_difference(acceleration(grid, walls, sample_velocity(grid, v_x, v_y)), expected), 1e-14);
    }
}

TEST(VelocityScale, RmsMaximumAndAsGiven) {
    for (const std::size_t cells : {std::size_t{1}, std::size_t{7}, std::size_t{8}, std::size_t{29}}) {
        const Values v_x = random_values(cells, -1.0, 1.0, 1);
        const Values v_y = random_values(cells, -1.0, 1.0, 2);
        double sum = 0.0;
        double largest = 0.0;
        for (std::size_t i = 0; i < cells; ++i) {
            sum += v_x[i] * v_x[i] + v_y[i] * v_y[i];
            largest = std::max(largest, std::hypot(v_x[i], v_y[i]));
        }
        EXPECT_NEAR(velocity_scale(v_x.data(), v_y.data(), cells, VelocityScale::rms), std::sqrt(sum / double(cells)),
                    1e-15);
        EXPECT_NEAR(velocity_scale(v_x.data(), v_y.data(), cells, VelocityScale::maximum), largest, 1e-15);
        EXPECT_EQ(velocity_scale(v_x.data(), v_y.data(), cells, VelocityScale::as_given), 1.0);
    }
}

}  // namespace
}  // namespace ebru
