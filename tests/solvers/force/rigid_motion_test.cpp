#include "solvers/force/rigid_motion.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "base/error.hpp"
#include "diagnostics/observed_order.hpp"
#include "solvers/force/bhattacharyya.hpp"
#include "validation/common/gaussian_pairs.hpp"

namespace ebru {
namespace {

GaussianMixture on_the_line(double mean, double variance) {
    return GaussianMixture({{1.0, {mean}, Covariance::isotropic(1, variance)}});
}

/// Equal variances s on a line, delta = mu_2 - mu_1 = 1 at the start: U = exp(-(1 + x)^2/(8 s)), force U (1 + x)/(4 s).
constexpr double variance = 0.5;

RigidPotential pair_on_the_line() {
    return rigid_potential(on_the_line(0.3, variance), on_the_line(1.3, variance));
}

double force_on_the_line(double x) {
    return std::exp(-(1.0 + x) * (1.0 + x) / (8.0 * variance)) * (1.0 + x) / (4.0 * variance);
}

using State = std::array<double, 2>;  // x, x'

/// x and x' after `time` by Runge and Kutta's method of fourth order in 4000 steps: error below 1e-12 for times of a
/// few units.
State reference(const std::function<State(State)>& rate, State y, double time) {
    constexpr int steps = 4000;
    const double h = time / steps;
    const auto moved = [](State a, double factor, State b) {
        return State{a[0] + factor * b[0], a[1] + factor * b[1]};
    };
    for (int n = 0; n < steps; ++n) {
        const State a = rate(y);
        const State b = rate(moved(y, 0.5 * h, a));
        const State c = rate(moved(y, 0.5 * h, b));
        const State e = rate(moved(y, h, c));
        for (std::size_t k = 0; k < 2; ++k) {
            y[k] += h / 6.0 * (a[k] + 2.0 * b[k] + 2.0 * c[k] + e[k]);
        }
    }
    return y;
}

constexpr std::array<int, 4> refinements{20, 40, 80, 160};

/// Order of what `error` of a number of steps gives, over four refinements.
template <class Error>
double order_of(double time, const Error& error) {
    std::vector<double> steps;
    std::vector<double> errors;
    for (const int n : refinements) {
        steps.push_back(time / n);
        errors.push_back(error(n));
    }
    return fit_power_law(steps, errors).slope;
}

TEST(RigidMotion, InertialMotionConvergesAtSecondOrder) {
    for (const double friction : {0.0, 0.8}) {
        constexpr double time = 4.0;
        constexpr double mass = 0.7;
        const State exact =
            reference([friction](State y) { return State{y[1], force_on_the_line(y[0]) / mass - friction * y[1]}; },
                      {0.0, -0.2}, time);
        for (const std::size_t what : {std::size_t{0}, std::size_t{1}}) {
            const double order = order_of(time, [&](int n) {
                RigidMotion motion(pair_on_the_line(), 1, {.time_step = time / n, .mass = mass, .friction = friction},
                                   {-0.2});
                motion.advance(n);
                EXPECT_NEAR(motion.state().time, time, 1e-12);
                const double got = what == 0 ? motion.state().displacement[0] : motion.state().velocity[0];
                return std::abs(got - exact[what]);
            });
            // The next term is of relative size dt^2 w^2, w^2 = 1/(4 s m) = 0.7: 3 % at dt = 0.2.
            EXPECT_NEAR(order, 2.0, 0.05) << "friction " << friction << ", component " << what;
        }
    }
}

TEST(RigidMotion, OverdampedMotionConvergesAtFirstOrder) {
    constexpr double time = 1.0;
    constexpr double mobility = 0.6;
    const State exact =
        reference([](State y) { return State{mobility * force_on_the_line(y[0]), 0.0}; }, {0.0, 0.0}, time);
    const double order = order_of(time, [&](int n) {
        RigidMotion motion(pair_on_the_line(), 1,
                           {.motion = ForceMotion::overdamped, .time_step = time / n, .mobility = mobility});
        motion.advance(n);
        return std::abs(motion.state().displacement[0] - exact[0]);
    });
    // The next term is of relative size dt times rates of up to 1: 5 % at the longest dt, 0.05.
    EXPECT_NEAR(order, 1.0, 0.05);
}

TEST(RigidMotion, EnergyIsKeptToSecondOrder) {
    for (const std::size_t d : {std::size_t{2}, std::size_t{8}}) {
        const RigidPotential potential = pair_in(d, 3);
        const double order = order_of(8.0, [&](int n) {
            return energy_error(potential, static_cast<int>(d), std::vector<double>(d, 0.1), 8.0, n);
        });
        EXPECT_NEAR(order, 2.0, 0.1);
    }
}

/// rho_1 in two parts with rho_2 between them: a well.
RigidPotential well() {
    const GaussianMixture first(
        {{1.0, {-3.0}, Covariance::isotropic(1, 1.0)}, {1.0, {3.0}, Covariance::isotropic(1, 1.0)}});
    return rigid_potential(first, on_the_line(0.0, 1.0));
}

TEST(RigidMotion, EnergyDoesNotDriftInAWell) {
    // 40 units of time are several swings. A drift would make the error of twice the time larger.
    const double once = energy_error(well(), 1, {0.2}, 20.0, 100);
    const double twice = energy_error(well(), 1, {0.2}, 40.0, 200);
    EXPECT_GT(once, 0.0);
    EXPECT_LT(twice, 1.05 * once);
    RigidMotion motion(well(), 1, {.time_step = 0.2}, {0.2});
    int turns = 0;
    double before = 0.2;
    for (int n = 0; n < 200; ++n) {
        motion.advance(1);
        EXPECT_LT(std::abs(motion.state().displacement[0]), 2.0);
        turns += before * motion.state().velocity[0] < 0.0 ? 1 : 0;
        before = motion.state().velocity[0];
    }
    EXPECT_GE(turns, 3);
}

TEST(RigidMotion, ComesBackWhenVelocityIsReversed) {
    const RigidPotential potential = pair_in(2, 4);
    RigidMotion there(potential, 2, {.time_step = 0.1}, {-0.1, 0.3});
    there.advance(50);
    // Back from where it is, with displacements counted from there.
    const std::vector<double> end = there.state().displacement;
    const RigidPotential from_end = [&](std::span<const double> x, std::span<double> force) {
        return potential(std::vector<double>{end[0] + x[0], end[1] + x[1]}, force);
    };
    RigidMotion back(from_end, 2, {.time_step = 0.1}, {-there.state().velocity[0], -there.state().velocity[1]});
    back.advance(50);
    // Round-off of 100 steps, an error of the start grown by exp(t sqrt(L)) < 100.
    EXPECT_NEAR(back.state().displacement[0], -end[0], 1e-12);
    EXPECT_NEAR(back.state().displacement[1], -end[1], 1e-12);
    EXPECT_NEAR(back.state().velocity[0], 0.1, 1e-12);
    EXPECT_NEAR(back.state().velocity[1], -0.3, 1e-12);
}

TEST(RigidMotion, MovesAwayAndEndsWithWhatUHeld) {
    for (const std::size_t d : {std::size_t{2}, std::size_t{8}}) {
        for (int number = 0; number < 5; ++number) {
            const SplitPair pair = split_pair(d, number);
            const GaussianOverlap overlap(pair.gaussian_1(), pair.gaussian_2());
            const std::vector<double> fisher = overlap.fisher_direction();
            RigidMotion motion(pair_in(d, number), static_cast<int>(d), {.time_step = 0.05});
            double before = overlap.distance();
            double along_fisher = 0.0;
            for (int n = 0; n < 40; ++n) {
                motion.advance(10);
                const double distance = overlap.moved(motion.state().displacement).distance();
                EXPECT_GT(distance, before);
                before = distance;
                if (n == 0) {
                    for (std::size_t k = 0; k < d; ++k) {
                        along_fisher += motion.state().velocity[k] * fisher[k];
                    }
                }
            }
            EXPECT_LT(along_fisher, 0.0);  // rho_1 lies at +Fisher
            // Energy at the start, all U, is nearly all motion in the end.
            EXPECT_NEAR(motion.energy(), overlap.coefficient(), 1e-3);
            EXPECT_GT(motion.kinetic_energy(), 0.9 * overlap.coefficient());
        }
    }
}

TEST(RigidMotion, FrictionAloneSlowsDownExactly) {
    const RigidPotential nothing = [](std::span<const double>, std::span<double> force) {
        force[0] = 0.0;
        return 0.0;
    };
    RigidMotion motion(nothing, 1, {.time_step = 0.1, .friction = 1.3}, {2.0});
    motion.advance(20);
    EXPECT_NEAR(motion.state().velocity[0], 2.0 * std::exp(-1.3 * 2.0), 1e-14);
}

TEST(RigidMotion, OverdampedStepsUpToTheLongestLowerTheOverlap) {
    const GaussianMixture first(
        {{1.0, {0.0, 0.0}, Covariance::isotropic(2, 0.3)}, {2.0, {2.0, 1.0}, Covariance::isotropic(2, 0.5)}});
    const GaussianMixture second(
        {{1.0, {0.9, 0.6}, Covariance::isotropic(2, 0.4)}, {1.0, {0.5, -1.0}, Covariance::isotropic(2, 0.3)}});
    MotionParameters parameters{.motion = ForceMotion::overdamped, .mobility = 0.7};
    const double longest = longest_time_step(parameters, curvature_bound(first, second));
    EXPECT_DOUBLE_EQ(longest, 2.0 / 0.7 * 4.0 * 0.3);
    for (const double share : {0.1, 0.999}) {
        parameters.time_step = share * longest;
        RigidMotion motion(rigid_potential(first, second), 2, parameters);
        double before = motion.potential();
        for (int n = 0; n < 12; ++n) {
            motion.advance(1);
            EXPECT_LT(motion.potential(), before);
            before = motion.potential();
        }
        EXPECT_EQ(motion.kinetic_energy(), 0.0);
        EXPECT_EQ(motion.state().velocity[1], 0.7 * motion.force()[1]);
    }
}

TEST(RigidMotion, LongestInertialStepIsVerletsLimit) {
    // x'' = -L x/m: steps of 0.99 of the limit stay bounded, of 1.01 grow.
    const RigidPotential spring = [](std::span<const double> x, std::span<double> force) {
        force[0] = -3.0 * x[0];
        return 1.5 * x[0] * x[0];
    };
    for (const double share : {0.99, 1.01}) {
        MotionParameters parameters{.mass = 2.0};
        parameters.time_step = share * longest_time_step(parameters, 3.0);
        RigidMotion motion(spring, 1, parameters, {1.0});
        motion.advance(400);
        // Amplification (share + sqrt(share^2 - 1))^(2 n) of 1.01: 1.15^(2 n).
        EXPECT_EQ(std::abs(motion.state().displacement[0]) < 1e2, share < 1.0);
    }
}

TEST(RigidMotion, BadParametersAreNamed) {
    const auto message = [](const MotionParameters& parameters) -> std::string {
        try {
            check(parameters);
        } catch (const UserError& error) {
            return error.what();
        }
        return {};
    };
    const double infinite = std::numeric_limits<double>::infinity();
    EXPECT_EQ(message({}), "");
    EXPECT_NE(message({.time_step = 0.0}).find("force.dt = 0"), std::string::npos);
    EXPECT_NE(message({.time_step = infinite}).find("force.dt = inf"), std::string::npos);
    EXPECT_NE(message({.mass = -1.0}).find("force.mass = -1"), std::string::npos);
    EXPECT_NE(message({.friction = -0.5}).find("force.friction = -0.5"), std::string::npos);
    EXPECT_NE(message({.motion = ForceMotion::overdamped, .mobility = 0.0}).find("force.mobility = 0"),
              std::string::npos);
}

template <class Real>
class PlaceRigid : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(PlaceRigid, Precisions);

TYPED_TEST(PlaceRigid, AddsOneDisplacementToAll) {
    const Positions<TypeParam> start("start", 1000, 3);
    const auto values = Kokkos::create_mirror_view(start);
    for (std::size_t i = 0; i < 1000; ++i) {
        for (std::size_t k = 0; k < 3; ++k) {
            values(i, k) = static_cast<TypeParam>(std::sin(static_cast<double>(3 * i + k)));
        }
    }
    Kokkos::deep_copy(start, values);
    const Positions<TypeParam> moved("moved", 1000, 3);
    const std::vector<double> displacement{0.1, -7.0, 3e3};
    place_rigid(start, displacement, moved);
    const auto result = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), moved);
    for (std::size_t i = 0; i < 1000; ++i) {
        for (std::size_t k = 0; k < 3; ++k) {
            EXPECT_EQ(result(i, k), values(i, k) + static_cast<TypeParam>(displacement[k]));
        }
    }
}

}  // namespace
}  // namespace ebru
