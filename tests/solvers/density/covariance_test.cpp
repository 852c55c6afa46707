#include "solvers/density/covariance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "base/error.hpp"

namespace ebru {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

/// B B^T/d + I/10 with B from sines: a full matrix of condition number about 100.
std::vector<double> full_matrix(int dimension) {
    const auto d = static_cast<std::size_t>(dimension);
    std::vector<double> b(d * d);
    for (std::size_t i = 0; i < b.size(); ++i) {
        b[i] = std::sin(1.7 * static_cast<double>(i * i % 101) + 0.3);
    }
    std::vector<double> c(d * d, 0.0);
    for (std::size_t i = 0; i < d; ++i) {
        for (std::size_t j = 0; j < d; ++j) {
            for (std::size_t k = 0; k < d; ++k) {
                c[i * d + j] += b[i * d + k] * b[j * d + k] / static_cast<double>(d);
            }
        }
        c[i * d + i] += 0.1;
    }
    return c;
}

std::vector<double> vector_of(int dimension) {
    std::vector<double> x;
    for (int i = 0; i < dimension; ++i) {
        x.push_back(std::cos(2.0 * i + 0.5));
    }
    return x;
}

// A decomposition of norm-wise backward error O(d eps): products and solutions agree to d times the condition number.
double tolerance(const Covariance& c) {
    return 10.0 * c.dimension() * eps * c.eigenvalues().back() / c.eigenvalues().front();
}

TEST(Covariance, RebuildsItsMatrix) {
    for (const int d : {1, 2, 8, 64}) {
        const std::vector<double> matrix = full_matrix(d);
        const Covariance c = Covariance::from_matrix(d, matrix);
        const std::vector<double> again = c.matrix();
        for (std::size_t i = 0; i < matrix.size(); ++i) {
            EXPECT_NEAR(again[i], matrix[i], 10.0 * d * eps * c.eigenvalues().back());
        }
    }
}

TEST(Covariance, SolvesAndMultipliesAsItsMatrixDoes) {
    for (const int d : {1, 2, 8, 64}) {
        const auto n = static_cast<std::size_t>(d);
        const std::vector<double> matrix = full_matrix(d);
        const Covariance c = Covariance::from_matrix(d, matrix);
        const std::vector<double> x = vector_of(d);
        std::vector<double> image(n), back(n), root(n);
        c.multiply(x, image);
        c.solve(image, back);
        c.multiply_root(x, root);
        c.multiply_root(root, root);
        double quadratic = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            double sum = 0.0;
            for (std::size_t j = 0; j < n; ++j) {
                sum += matrix[i * n + j] * x[j];
            }
            EXPECT_NEAR(image[i], sum, tolerance(c));
            EXPECT_NEAR(root[i], sum, tolerance(c));
            EXPECT_NEAR(back[i], x[i], tolerance(c));
            quadratic += image[i] * x[i];
        }
        EXPECT_NEAR(c.inverse_quadratic(image), quadratic, tolerance(c) * std::abs(quadratic));
    }
}

TEST(Covariance, ScalesAndShiftsItsEigenvalues) {
    const Covariance c = Covariance::from_matrix(8, full_matrix(8));
    const Covariance later = c.scaled(0.3, 0.7);
    const std::vector<double> before = c.matrix();
    const std::vector<double> after = later.matrix();
    for (std::size_t i = 0; i < 8; ++i) {
        for (std::size_t j = 0; j < 8; ++j) {
            const double expected = 0.3 * before[i * 8 + j] + (i == j ? 0.7 : 0.0);
            EXPECT_NEAR(after[i * 8 + j], expected, 100.0 * eps * later.eigenvalues().back());
        }
    }
}

TEST(Covariance, KnowsItsInvariants) {
    const std::vector<double> matrix{2.0, 0.5, 0.5, 1.0};
    const Covariance c = Covariance::from_matrix(2, matrix);
    EXPECT_NEAR(c.log_determinant(), std::log(1.75), 10 * eps);
    EXPECT_NEAR(c.trace(), 3.0, 10 * eps);
    EXPECT_NEAR(c.trace_of_inverse(), 3.0 / 1.75, 10 * eps);
    // tr C^-2 = (tr C^-1)^2 - 2 det C^-1
    EXPECT_NEAR(c.trace_of_squared_inverse(), 9.0 / (1.75 * 1.75) - 2.0 / 1.75, 20 * eps);
}

TEST(Covariance, CombinesWithAnother) {
    const Covariance sum = combine(2.0, Covariance::from_matrix(2, std::vector<double>{2.0, 0.5, 0.5, 1.0}), 3.0,
                                   Covariance::isotropic(2, 0.1));
    const std::vector<double> matrix = sum.matrix();
    const std::vector<double> expected{4.3, 1.0, 1.0, 2.3};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(matrix[i], expected[i], 20 * eps);
    }
}

void expect_refused(const std::vector<double>& matrix, const std::string& part) {
    try {
        Covariance::from_matrix(2, matrix, "density.covariances[1]");
        ADD_FAILURE() << "accepted";
    } catch (const UserError& error) {
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("density.covariances[1]"), std::string::npos) << error.what();
    }
}

TEST(Covariance, RefusesWhatIsNone) {
    expect_refused({1.0, 2.0, 3.0, 4.0}, "not symmetric");
    expect_refused({1.0, 1.0, 1.0, 1.0}, "singular");
    expect_refused({1.0, 2.0, 2.0, 1.0}, "singular or not positive");
    expect_refused({0.0, 0.0, 0.0, 0.0}, "singular");
    expect_refused({std::nan(""), 0.0, 0.0, 1.0}, "not finite");
}

}  // namespace
}  // namespace ebru
