#include <gtest/gtest.h>

#include "solvers/advection_diffusion/advection_diffusion_process.hpp"
#include "solvers/advection_diffusion/transport_plan.hpp"
#include "tests/support/formula_velocity.hpp"
#include "tests/support/lbm_schemes.hpp"
#include "tests/support/stencil_run.hpp"
#include "tests/support/transport_checks.hpp"

namespace ebru {
namespace {

/// The field at the cell centres of the grid half as wide: fourth-order interpolation, mirrored at the walls, so that
/// only the solutions' own error is left in a comparison.
Values on_half_the_cells(const Grid& fine, const Values& u) {
    const Grid coarse{fine.ny / 2, fine.nx / 2};
    constexpr std::array<double, 4> weight{-1.0 / 16.0, 9.0 / 16.0, 9.0 / 16.0, -1.0 / 16.0};
    Values out(coarse.cells(), 0.0);
    for (int y = 0; y < coarse.ny; ++y) {
        for (int x = 0; x < coarse.nx; ++x) {
            for (int b = 0; b < 4; ++b) {
                for (int a = 0; a < 4; ++a) {
                    const auto inside = [](int i, int n) { return i < 0 ? -1 - i : i >= n ? 2 * n - 1 - i : i; };
                    out[cell(coarse, y, x)] +=
                        weight[static_cast<std::size_t>(a)] * weight[static_cast<std::size_t>(b)] *
                        u[cell(fine, inside(2 * y - 1 + b, fine.ny), inside(2 * x - 1 + a, fine.nx))];
                }
            }
        }
    }
    return out;
}

/// One level to Fo = 1/256 at Pe = 16 in a vortex, N x N cells.
template <class Make>
Values dimensionless_solution(const Make& make, int n, double alpha_max) {
    const Grid grid{n, n};
    const TransportRequest request{.peclet = 16.0, .alpha_max = alpha_max, .peak_ratio = 1.0};
    const auto plan = plan_transport(LevelSchedule(ScheduleKind::linear, 1, 0.0, 1.0 / 256.0), n, request);
    LatticeVelocity velocity(std::make_shared<FormulaVelocity>(grid, vortex_formulae(grid)), {.grid = grid});
    velocity.set_batch(std::vector<SampleId>{0});
    auto run = make(ImageShape{1, n, n}, Walls::mirror);
    velocity.update({.scale = plan[0].velocity_scale, .lag = run.core().velocity_lag(plan[0].alpha)});
    run.start(sample(grid, [&](double x, double y) {
        const double r_x = x / n - 0.3;
        const double r_y = y / n - 0.5;
        return std::exp(-(r_x * r_x + r_y * r_y) / 0.02) + 0.3 * std::cos(std::numbers::pi * x / n);
    }));
    const double* const first = &velocity.transport()(0, 0, 0, 0);
    run.set_velocity({Values(first, first + 2 * grid.cells())});
    run.run(plan[0].steps, plan[0].alpha);
    return run.state();
}

/// Orders of the differences between N = 32, 64, 128, 256 at equal Fo and Pe.
template <class Make>
void expect_collapse(const Make& make, double alpha_max) {
    std::vector<double> differences;
    Values coarse = dimensionless_solution(make, 32, alpha_max);
    for (const int n : {64, 128, 256}) {
        const Values fine = dimensionless_solution(make, n, alpha_max);
        differences.push_back(rms_difference(coarse, on_half_the_cells({n, n}, fine)));
        coarse = fine;
    }
    for (const double order : observed_orders(differences)) {
        EXPECT_NEAR(order, 2.0, 0.1) << "differences " << ::testing::PrintToString(differences);
    }
}

TEST(Similarity, EqualFourierAndPecletNumbersCollapseWithTheStencil) {
    expect_collapse([](ImageShape shape, Walls walls) { return stencil_run<double>(shape, walls); }, 1.0 / 6.0);
}

TEST(Similarity, EqualFourierAndPecletNumbersCollapseWithTheLatticeBoltzmannMethod) {
    expect_collapse(
        [](ImageShape shape, Walls walls) {
            return LbmScheme<double, D2Q9, Equilibrium::quadratic>::make(shape, {.relaxation = {}, .walls = walls});
        },
        1.0 / 8.0);
}

}  // namespace
}  // namespace ebru
