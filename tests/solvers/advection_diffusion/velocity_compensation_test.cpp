#include <gtest/gtest.h>

#include <complex>

#include "solvers/advection_diffusion/lattice_velocity.hpp"
#include "tests/support/formula_velocity.hpp"
#include "tests/support/lbm_schemes.hpp"
#include "tests/support/stencil_run.hpp"
#include "tests/support/transport_checks.hpp"

namespace ebru {
namespace {

using Complex = std::complex<double>;
using QuadraticD2Q9 = LbmScheme<double, D2Q9, Equilibrium::quadratic>;

/// What the core is given: the velocity of `formulae` times `scale`, with `lag` times its acceleration.
Values lattice_field(const FormulaVelocity::Formulae& formulae, Grid grid, double scale, double lag) {
    LatticeVelocity velocity(std::make_shared<FormulaVelocity>(grid, formulae), {.grid = grid, .speed_cap = 10.0});
    velocity.set_batch(std::vector<SampleId>{0});
    velocity.update({.scale = scale, .lag = lag});
    const double* const first = &velocity.transport()(0, 0, 0, 0);
    return {first, first + 2 * grid.cells()};
}

/// In a rotation at rate Omega the given velocity is linear, v* = (i Omega - lag Omega^2) z in complex numbers z = x +
/// i y, so the first moment P = sum z u and the flux Q = sum c f obey exact recurrences:
///   stencil:  P' = P + v*(P)
///   lattice:  Q' = (1 - 1/tau-) Q + v*(P)/tau-,  P' = P + Q',  from Q = v*(P)
struct Rotation {
    double omega;
    double lag;

    [[nodiscard]] Complex slope() const { return {-lag * omega * omega, omega}; }
    [[nodiscard]] Complex turned(Complex start, int steps, double tau_odd) const {
        Complex p = start;
        Complex q = slope() * p;
        for (int n = 0; n < steps; ++n) {
            q = (1.0 - 1.0 / tau_odd) * q + slope() * p / tau_odd;
            p += q;
        }
        return p;
    }
};

constexpr Grid rotation_grid{72, 72};
constexpr int rotation_steps = 30;
constexpr double omega = 0.01;

/// Centre of a delta 5 cells from the axis after rotation_steps steps, as a complex number about the axis. 30 steps do
/// not reach the walls.
Complex measured_centre(TransportRun<double> run, double alpha, double lag) {
    Values u0(rotation_grid.cells(), 0.0);
    u0[cell(rotation_grid, 36, 41)] = 1.0;
    run.start(u0);
    run.set_velocity({lattice_field(rotation_formulae(rotation_grid), rotation_grid, omega, lag)});
    run.run(rotation_steps, alpha);
    const ImageMoments m = image_moments(rotation_grid, run.state(), 36, 36);
    return {m.centre[0] + 0.5, m.centre[1] + 0.5};
}

/// ln of the radius gained.
double radial_drift(Complex start, Complex end) {
    return std::log(std::abs(end) / std::abs(start));
}

TEST(VelocityLag, RotationLeavesTheRadiusAloneInTheStencil) {
    const Complex start(5.5, 0.5);
    for (const double alpha : {0.01, 0.1, 1.0 / 6.0, 0.3}) {
        const auto make = [] { return stencil_run<double>({1, 72, 72}, Walls::mirror); };
        const double lag = make().core().velocity_lag(alpha);
        for (const double tried : {0.0, lag}) {
            const Complex end = measured_centre(make(), alpha, tried);
            EXPECT_LT(std::abs(end - Rotation{omega, tried}.turned(start, rotation_steps, 1.0)), 1e-11)
                << "alpha " << alpha;
        }
        // |1 + i Omega - lag Omega^2|^2 = 1 + (1 - 2 lag) Omega^2 + lag^2 Omega^4: exactly lag = 1/2 leaves no second
        // order.
        EXPECT_NEAR(radial_drift(start, measured_centre(make(), alpha, 0.0)), 0.5 * omega * omega * rotation_steps,
                    1e-3 * omega * omega * rotation_steps);
        EXPECT_LT(std::abs(radial_drift(start, measured_centre(make(), alpha, lag))),
                  std::pow(omega, 4) * rotation_steps);
    }
}

TEST(VelocityLag, RotationLeavesTheRadiusAloneInTheLatticeBoltzmannMethod) {
    const Complex start(5.5, 0.5);
    for (const double alpha : {0.02, 0.1, 1.0 / 6.0}) {
        const double tau_odd = 0.5 + 3.0 * alpha;
        const auto make = [] { return QuadraticD2Q9::make({1, 72, 72}, {}); };
        const double lag = make().core().velocity_lag(alpha);
        for (const double tried : {0.0, lag}) {
            const Complex end = measured_centre(make(), alpha, tried);
            EXPECT_LT(std::abs(end - Rotation{omega, tried}.turned(start, rotation_steps, tau_odd)), 1e-11)
                << "alpha " << alpha;
        }
        // exp(Lm Omega^2 n) uncompensated; the start of the flux without memory shifts it once by tau- (tau- - 1)
        // Omega^2.
        const double once = 1.05 * std::abs(tau_odd - 1.0) * tau_odd * omega * omega;
        const double rounded = 10.0 * std::pow(omega, 4) * rotation_steps;
        const double uncompensated = radial_drift(start, measured_centre(make(), alpha, 0.0));
        EXPECT_NEAR(uncompensated, 3.0 * alpha * omega * omega * rotation_steps, once + rounded) << "alpha " << alpha;
        EXPECT_LT(std::abs(radial_drift(start, measured_centre(make(), alpha, lag))), once + rounded)
            << "alpha " << alpha;
    }
}

/// A constant image in a vortex: the uncompensated quadratic form makes 1 + 3 p of it, -lap p = div(v.grad v), of size
/// |v|^2; with the lag it stays constant to higher order.
template <class Make>
double constant_error(const Make& make, double alpha, double lag) {
    constexpr Grid grid{32, 32};
    auto run = make(ImageShape{1, 32, 32}, Walls::mirror);
    run.start(Values(grid.cells(), 1.0));
    run.set_velocity({lattice_field(vortex_formulae(grid), grid, 0.05, lag)});
    run.run(4000, alpha);
    return largest_difference(run.state(), Values(grid.cells(), 1.0));
}

TEST(VelocityLag, AConstantImageStaysConstantInAVortex) {
    const auto lbm = [](ImageShape shape, Walls walls) {
        return QuadraticD2Q9::make(shape, {.relaxation = {}, .walls = walls});
    };
    const auto stencil = [](ImageShape shape, Walls walls) { return stencil_run<double>(shape, walls); };
    for (const double alpha : {0.1, 1.0 / 6.0}) {
        // p = (V^2/4)(cos 2 k x + cos 2 k y), largest V^2/2. The steady error is lag/alpha p: 3 p for the lattice
        // Boltzmann method, whose lag is 3 alpha, and p/(2 alpha) for the stencil.
        const double p = 0.05 * 0.05 / 2.0;
        EXPECT_NEAR(constant_error(lbm, alpha, 0.0) / p, 3.0, 0.2) << "alpha " << alpha;
        EXPECT_NEAR(constant_error(stencil, alpha, 0.0) / p, 0.5 / alpha, 0.3) << "alpha " << alpha;
        EXPECT_LT(constant_error(lbm, alpha, 3.0 * alpha), 3.0 * p / 40.0) << "alpha " << alpha;
        EXPECT_LT(constant_error(stencil, alpha, 0.5), 3.0 * p / 40.0) << "alpha " << alpha;
    }
}

TEST(VelocityLag, TheLinearEquilibriumNeedsNone) {
    EXPECT_EQ((LbmScheme<double, D2Q9, Equilibrium::linear>::make({1, 4, 4}, {}).core().velocity_lag(0.1)), 0.0);
}

}  // namespace
}  // namespace ebru
