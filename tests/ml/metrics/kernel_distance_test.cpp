#include "ml/metrics/kernel_distance.hpp"

#include <gtest/gtest.h>

#include "tests/ml/metrics/metric_samples.hpp"

namespace ebru {
namespace {

double kernel(const std::vector<double>& x, const std::vector<double>& y) {
    return std::pow(test::inner_product(x, y) / static_cast<double>(x.size()) + 1.0, 3);
}

/// Twin: the unbiased estimate over all rows of two sets of one size.
double plain_discrepancy(const at::Tensor& a, const at::Tensor& b) {
    const auto rows_a = test::plain_rows(a);
    const auto rows_b = test::plain_rows(b);
    const std::size_t s = rows_a.size();
    double within = 0.0;
    double between = 0.0;
    for (std::size_t i = 0; i < s; ++i) {
        for (std::size_t j = 0; j < s; ++j) {
            within += i == j ? 0.0 : kernel(rows_a[i], rows_a[j]) + kernel(rows_b[i], rows_b[j]);
            between += kernel(rows_a[i], rows_b[j]);
        }
    }
    const auto count = static_cast<double>(s);
    return within / (count * (count - 1.0)) - 2.0 * between / (count * count);
}

// A subset as large as the set is the set in another order: a subset with a row twice would miss another. s^2 sums of
// kernels below 60 in another order.
TEST(KernelDistance, OfTheWholeSetsIsTheDoubleSum) {
    const at::Tensor a = test::normal_rows(1, 37, 9);
    const at::Tensor b = 1.2 * test::normal_rows(2, 37, 9) + 0.2;
    const KernelDistance found = kernel_distance(a, b, {.subsets = 3, .subset_size = 37}, 5);
    const double tolerance = 4.0 * 37 * 37 * test::eps * 60.0;
    EXPECT_NEAR(found.mean, plain_discrepancy(a, b), tolerance);
    EXPECT_LE(found.deviation, tolerance);
    EXPECT_EQ(found.subsets, 3);
    EXPECT_EQ(found.subset_size, 37);
}

TEST(KernelDistance, SubsetsDifferAndDoNotDependOnTheirNumber) {
    const at::Tensor a = test::normal_rows(1, 50, 4);
    const at::Tensor b = test::normal_rows(2, 80, 4) + 0.5;
    const KernelDistance one = kernel_distance(a, b, {.subsets = 1, .subset_size = 20}, 7);
    const KernelDistance two = kernel_distance(a, b, {.subsets = 2, .subset_size = 20}, 7);
    EXPECT_EQ(one.deviation, 0.0);
    EXPECT_GT(two.deviation, 0.0);
    // Of two values one is the mean plus or minus the deviation.
    EXPECT_NEAR(std::abs(one.mean - two.mean), two.deviation, 1e-14);
    EXPECT_NE(one.mean, kernel_distance(a, b, {.subsets = 1, .subset_size = 20}, 8).mean);
}

/// Estimates of independent pairs of samples.
template <class Shift>
std::vector<double> estimates(int features, std::int64_t size, int repeats, const Shift& shifted) {
    std::vector<double> all;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        const auto seed = static_cast<std::uint64_t>(2 * repeat);
        all.push_back(kernel_distance(test::normal_rows(seed, size, features),
                                      shifted(test::normal_rows(seed + 1, size, features)),
                                      {.subsets = 1, .subset_size = size}, seed)
                          .mean);
    }
    return all;
}

// Four standard errors, as everywhere. With the diagonal left in, an estimate would be high by 2 (E k(x, x) - E k(x,
// y))/s = 2 (9.5 - 1.4)/25 = 0.65 (x.x/F has mean 1, variance 1/4), and the errors allow less than a fifth of that.
TEST(KernelDistance, OfEqualLawsIsZeroOnAverage) {
    const std::vector<double> found = estimates(8, 25, 300, [](const at::Tensor& b) { return b; });
    EXPECT_LE(test::standard_errors_off(found, 0.0), 4.0);
    EXPECT_LE(4.0 * mean_estimate(found).standard_error, 0.13);
}

// One feature, N(0, 1) against N(m, 1): with E t, E t^2, E t^3 of t = x y over the three pairs of laws,
// MMD^2 = 3 m^2 + 3 m^4 + (m^3 + 3 m)^2.
TEST(KernelDistance, OfShiftedNormalsIsTheClosedForm) {
    constexpr double m = 0.7;
    const double exact = 3.0 * m * m + 3.0 * std::pow(m, 4) + std::pow(m * m * m + 3.0 * m, 2);
    const std::vector<double> found = estimates(1, 60, 400, [](const at::Tensor& b) { return b + m; });
    EXPECT_LE(test::standard_errors_off(found, exact), 4.0);
    EXPECT_LE(4.0 * mean_estimate(found).standard_error, 0.3 * exact);
}

}  // namespace
}  // namespace ebru
