#include "solvers/force/force_field.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "base/error.hpp"
#include "solvers/density/point_source.hpp"
#include "solvers/force/bhattacharyya.hpp"
#include "validation/common/gaussian_pairs.hpp"

namespace ebru {
namespace {

GaussianMixture mixture_of(const Gaussian& gaussian) {
    return GaussianMixture({{1.0, gaussian.mean, gaussian.covariance}});
}

DensityAt density_of(const Gaussian& gaussian) {
    return density_at(mixture_of(gaussian));
}

std::vector<double> drawn(const GaussianMixture& mixture, std::uint64_t seed, std::int64_t n) {
    std::vector<double> points(static_cast<std::size_t>(n * mixture.dimension()));
    make_mixture_source(mixture)->draw(seed, 0, points);
    return points;
}

/// In the plane.
DensityAt estimate_of(const std::vector<double>& points, double bandwidth) {
    return density_at(std::make_shared<const KernelDensity>(points, 2, bandwidth, 1e-9));
}

GaussianMixture two_parts(std::size_t d) {
    std::vector<double> there(d, 0.4);
    there[0] = 1.3;
    return GaussianMixture({{1.0, std::vector<double>(d, 0.0), Covariance::isotropic(static_cast<int>(d), 0.8)},
                            {2.0, there, split_pair(d, 2).gaussian_1().covariance}});
}

/// -(1/2) rho_2 d_k sqrt(rho_1/rho_2) by a fourth-order difference.
double definition(const GaussianMixture& first, const GaussianMixture& second, std::vector<double> x, std::size_t k) {
    constexpr double h = 2e-3;
    const double rho = second.density(x);
    const double centre = x[k];
    const auto root = [&](double shift) {
        x[k] = centre + shift;
        return std::sqrt(first.density(x) / second.density(x));
    };
    return -0.5 * rho * (8.0 * (root(h) - root(-h)) - (root(2.0 * h) - root(-2.0 * h))) / (12.0 * h);
}

TEST(ForceField, IsTheGradientOfTheDefinition) {
    for (const std::size_t d : {std::size_t{1}, std::size_t{2}, std::size_t{8}}) {
        const GaussianMixture first = two_parts(d);
        const GaussianMixture second = mixture_of(split_pair(d, 4).gaussian_2());
        const std::vector<double> points = drawn(second, 3, 20);
        std::vector<double> force(points.size());
        std::vector<double> acceleration(points.size());
        force_density(density_at(first), density_at(second), static_cast<int>(d), points, force);
        force_acceleration(density_at(first), density_at(second), static_cast<int>(d), points, acceleration);
        for (std::size_t i = 0; i < 20; ++i) {
            const std::vector<double> x(points.begin() + static_cast<long>(i * d),
                                        points.begin() + static_cast<long>((i + 1) * d));
            const double scale = std::sqrt(first.density(x) * second.density(x));
            for (std::size_t k = 0; k < d; ++k) {
                // h^4/30 = 5e-13 times fifth derivatives of up to 1e3; round-off 1e-15/h = 5e-13: in units of scale.
                EXPECT_NEAR(force[i * d + k], definition(first, second, x, k), 1e-9 * scale);
                EXPECT_NEAR(acceleration[i * d + k] * second.density(x), force[i * d + k], 1e-13 * scale * 10.0);
            }
        }
    }
}

TEST(ForceField, EqualCovariancesGiveFishersDirectionEverywhere) {
    const SplitPair pair = split_pair(8, 1);
    const std::vector<double> fisher = GaussianOverlap(pair.gaussian_1(), pair.gaussian_2()).fisher_direction();
    const GaussianMixture first = mixture_of(pair.gaussian_1());
    const GaussianMixture second = mixture_of(pair.gaussian_2());
    const std::vector<double> points = drawn(second, 5, 50);
    std::vector<double> force(points.size());
    force_density(density_at(first), density_at(second), 8, points, force);
    for (std::size_t i = 0; i < 50; ++i) {
        const std::vector<double> x(points.begin() + static_cast<long>(8 * i),
                                    points.begin() + static_cast<long>(8 * i + 8));
        const double root = std::sqrt(first.density(x) * second.density(x));
        for (std::size_t k = 0; k < 8; ++k) {
            EXPECT_NEAR(force[8 * i + k], -0.25 * root * fisher[k], 1e-11 * root * norm(fisher));
        }
    }
}

TEST(ForceField, DoesNotUnderflowBeforeItsResultDoes) {
    const GaussianMixture here({{1.0, {0.0}, Covariance::isotropic(1, 1.0)}});
    const GaussianMixture there({{1.0, {40.0}, Covariance::isotropic(1, 1.0)}});
    const std::vector<double> points{40.0, 20.0, 1e4};
    std::vector<double> force(3);
    std::vector<double> acceleration(3);
    force_density(density_at(here), density_at(there), 1, points, force);
    force_acceleration(density_at(here), density_at(there), 1, points, acceleration);
    // rho_1(40) = exp(-800)/sqrt(2 pi) is no double; exponents of 400 are right to 400 eps.
    const double root = 1.0 / std::sqrt(2.0 * std::numbers::pi);
    EXPECT_NEAR(force[0] / (10.0 * root * std::exp(-400.0)), 1.0, 1e-12);
    EXPECT_NEAR(acceleration[0] / (10.0 * std::exp(-400.0)), 1.0, 1e-12);
    EXPECT_NEAR(force[1] / (10.0 * root * std::exp(-200.0)), 1.0, 1e-12);
    EXPECT_EQ(force[2], 0.0);
    EXPECT_EQ(acceleration[2], 0.0);
}

TEST(ForceField, SumsOverAGridAreTheClosedForms) {
    for (int number = 0; number < 5; ++number) {
        const SplitPair pair = split_pair(2, number);
        const GaussianOverlap exact(pair.gaussian_1(), pair.gaussian_2());
        const ForceGrid field = force_on_grid(density_of(pair.gaussian_1()), density_of(pair.gaussian_2()),
                                              {{-14.0, -14.0}, {14.0, 14.0}, 140, 120});
        // Spacing h <= 0.24, widths w of sqrt(rho_1 rho_2) >= 0.5: 2 exp(-2 pi^2 w^2/h^2) = 1e-37; the window leaves
        // out less; what is left is the round-off of 2e4 terms.
        EXPECT_NEAR(field.coefficient, exact.coefficient(), 1e-13);
        EXPECT_NEAR(field.total_force[0], exact.force()[0], 1e-13);
        EXPECT_NEAR(field.total_force[1], exact.force()[1], 1e-13);
        EXPECT_NEAR(field.first_density[77 * 140 + 61],
                    mixture_of(pair.gaussian_1()).density(field.grid.centre(77, 61)), 1e-15);
        EXPECT_NEAR(field.second_density[70 * 140 + 75],
                    mixture_of(pair.gaussian_2()).density(field.grid.centre(70, 75)), 1e-15);
    }
}

TEST(ForceField, BadWindowsAreRefused) {
    const DensityAt density = density_of({{0.0, 0.0}, Covariance::isotropic(2, 1.0)});
    EXPECT_THROW(force_on_grid(density, density, {{0.0, 0.0}, {1.0, 1.0}, 0, 5}), UserError);
    EXPECT_THROW(force_on_grid(density, density, {{0.0, 1.0}, {1.0, 1.0}, 5, 5}), UserError);
}

TEST(SampledOverlap, MeansOverParticlesAreTheClosedForms) {
    for (const std::size_t d : {std::size_t{2}, std::size_t{8}}) {
        const SplitPair pair = split_pair(d, 3);
        const GaussianOverlap exact(pair.gaussian_1(), pair.gaussian_2());
        constexpr int n = 40000;
        const std::vector<double> points = drawn(mixture_of(pair.gaussian_2()), 11, n);
        const SampledOverlap overlap =
            sampled_overlap(density_of(pair.gaussian_1()), density_of(pair.gaussian_2()), static_cast<int>(d), points);
        EXPECT_NEAR(overlap.coefficient, exact.coefficient(), 4.0 * overlap.coefficient_error);
        for (std::size_t k = 0; k < d; ++k) {
            EXPECT_NEAR(overlap.force[k], exact.force()[k], 4.0 * overlap.force_error[k]);
        }
        // Var sqrt(rho_1/rho_2) = 1 - U^2. Its estimate scatters by the fourth moment, E_1 rho_1/rho_2 here of order
        // 10: sqrt(10/n) = 2 %, half of it for the root, four times over.
        const double predicted = std::sqrt((1.0 - exact.coefficient() * exact.coefficient()) / n);
        EXPECT_NEAR(overlap.coefficient_error, predicted, 0.04 * predicted);
    }
}

/// ln rho_hat and its gradient summed over all points, in long double.
void all_kernels(const std::vector<double>& points, double h, const double* x, double& log_density, double* score) {
    long double sum = 0.0L;
    long double slope[2] = {0.0L, 0.0L};
    for (std::size_t i = 0; i < points.size(); i += 2) {
        const long double u = points[i] - x[0];
        const long double v = points[i + 1] - x[1];
        const long double term = std::exp(-(u * u + v * v) / (2.0L * h * h));
        sum += term;
        slope[0] += term * u;
        slope[1] += term * v;
    }
    log_density = static_cast<double>(std::log(
        sum / (2.0L * std::numbers::pi_v<long double> * h * h * (static_cast<long double>(points.size()) / 2.0L))));
    score[0] = static_cast<double>(slope[0] / (sum * h * h));
    score[1] = static_cast<double>(slope[1] / (sum * h * h));
}

TEST(ForceField, FromSamplesIsTheFormulaOfTheEstimates) {
    constexpr double h = 0.3;
    const std::vector<double> first = drawn(two_parts(2), 1, 3000);
    const std::vector<double> second = drawn(mixture_of(split_pair(2, 3).gaussian_2()), 2, 2000);
    const std::vector<double> places{0.0, 0.0, 1.0, -0.5, -2.0, 1.0, 4.0, 4.0, 9.0, 0.0};
    std::vector<double> force(places.size());
    std::vector<double> acceleration(places.size());
    force_density(estimate_of(first, h), estimate_of(second, h), 2, places, force);
    force_acceleration(estimate_of(first, h), estimate_of(second, h), 2, places, acceleration);
    for (std::size_t f = 0; f < places.size(); f += 2) {
        double log_first = 0.0;
        double log_second = 0.0;
        double score_first[2];
        double score_second[2];
        all_kernels(first, h, &places[f], log_first, score_first);
        all_kernels(second, h, &places[f], log_second, score_second);
        for (std::size_t k = 0; k < 2; ++k) {
            // Scores are right to about 10 tolerance/h = 4e-8, densities to 1e-9 of themselves: both weigh a quarter.
            const double difference = score_first[k] - score_second[k];
            const double root = std::exp(0.5 * (log_first + log_second));
            const double ratio = std::exp(0.5 * (log_first - log_second));
            EXPECT_NEAR(force[f + k], -0.25 * root * difference, root * (4e-8 + 1e-9 * std::abs(difference)));
            EXPECT_NEAR(acceleration[f + k], -0.25 * ratio * difference, ratio * (4e-8 + 1e-9 * std::abs(difference)));
        }
    }
}

TEST(ForceField, FromSamplesIsThatOfTheBlurredDensities) {
    constexpr double h = 0.4;
    constexpr int groups = 12;
    constexpr int n = 2000;
    const Gaussian a{{0.0, 0.0}, Covariance::isotropic(2, 0.5)};
    const Gaussian b{{1.2, 0.6}, Covariance::isotropic(2, 0.8)};
    const GaussianOverlap blurred({a.mean, a.covariance.scaled(1.0, h * h)}, {b.mean, b.covariance.scaled(1.0, h * h)});
    double sum[2] = {0.0, 0.0};
    double squares[2] = {0.0, 0.0};
    for (std::uint64_t group = 0; group < groups; ++group) {
        const ForceGrid field =
            force_on_grid(estimate_of(drawn(mixture_of(a), 2 * group, n), h),
                          estimate_of(drawn(mixture_of(b), 2 * group + 1, n), h), {{-5.0, -5.0}, {6.0, 6.0}, 48, 48});
        for (std::size_t k = 0; k < 2; ++k) {
            sum[k] += field.total_force[k];
            squares[k] += field.total_force[k] * field.total_force[k];
        }
    }
    for (std::size_t k = 0; k < 2; ++k) {
        const double mean = sum[k] / groups;
        const double error = std::sqrt((squares[k] / groups - mean * mean) / (groups - 1));
        // Beside the scatter (5 errors, for it is itself estimated from 12 groups) the root of an estimate is low by
        // Var/(8 E^2), with Var/E^2 = 1/(4 pi h^2 rho n) about 0.5 % where the force is: 0.1 % of the force in all.
        EXPECT_NEAR(mean, blurred.force()[k], 5.0 * error + 1e-3 * std::abs(blurred.force()[k]));
        // The scatter resolves the blur: without it the force is different by more.
        EXPECT_GT(std::abs(mean - GaussianOverlap(a, b).force()[k]), 5.0 * error);
    }
}

}  // namespace
}  // namespace ebru
