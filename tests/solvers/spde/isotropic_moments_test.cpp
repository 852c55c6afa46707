#include <gtest/gtest.h>

#include "fft/cosine_transform.hpp"
#include "tests/support/spde_run.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

/// Mean and variance of the cosine modes (Y, X) under the Euler-Maruyama chain of the isotropic additive equation,
/// numerics.md 5.6: m <- (1 - q) m, V <- (1 - q)^2 V + alpha_2^2 dt, q = dt alpha_1 mu.
struct ModeMoments {
    Values mean;
    Values variance;
};

ModeMoments chain_moments(const SpdeEquation& equation, const Grid& grid, const SpdeInterval& steps, const Values& u0) {
    ModeMoments moments{Values(grid.cells()), Values(grid.cells(), 0.0)};
    CosineTransform<double>(grid).forward(u0.data(), moments.mean.data());
    for (int b = 0; b < grid.ny; ++b) {
        for (int a = 0; a < grid.nx; ++a) {
            const double half_x = std::sin(0.5 * std::numbers::pi * a / grid.nx);
            const double half_y = std::sin(0.5 * std::numbers::pi * b / grid.ny);
            const double mu = 4.0 * (half_x * half_x + half_y * half_y);
            double& mean = moments.mean[cell(grid, b, a)];
            double& variance = moments.variance[cell(grid, b, a)];
            for (const SpdeStep& step : steps) {
                const double q = step.dt * equation.drift_intensity.at(step.t) * mu;
                const double alpha_2 = equation.noise_intensity.at(step.t);
                mean *= 1.0 - q;
                variance = (1.0 - q) * (1.0 - q) * variance + alpha_2 * alpha_2 * step.dt;
            }
        }
    }
    return moments;
}

TEST(IsotropicMoments, MeanWithoutNoiseFollowsTheChainToRoundOff) {
    const Grid grid{12, 17};
    const ImageShape shape{1, grid.ny, grid.nx};
    SpdeEquation equation = paper_equation(17, Edges::none);
    equation.noise_intensity = constant_intensity(0.0, 2.0);
    const SpdeInterval steps = joined(plan_spde(equation, {.dt = 1e-3, .times = {0.0, 2.0}}));
    const Values u0 = random_values(grid.cells(), 0.0, 1.0, 1);
    EulerMaruyama<double> walk(shape, equation, Taming::none, 1);
    walk.load(to_images<double>(shape, u0), ids_from(0, 1));
    walk.run(steps);
    const Values u = state_of(walk, shape, 1);
    Values modes(u.size());
    CosineTransform<double>(grid).forward(u.data(), modes.data());
    const ModeMoments exact = chain_moments(equation, grid, steps, u0);
    // Each step rounds a cell a few times (2 eps of its size 1) and hands errors on without enlarging them; in an
    // orthonormal mode the 204 independent ones of a step add up to 2 eps, and those of 2000 steps to 2 eps sqrt(2000).
    EXPECT_LT(largest_difference(modes, exact.mean), 4.0 * 2.0 * epsilon<double> * std::sqrt(2000.0));
}

TEST(IsotropicMoments, MomentsOfEveryModeFollowTheChain) {
    const Grid grid{5, 7};
    const ImageShape shape{1, grid.ny, grid.nx};
    SpdeEquation equation = paper_equation(7, Edges::none);
    equation.horizon = 1.0;
    equation.drift_intensity = geometric_intensity(0.5, 6.0, 1.0);
    equation.noise_intensity = geometric_intensity(0.2, 0.8, 1.0);
    const SpdeInterval steps = equal_steps(1.0, 40);  // q up to 1.2 at the end: far from the continuous law
    const Values u0 = random_values(grid.cells(), 0.0, 1.0, 2);
    const ModeMoments exact = chain_moments(equation, grid, steps, u0);
    const CosineTransform<double> transform(grid);
    constexpr std::size_t batch = 10000;
    constexpr std::size_t samples = 100000;
    Values sum(grid.cells(), 0.0);
    Values square(grid.cells(), 0.0);
    Values images;
    for (std::size_t b = 0; b < batch; ++b) {
        images.insert(images.end(), u0.begin(), u0.end());
    }
    EulerMaruyama<double> walk(shape, equation, Taming::none, 3);
    for (std::size_t first = 0; first < samples; first += batch) {
        walk.load(to_images<double>(shape, images), ids_from(static_cast<SampleId>(first), batch));
        walk.run(steps);
        const Values u = state_of(walk, shape, batch);
        Values modes(grid.cells());
        for (std::size_t b = 0; b < batch; ++b) {
            transform.forward(u.data() + b * grid.cells(), modes.data());
            for (std::size_t m = 0; m < modes.size(); ++m) {
                const double deviation = modes[m] - exact.mean[m];
                sum[m] += deviation;
                square[m] += deviation * deviation;
            }
        }
    }
    // Modes are Gaussian: standard errors sqrt(V/n) of the mean and V sqrt(2/n) of the variance.
    constexpr auto n = static_cast<double>(samples);
    for (std::size_t m = 0; m < exact.mean.size(); ++m) {
        const double variance = exact.variance[m];
        EXPECT_LT(std::abs(sum[m] / n), 4.0 * std::sqrt(variance / n)) << "mode " << m;
        EXPECT_LT(std::abs(square[m] / n / variance - 1.0), 4.0 * std::sqrt(2.0 / n)) << "mode " << m;
    }
}

}  // namespace
}  // namespace ebru
