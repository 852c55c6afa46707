#include <gtest/gtest.h>

#include "solvers/spde/reverse_terms.hpp"
#include "tests/reference/spde_twin.hpp"
#include "tests/support/spde_run.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

constexpr double t = 0.3;
const ImageShape shape{1, 6, 9};

SpdeEquation equation_with(double ell) {
    SpdeEquation equation;
    equation.drift_intensity = constant_intensity(1.3);
    equation.drift_contrast = constant_contrast(0.2);
    equation.noise_intensity = constant_intensity(0.7);
    equation.noise_contrast = constant_contrast(0.4);
    equation.gradient_scale = 1.5;
    equation.correlation_length = ell;
    return equation;
}

double covariance(const Grid& grid, double ell, std::size_t i, std::size_t j) {
    const auto nx = static_cast<std::size_t>(grid.nx);
    const double dx = static_cast<double>(i % nx) - static_cast<double>(j % nx);
    const double dy = static_cast<double>(i / nx) - static_cast<double>(j / nx);
    return ell > 0.0 ? std::exp(-std::hypot(dx, dy) / ell) : (i == j ? 1.0 : 0.0);
}

TEST(ReverseTerms, DriftStepIsAStepWithoutNoise) {
    const SpdeEquation equation = equation_with(0.0);
    const Values u = random_values(shape.values(), 0.0, 1.0, 1);
    const ImageBatch<double> images = to_images<double>(shape, u);
    const ImageBatch<double> m = like(images);
    ReverseTerms<double>(shape, equation, 1).drift_step({t, 0.02, 0}, images, m);
    const Values b = reference::drift(shape.grid(), equation.form, equation.drift_at(t), u);
    Values expected = u;
    for (std::size_t i = 0; i < u.size(); ++i) {
        expected[i] += 0.02 * b[i];
    }
    EXPECT_LT(largest_difference(to_values(m), expected), 4.0 * epsilon<double>);
}

TEST(ReverseTerms, SigmaIsTheDenseMatrix) {
    for (const double ell : {0.0, 1.5}) {
        const SpdeEquation equation = equation_with(ell);
        const Values u = random_values(shape.values(), 0.0, 1.0, 2);
        const Values v = random_values(shape.values(), -1.0, 1.0, 3);
        const ImageBatch<double> images = to_images<double>(shape, u);
        const ImageBatch<double> out = like(images);
        ReverseTerms<double>(shape, equation, 1).apply_covariance(t, images, to_images<double>(shape, v), out);
        const Values g = reference::cell_coefficient(shape.grid(), equation.noise_at(t), u);
        Values expected(u.size(), 0.0);
        for (std::size_t i = 0; i < u.size(); ++i) {
            for (std::size_t j = 0; j < u.size(); ++j) {
                expected[i] += g[i] * covariance(shape.grid(), ell, i, j) * g[j] * v[j];
            }
        }
        // 54 products of size below 0.5 and two transforms of the torus: some ten roundings of a sum below 10.
        EXPECT_LT(largest_difference(to_values(out), expected), 10.0 * 10.0 * epsilon<double>) << "ell " << ell;
    }
}

/// (div Sigma)_i from the definition, by central differences of the twin's coefficients in every pixel.
Values divergence_by_differences(const SpdeEquation& equation, const Values& u) {
    constexpr double h = 1e-5;
    Values divergence(u.size(), 0.0);
    for (std::size_t j = 0; j < u.size(); ++j) {
        Values up = u;
        Values down = u;
        up[j] += h;
        down[j] -= h;
        const Values g_up = reference::cell_coefficient(shape.grid(), equation.noise_at(t), up);
        const Values g_down = reference::cell_coefficient(shape.grid(), equation.noise_at(t), down);
        for (std::size_t i = 0; i < u.size(); ++i) {
            divergence[i] += covariance(shape.grid(), equation.correlation_length, i, j) *
                             (g_up[i] * g_up[j] - g_down[i] * g_down[j]) / (2.0 * h);
        }
    }
    return divergence;
}

TEST(ReverseTerms, CovarianceDivergenceIsThatOfFiniteDifferences) {
    for (const double ell : {0.0, 0.7, 3.0}) {
        const SpdeEquation equation = equation_with(ell);
        const Values u = random_values(shape.values(), 0.0, 1.0, 4);
        const ImageBatch<double> images = to_images<double>(shape, u);
        const ImageBatch<double> out = like(images);
        ReverseTerms<double>(shape, equation, 1).covariance_divergence(t, images, out);
        const Values expected = divergence_by_differences(equation, u);
        // Differences are off by h^2/6 times third derivatives, which s/lambda = 4 makes 100 large: 2e-9; and by
        // rounding, eps/h = 2e-11 for each of 54 terms.
        EXPECT_LT(largest_difference(to_values(out), expected), 5e-9) << "ell " << ell;
        if (ell == 0.0) {
            EXPECT_EQ(largest_size(to_values(out)), 0.0);
        } else {
            EXPECT_GT(largest_size(to_values(out)), 0.05);
        }
    }
}

TEST(ReverseTerms, NoiseIsTheRootOfSigma) {
    // Sample covariance of two pixels and their neighbour's, Gaussian: standard error sqrt((S_ii S_jj + S_ij^2)/n).
    constexpr std::size_t samples = 20000;
    const SpdeEquation equation = equation_with(2.0);
    const Values u = random_values(shape.values(), 0.0, 1.0, 5);
    Values many;
    for (std::size_t n = 0; n < samples; ++n) {
        many.insert(many.end(), u.begin(), u.end());
    }
    const ImageBatch<double> images = to_images<double>(shape, many);
    const ImageBatch<double> out = like(images);
    ReverseTerms<double> terms(shape, equation, 6);
    terms.draw_noise(t, images, ids_from(0, samples), 0, out);
    const Values noise = to_values(out);
    const Values g = reference::cell_coefficient(shape.grid(), equation.noise_at(t), u);
    for (const auto& [i, j] : {std::pair{10, 10}, std::pair{10, 11}, std::pair{10, 30}, std::pair{0, 53}}) {
        const auto a = static_cast<std::size_t>(i);
        const auto b = static_cast<std::size_t>(j);
        const auto sigma = [&](std::size_t p, std::size_t q) {
            return g[p] * covariance(shape.grid(), 2.0, p, q) * g[q];
        };
        double sum = 0.0;
        for (std::size_t n = 0; n < samples; ++n) {
            sum += noise[n * u.size() + a] * noise[n * u.size() + b];
        }
        const double error = std::sqrt((sigma(a, a) * sigma(b, b) + sigma(a, b) * sigma(a, b)) / samples);
        EXPECT_LT(std::abs(sum / samples - sigma(a, b)), 4.0 * error) << i << ", " << j;
    }
}

}  // namespace
}  // namespace ebru
