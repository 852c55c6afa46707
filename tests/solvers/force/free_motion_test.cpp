#include "solvers/force/free_motion.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "diagnostics/observed_order.hpp"
#include "solvers/density/point_source.hpp"
#include "solvers/force/bhattacharyya.hpp"
#include "solvers/force/force_field.hpp"
#include "validation/common/gaussian_pairs.hpp"

namespace ebru {
namespace {

GaussianMixture mixture_of(const Gaussian& gaussian) {
    return GaussianMixture({{1.0, gaussian.mean, gaussian.covariance}});
}

Positions<double> positions_of(const std::vector<double>& values, std::size_t d) {
    Positions<double> x("positions", values.size() / d, d);
    const auto host = Kokkos::create_mirror_view(x);
    std::copy(values.begin(), values.end(), host.data());
    Kokkos::deep_copy(x, host);
    return x;
}

std::vector<double> values_of(const Positions<double>& x) {
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), x);
    return {host.data(), host.data() + host.size()};
}

std::vector<double> drawn(const GaussianMixture& mixture, std::int64_t n) {
    std::vector<double> points(static_cast<std::size_t>(n * mixture.dimension()));
    make_mixture_source(mixture)->draw(17, 0, points);
    return points;
}

const Gaussian first{{0.0, 0.0}, Covariance::isotropic(2, 0.6)};
const Gaussian second{{1.0, 0.5}, Covariance::from_matrix(2, std::vector<double>{0.7, 0.2, 0.2, 0.5})};

std::vector<double> cloud(std::int64_t n) {
    return drawn(mixture_of(second), n);
}

/// What an estimate made once gives: the density of the particles is known and stays.
SelfDensity known(const Gaussian& gaussian) {
    return [density = density_at(mixture_of(gaussian))](const Positions<double>&) { return density; };
}

TEST(FreeMotion, StartsWithTheForceFieldAtTheParticles) {
    const std::vector<double> points = cloud(300);
    const FreeMotion motion(density_at(mixture_of(first)), known(second), positions_of(points, 2), {.mass = 2.0});
    std::vector<double> expected(points.size());
    const double coefficient =
        force_acceleration(density_at(mixture_of(first)), density_at(mixture_of(second)), 2, points, expected);
    EXPECT_EQ(values_of(motion.accelerations()), expected);
    EXPECT_EQ(motion.potential(), coefficient);
    EXPECT_EQ(motion.kinetic_energy(), 0.0);
}

TEST(FreeMotion, OneStepIsVerletsWrittenOut) {
    const std::vector<double> points = cloud(50);
    const MotionParameters parameters{.time_step = 0.3, .mass = 2.0, .friction = 0.4};
    FreeMotion motion(density_at(mixture_of(first)), known(second), positions_of(points, 2), parameters);
    const std::vector<double> a = values_of(motion.accelerations());
    motion.advance(1);
    EXPECT_DOUBLE_EQ(motion.time(), 0.3);
    const std::vector<double> x = values_of(motion.positions());
    const std::vector<double> b = values_of(motion.accelerations());
    const std::vector<double> v = values_of(motion.velocities());
    double energy = 0.0;
    for (std::size_t f = 0; f < x.size(); ++f) {
        // From rest: x = dt^2/(2 m) a, v = (dt/(2 m) (a + b)) exp(-friction dt/2).
        EXPECT_NEAR(x[f], points[f] + 0.09 / 4.0 * a[f], 1e-14);
        EXPECT_NEAR(v[f], 0.3 / 4.0 * (a[f] + b[f]) * std::exp(-0.06), 1e-14);
        energy += v[f] * v[f];
    }
    EXPECT_NEAR(motion.kinetic_energy(), energy / 50.0, 1e-14);
}

TEST(FreeMotion, GaussianFitKnowsTheMomentsOfTheParticles) {
    const std::vector<double> points = cloud(400);
    double mean[2] = {0.0, 0.0};
    for (std::size_t f = 0; f < points.size(); ++f) {
        mean[f % 2] += points[f] / 400.0;
    }
    std::vector<double> covariance(4, 0.0);
    for (std::size_t i = 0; i < 400; ++i) {
        for (std::size_t k = 0; k < 4; ++k) {
            covariance[k] += (points[2 * i + k / 2] - mean[k / 2]) * (points[2 * i + k % 2] - mean[k % 2]) / 399.0;
        }
    }
    const GaussianMixture fitted({{1.0, {mean[0], mean[1]}, Covariance::from_matrix(2, covariance)}});
    const DensityAt density = gaussian_fit()(positions_of(points, 2));
    std::vector<double> log_density(400);
    std::vector<double> score(800);
    density(points, log_density, score);
    for (std::size_t i = 0; i < 400; ++i) {
        EXPECT_NEAR(log_density[i], fitted.log_density(std::vector<double>{points[2 * i], points[2 * i + 1]}), 1e-11);
    }
}

TEST(FreeMotion, KernelFitIsASumOverTheParticles) {
    const std::vector<double> points = cloud(100);
    constexpr double h = 0.3;
    std::vector<double> log_density(100);
    std::vector<double> score(200);
    kernel_fit(h, 1e-9)(positions_of(points, 2))(points, log_density, score);
    for (std::size_t i = 0; i < 200; i += 2) {
        double sum = 0.0;
        double slope = 0.0;
        for (std::size_t j = 0; j < 200; j += 2) {
            const double u = points[j] - points[i];
            const double v = points[j + 1] - points[i + 1];
            const double term = std::exp(-(u * u + v * v) / (2.0 * h * h));
            sum += term;
            slope += term * u / (h * h);
        }
        // The tolerance is 1e-9 of the density and about ten times that over h of the score.
        EXPECT_NEAR(log_density[i / 2], std::log(sum / (100.0 * 2.0 * std::numbers::pi * h * h)), 2e-9);
        EXPECT_NEAR(score[i], slope / sum, 4e-8);
    }
}

TEST(FreeMotion, ParticlesAreEstimatedAnewAtEveryStep) {
    for (const SelfDensity& self : {gaussian_fit(), kernel_fit(0.35, 1e-9)}) {
        FreeMotion motion(density_at(mixture_of(first)), self, positions_of(cloud(200), 2), {.time_step = 0.2});
        motion.advance(5);
        const std::vector<double> points = values_of(motion.positions());
        std::vector<double> expected(points.size());
        force_acceleration(density_at(mixture_of(first)), self(motion.positions()), 2, points, expected);
        EXPECT_EQ(values_of(motion.accelerations()), expected);
    }
}

/// Mean over all numbers of the squared difference, rooted.
double rms_difference(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0.0;
    for (std::size_t f = 0; f < a.size(); ++f) {
        sum += (a[f] - b[f]) * (a[f] - b[f]);
    }
    return std::sqrt(sum / static_cast<double>(a.size()));
}

/// Order in the time step by differences of neighbouring refinements.
double order_of(const SelfDensity& self, MotionParameters parameters, double time) {
    const std::vector<double> start = cloud(150);
    std::vector<std::vector<double>> ends;
    std::vector<double> steps;
    for (const int n : {10, 20, 40, 80}) {
        parameters.time_step = time / n;
        FreeMotion motion(density_at(mixture_of(first)), self, positions_of(start, 2), parameters);
        motion.advance(n);
        ends.push_back(values_of(motion.positions()));
        steps.push_back(parameters.time_step);
    }
    std::vector<double> differences;
    for (std::size_t n = 0; n + 1 < ends.size(); ++n) {
        differences.push_back(rms_difference(ends[n], ends[n + 1]));
    }
    steps.pop_back();
    return fit_power_law(steps, differences).slope;
}

// Terms of the next order are of relative size dt^2 times squared rates of up to 2: 2 % at dt = 0.1.
TEST(FreeMotion, InertialMotionConvergesAtSecondOrder) {
    EXPECT_NEAR(order_of(gaussian_fit(), {.friction = 0.5}, 1.0), 2.0, 0.1);
    EXPECT_NEAR(order_of(kernel_fit(0.4, 1e-12), {}, 1.0), 2.0, 0.1);
}

TEST(FreeMotion, OverdampedMotionConvergesAtFirstOrder) {
    EXPECT_NEAR(order_of(gaussian_fit(), {.motion = ForceMotion::overdamped}, 1.0), 1.0, 0.1);
}

std::array<double, 2> mean_of(const std::vector<double>& values) {
    std::array<double, 2> sum{0.0, 0.0};
    for (std::size_t f = 0; f < values.size(); ++f) {
        sum[f % 2] += values[f] / static_cast<double>(values.size() / 2);
    }
    return sum;
}

TEST(FreeMotion, ParticlesTogetherFeelTheTotalForce) {
    constexpr int n = 20000;
    const std::vector<double> points = cloud(n);
    const FreeMotion motion(density_at(mixture_of(first)), known(second), positions_of(points, 2), {});
    const GaussianOverlap exact(first, second);
    const SampledOverlap sampled =
        sampled_overlap(density_at(mixture_of(first)), density_at(mixture_of(second)), 2, points);
    const std::array<double, 2> mean = mean_of(values_of(motion.accelerations()));
    for (std::size_t k = 0; k < 2; ++k) {
        EXPECT_NEAR(mean[k], exact.force()[k], 4.0 * sampled.force_error[k]);
    }
    EXPECT_NEAR(motion.potential(), exact.coefficient(), 4.0 * sampled.coefficient_error);
}

TEST(FreeMotion, MovesAwayTheNearestFirst) {
    for (const SelfDensity& self : {gaussian_fit(), kernel_fit(0.35, 1e-9)}) {
        const std::vector<double> start = cloud(800);
        FreeMotion motion(density_at(mixture_of(first)), self, positions_of(start, 2), {.time_step = 0.1});
        const double direction[2] = {1.0 / std::sqrt(1.25), 0.5 / std::sqrt(1.25)};  // from mu_1 to mu_2
        const auto along = [&direction](const std::array<double, 2>& x) {
            return x[0] * direction[0] + x[1] * direction[1];
        };
        double before = along(mean_of(start));
        const double coefficient = motion.potential();
        for (int n = 0; n < 5; ++n) {
            motion.advance(4);
            const double now = along(mean_of(values_of(motion.positions())));
            EXPECT_GT(now, before);
            before = now;
        }
        EXPECT_LT(motion.potential(), coefficient);
        // Velocity of the half that was nearest to rho_1, less that of the other.
        const std::vector<double> v = values_of(motion.velocities());
        std::array<double, 2> near{0.0, 0.0};
        std::array<double, 2> far{0.0, 0.0};
        for (std::size_t i = 0; i < 800; ++i) {
            const bool is_near = along({start[2 * i], start[2 * i + 1]}) < along({1.0, 0.5});
            for (std::size_t k = 0; k < 2; ++k) {
                (is_near ? near : far)[k] += v[2 * i + k];
            }
        }
        EXPECT_GT(along(near), along(far));
    }
}

/// In the gradient flow dU/dt = -mobility E|F/rho_2|^2. With rho_2 a Gaussian and the exact field at the start, the
/// density after a short time is known to first order, and so is U: through particles U' = (1/2) E grad w . x',
/// w = sqrt(rho_1/rho_2) (half of it is what rho_2's own change takes back).
TEST(FreeMotion, GradientFlowLowersTheOverlapAtTheRateOfItsForce) {
    const std::vector<double> points = cloud(5000);
    constexpr double dt = 1e-4;
    FreeMotion motion(density_at(mixture_of(first)), known(second), positions_of(points, 2),
                      {.motion = ForceMotion::overdamped, .time_step = dt, .mobility = 0.5});
    double squares = 0.0;
    for (const double a : values_of(motion.accelerations())) {
        squares += a * a / 5000.0;
    }
    const double before = motion.potential();
    motion.advance(1);
    // Error of the difference: dt times second derivatives of w along the motion, of order 1.
    EXPECT_NEAR(0.5 * (motion.potential() - before) / dt, -0.5 * squares, 1e-3 * squares);
}

TEST(FreeMotion, OverdampedParticlesLowerTheirOverlapStepByStep) {
    for (const SelfDensity& self : {gaussian_fit(), kernel_fit(0.35, 1e-9)}) {
        FreeMotion motion(density_at(mixture_of(first)), self, positions_of(cloud(500), 2),
                          {.motion = ForceMotion::overdamped, .time_step = 0.1});
        double before = motion.potential();
        for (int n = 0; n < 20; ++n) {
            motion.advance(1);
            EXPECT_LT(motion.potential(), before);
            before = motion.potential();
        }
    }
}

TEST(FreeMotion, StepsDoNotTouchTheGivenPositions) {
    const std::vector<double> points = cloud(60);
    const Positions<double> start = positions_of(points, 2);
    FreeMotion motion(density_at(mixture_of(first)), gaussian_fit(), start, {.time_step = 0.1});
    motion.advance(3);
    EXPECT_EQ(values_of(start), points);
    EXPECT_NE(values_of(motion.positions()), points);
}

TEST(FreeMotion, CollapsedParticlesHaveNoGaussian) {
    std::vector<double> line(40);
    for (std::size_t i = 0; i < 20; ++i) {
        line[2 * i] = line[2 * i + 1] = static_cast<double>(i);
    }
    EXPECT_THROW(FreeMotion(density_at(mixture_of(first)), gaussian_fit(), positions_of(line, 2), {}), UserError);
}

TEST(FreeMotion, BadBandwidthIsRefusedBeforeAnythingMoves) {
    EXPECT_THROW(kernel_fit(0.0, 1e-9), UserError);
    EXPECT_THROW(kernel_fit(std::nan(""), 1e-9), UserError);
}

}  // namespace
}  // namespace ebru
