// The semi-implicit step: against a dense solve, its stated error bound, maximum principle, mass, and the moments of
// the chain that it makes in the isotropic additive case.

#include "solvers/spde/semi_implicit_step.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "solvers/spde/cosine_batch.hpp"
#include "solvers/spde/ou_moments.hpp"
#include "solvers/spde/q_wiener.hpp"
#include "tests/src/base/message_checks.hpp"
#include "tests/support/image_values.hpp"
#include "tests/support/mode_statistics.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

template <class Real>
class SemiImplicitStepTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(SemiImplicitStepTest, Precisions);

const std::vector<Grid>& small_grids() {
    static const std::vector<Grid> grids{{8, 8}, {5, 7}, {1, 6}, {7, 1}, {1, 1}, {3, 20}};
    return grids;
}

/// Face coefficients in [0, 1), some of them very small; values at the walls, which must not matter, are not finite.
struct Faces {
    Faces(Grid grid, std::size_t count, std::uint64_t seed)
        : x(random_values(count * grid.cells(), 0.0, 1.0, seed)),
          y(random_values(count * grid.cells(), 0.0, 1.0, seed + 1)) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = std::pow(x[i], 4);
            const auto place = static_cast<int>(i % grid.cells());
            x[i] = place % grid.nx == grid.nx - 1 ? std::numeric_limits<double>::quiet_NaN() : x[i];
            y[i] = place / grid.nx == grid.ny - 1 ? std::numeric_limits<double>::infinity() : y[i];
        }
    }
    Values x;
    Values y;
};

/// I - dt A of image n, row after row.
Values dense_matrix(Grid grid, double dt, const Faces& faces, std::size_t n) {
    const std::size_t cells = grid.cells();
    Values matrix(cells * cells, 0.0);
    for (std::size_t i = 0; i < cells; ++i) {
        matrix[i * cells + i] = 1.0;
    }
    const auto link = [&](std::size_t i, std::size_t j, double gamma) {
        matrix[i * cells + i] += dt * gamma;
        matrix[j * cells + j] += dt * gamma;
        matrix[i * cells + j] -= dt * gamma;
        matrix[j * cells + i] -= dt * gamma;
    };
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            const std::size_t i = cell(grid, y, x);
            if (x + 1 < grid.nx) {
                link(i, cell(grid, y, x + 1), faces.x[n * cells + i]);
            }
            if (y + 1 < grid.ny) {
                link(i, cell(grid, y + 1, x), faces.y[n * cells + i]);
            }
        }
    }
    return matrix;
}

/// Gaussian elimination; the matrix is diagonally dominant, so no pivots are needed.
Values dense_solve(Values matrix, Values right) {
    const std::size_t n = right.size();
    for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t i = k + 1; i < n; ++i) {
            const double factor = matrix[i * n + k] / matrix[k * n + k];
            for (std::size_t j = k; j < n; ++j) {
                matrix[i * n + j] -= factor * matrix[k * n + j];
            }
            right[i] -= factor * right[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        for (std::size_t j = k + 1; j < n; ++j) {
            right[k] -= matrix[k * n + j] * right[j];
        }
        right[k] /= matrix[k * n + k];
    }
    return right;
}

double norm(const Values& v) {
    return std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0));
}

/// The header's bound on the error of an image: tolerance sqrt(d_max/d_min) |dt A rhs|_2.
double error_bound(const Values& matrix, const Values& rhs, double tolerance) {
    const std::size_t n = rhs.size();
    double least = matrix[0];
    double greatest = matrix[0];
    Values change(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        least = std::min(least, matrix[i * n + i]);
        greatest = std::max(greatest, matrix[i * n + i]);
        change[i] = rhs[i];
        for (std::size_t j = 0; j < n; ++j) {
            change[i] -= matrix[i * n + j] * rhs[j];
        }
    }
    return tolerance * std::sqrt(greatest / least) * norm(change);
}

Values image_of(const Values& batch, std::size_t n, std::size_t cells) {
    const auto begin = batch.begin() + static_cast<std::ptrdiff_t>(n * cells);
    return Values(begin, begin + static_cast<std::ptrdiff_t>(cells));
}

/// u of one step of 4 one-channel images.
template <class Real>
Values step_of(const ImageShape& shape, double dt, const Faces& faces, const Values& rhs, const SolveLimits& limits,
               SolveReport* report = nullptr) {
    SemiImplicitStep<Real> step(shape, limits);
    const auto right = to_images<Real>(shape, rhs);
    const auto u = like(right);
    step.solve(dt, to_images<Real>(shape, faces.x), to_images<Real>(shape, faces.y), right, u);
    const SolveReport found = step.report();
    if (report != nullptr) {
        *report = found;
    }
    return to_values(u);
}

TYPED_TEST(SemiImplicitStepTest, IsTheDenseSolutionWithinItsBound) {
    constexpr std::size_t images = 4;
    for (const Grid grid : small_grids()) {
        const ImageShape shape{1, grid.ny, grid.nx};
        const Faces faces(grid, images, 3);
        const Values rhs = random_values(images * grid.cells(), 0.0, 1.0, 9);
        for (const double dt : {0.1, 5.0, 200.0}) {
            for (const double tolerance : {0.3, 1e-2, sizeof(TypeParam) == 4 ? 1e-5 : 1e-12}) {
                const Values u = step_of<TypeParam>(shape, dt, faces, rhs, {.tolerance = tolerance});
                for (std::size_t n = 0; n < images; ++n) {
                    const Values matrix = dense_matrix(grid, dt, faces, n);
                    const Values right = image_of(rhs, n, grid.cells());
                    const Values expected = dense_solve(matrix, right);
                    Values error = image_of(u, n, grid.cells());
                    for (std::size_t i = 0; i < error.size(); ++i) {
                        error[i] -= expected[i];
                    }
                    // Rounding: that of A rhs (8 eps in each of its entries of size dt), carried by the same bound, and
                    // of u itself.
                    const double rounding = 16.0 * epsilon<TypeParam> * (1.0 + dt) * norm(right);
                    EXPECT_LE(norm(error), error_bound(matrix, right, tolerance) + rounding)
                        << grid.ny << "x" << grid.nx << " dt " << dt << " tolerance " << tolerance;
                }
            }
        }
    }
}

TYPED_TEST(SemiImplicitStepTest, KeepsMassHoweverUnfinished) {
    const ImageShape shape{1, 11, 13};
    const Faces faces(shape.grid(), 3, 5);
    const Values rhs = random_values(3 * shape.values(), 0.0, 1.0, 6);
    for (const double tolerance : {0.5, 1e-3}) {
        const Values u = step_of<TypeParam>(shape, 30.0, faces, rhs, {.tolerance = tolerance});
        for (std::size_t n = 0; n < 3; ++n) {
            const Values before = image_of(rhs, n, shape.values());
            const Values after = image_of(u, n, shape.values());
            // rhs is rounded to Real on the way in and u on the way out, each value by half an eps; so is the mean of
            // the change.
            EXPECT_NEAR(std::accumulate(after.begin(), after.end(), 0.0),
                        std::accumulate(before.begin(), before.end(), 0.0),
                        2.0 * epsilon<TypeParam> * static_cast<double>(shape.values()));
        }
    }
}

TYPED_TEST(SemiImplicitStepTest, NoiseFreeStepsObeyTheMaximumPrinciple) {
    const ImageShape shape{1, 12, 9};
    const double tolerance = sizeof(TypeParam) == 4 ? 1e-5 : 1e-10;
    const Faces faces(shape.grid(), 2, 15);
    Values u = random_values(2 * shape.values(), 0.0, 1.0, 16);
    for (double& value : u) {
        value = value > 0.5 ? 1.0 : 0.0;  // edges everywhere
    }
    double spread = 1.0;
    for (int n = 0; n < 10; ++n) {
        u = step_of<TypeParam>(shape, 3.0, faces, u, {.tolerance = tolerance});
        const auto [least, greatest] = std::minmax_element(u.begin(), u.end());
        // The solver's bound for these coefficients, |dt A u| <= 4 dt and sqrt(d_max/d_min) <= sqrt(13), all in one
        // cell.
        const double slack = tolerance * std::sqrt(13.0) * 12.0 * std::sqrt(static_cast<double>(shape.values()));
        EXPECT_GE(*least, -slack);
        EXPECT_LE(*greatest, 1.0 + slack);
        EXPECT_LT(*greatest - *least, spread);
        spread = *greatest - *least;
    }
}

TYPED_TEST(SemiImplicitStepTest, IterationsAreReportedAndGrowWithTheStep) {
    const ImageShape shape{1, 32, 32};
    const Faces faces(shape.grid(), 4, 5);
    const Values rhs = random_values(4 * shape.values(), 0.0, 1.0, 6);
    SolveReport small;
    SolveReport large;
    step_of<TypeParam>(shape, 0.1, faces, rhs, {.tolerance = 1e-3}, &small);
    step_of<TypeParam>(shape, 50.0, faces, rhs, {.tolerance = 1e-3}, &large);
    EXPECT_EQ(small.solves, 4);
    EXPECT_GE(small.most_iterations, 2);
    EXPECT_LE(small.mean_iterations, small.most_iterations);
    EXPECT_GT(large.mean_iterations, 2.0 * small.mean_iterations);
    // Conjugate gradients take at most ln(2 sqrt(kappa)/tol) sqrt(kappa)/2 iterations; kappa <= 1 + 8 dt.
    const double kappa = 401.0;
    EXPECT_LE(large.most_iterations, std::ceil(0.5 * std::sqrt(kappa) * std::log(2.0 * std::sqrt(kappa) / 1e-3)));
    // A constant image is its own solution.
    SolveReport none;
    const Values constant(4 * shape.values(), 0.25);
    EXPECT_EQ(step_of<TypeParam>(shape, 50.0, faces, constant, {}, &none), constant);
    EXPECT_EQ(none.most_iterations, 0);
}

TYPED_TEST(SemiImplicitStepTest, WhatDoesNotConvergeIsAnErrorOnce) {
    const ImageShape shape{1, 16, 16};
    const Faces faces(shape.grid(), 2, 5);
    SemiImplicitStep<TypeParam> step(shape, {.tolerance = 1e-4, .most_iterations = 3});
    const auto x_face = to_images<TypeParam>(shape, faces.x);
    const auto y_face = to_images<TypeParam>(shape, faces.y);
    const auto rhs = to_images<TypeParam>(shape, random_values(2 * shape.values(), 0.0, 1.0, 6));
    const auto u = like(rhs);
    step.solve(100.0, x_face, y_face, rhs, u);
    EXPECT_TRUE(contains(user_error_text([&] { step.report(); }), {"2 of 2", "3 iterations", "shorter steps"}));
    Values broken(2 * shape.values(), 0.5);
    broken[7] = std::numeric_limits<double>::quiet_NaN();
    step.solve(0.01, x_face, y_face, to_images<TypeParam>(shape, broken), u);
    EXPECT_TRUE(contains(user_error_text([&] { step.report(); }), {"1 of 2", "not finite"}));
    EXPECT_EQ(step.report().solves, 0);
}

TYPED_TEST(SemiImplicitStepTest, BitsDependNeitherOnTheBatchNorOnWhereTheResultGoes) {
    const ImageShape shape{2, 9, 14};
    constexpr std::size_t images = 5;
    const Faces faces(shape.grid(), 2 * images, 5);
    const Values rhs = random_values(images * shape.values(), 0.0, 1.0, 6);
    const Values expected = step_of<TypeParam>(shape, 10.0, faces, rhs, {});
    for (std::size_t n = 0; n < images; ++n) {
        SemiImplicitStep<TypeParam> step(shape, {});
        const auto u = to_images<TypeParam>(shape, image_of(rhs, n, shape.values()));
        step.solve(10.0, to_images<TypeParam>(shape, image_of(faces.x, n, shape.values())),
                   to_images<TypeParam>(shape, image_of(faces.y, n, shape.values())), u, u);
        EXPECT_EQ(to_values(u), image_of(expected, n, shape.values())) << n;
    }
}

TYPED_TEST(SemiImplicitStepTest, ConstantCoefficientsByCosineTransformAreTheIterativeSolution) {
    const ImageShape shape{1, 10, 7};
    const double tolerance = sizeof(TypeParam) == 4 ? 1e-6 : 1e-13;
    SemiImplicitStep<TypeParam> step(shape, {.tolerance = tolerance});
    const auto rhs = to_images<TypeParam>(shape, random_values(2 * shape.values(), 0.0, 1.0, 6));
    const auto alphas = to_images<TypeParam>(shape, Values(2 * shape.values(), 1.5));
    for (const double dt : {0.2, 4.0}) {
        const auto by_iteration = like(rhs);
        const auto by_transform = like(rhs);
        step.solve(dt, alphas, alphas, rhs, by_iteration);
        step.report();
        step.solve_constant(dt, 1.5, rhs, by_transform);
        // Values of size 1, |dt A u| <= 8 dt alpha, d_max/d_min <= 2 (corner against interior), 70 cells; the
        // transforms round some ten times.
        const double bound = tolerance * std::sqrt(2.0) * 12.0 * dt * std::sqrt(70.0);
        EXPECT_LE(largest_difference(to_values(by_iteration), to_values(by_transform)),
                  bound + 32.0 * epsilon<TypeParam> * (1.0 + 1.5 * dt));
    }
}

// The chain of numerics.md 5.6 with growing alpha_1: the mean mode by mode without noise, then both moments by
// sampling.
TYPED_TEST(SemiImplicitStepTest, MomentsOfEveryModeAreThoseOfTheRecursion) {
    const ImageShape shape{1, 4, 5};
    const std::size_t cells = shape.values();
    const std::size_t samples = 100000;
    constexpr int steps = 3;
    const auto alpha_1 = [](int n) { return 0.5 * std::pow(3.0, n); };
    constexpr double dt = 0.3;
    constexpr double alpha_2 = 0.2;
    const Values image = random_values(cells, 0.0, 1.0, 4);
    Values u0;
    for (std::size_t s = 0; s < samples; ++s) {
        u0.insert(u0.end(), image.begin(), image.end());
    }
    std::vector<SampleId> ids(samples);
    std::iota(ids.begin(), ids.end(), SampleId{0});
    SemiImplicitStep<TypeParam> step(shape, {.tolerance = sizeof(TypeParam) == 4 ? 1e-6 : 1e-13});
    QWiener<TypeParam> noise(shape, 0.0, 8);
    CosineBatch<TypeParam> cosines(shape.grid());
    const auto u = to_images<TypeParam>(shape, u0);
    const auto quiet = to_images<TypeParam>(shape, image);
    const auto xi = like(u);
    std::vector<ModeMoments> law(cells);
    for (int n = 0; n < steps; ++n) {
        noise.draw(ids, n, xi);
        const TypeParam size = static_cast<TypeParam>(alpha_2 * std::sqrt(dt));
        Kokkos::parallel_for(
            "add noise", Kokkos::RangePolicy<>(0, u.size()),
            KOKKOS_LAMBDA(std::size_t i) { u.data()[i] += size * xi.data()[i]; });
        if (n == 1) {  // one step of three by iteration, at a high tolerance
            const auto alphas = to_images<TypeParam>(shape, Values(u0.size(), alpha_1(n + 1)));
            step.solve(dt, alphas, alphas, u, u);
            step.report();
        } else {
            step.solve_constant(dt, alpha_1(n + 1), u, u);
        }
        step.solve_constant(dt, alpha_1(n + 1), quiet, quiet);
        for (std::size_t mode = 0; mode < cells; ++mode) {
            const double mu =
                wall_eigenvalue(shape.grid(), static_cast<int>(mode) / shape.nx, static_cast<int>(mode) % shape.nx);
            law[mode] = after_semi_implicit_step(law[mode], dt * alpha_1(n + 1) * mu, alpha_2 * alpha_2 * dt);
        }
    }
    const auto start = to_images<TypeParam>(shape, image);
    const auto modes = like(start);
    cosines.forward(start, modes);
    const Values first = to_values(modes);
    cosines.forward(quiet, modes);
    const Values last = to_values(modes);
    Values mean;
    Values variance;
    for (std::size_t mode = 0; mode < cells; ++mode) {
        mean.push_back(law[mode].factor * first[mode]);
        variance.push_back(law[mode].variance);
        EXPECT_NEAR(last[mode], mean.back(), 64.0 * epsilon<TypeParam>) << mode;
    }
    const auto all = like(u);
    cosines.forward(u, all);
    expect_moments({to_values(all), cells}, mean, variance, 64.0 * epsilon<TypeParam>);
}

}  // namespace
}  // namespace ebru
