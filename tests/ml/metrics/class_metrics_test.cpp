#include <gtest/gtest.h>

#include "ml/metrics/class_histogram.hpp"
#include "ml/metrics/inception_score.hpp"
#include "tests/ml/metrics/metric_samples.hpp"

namespace ebru {
namespace {

using test::eps;

/// Certain predictions, class n % classes for sample n.
at::Tensor certain(std::int64_t count, std::int64_t classes) {
    return at::eye(classes, at::kDouble).index_select(0, at::arange(count, at::kLong).remainder(classes));
}

// A sum of `count` logarithms of size ln(classes), rounded at each: count eps ln(classes) over count, and the
// exponential.
TEST(InceptionScore, OfUniformPredictionsIsOneAndOfPerfectOnesTheNumberOfClasses) {
    const at::Tensor uniform = at::full({100, 10}, 0.1, at::kDouble);
    EXPECT_NEAR(inception_score(uniform, 1).mean, 1.0, 100 * eps * 2.4);
    for (const int splits : {1, 10}) {
        const InceptionScore perfect = inception_score(certain(1000, 10), splits);
        EXPECT_NEAR(perfect.mean, 10.0, 10.0 * 1000 * eps * 2.4);
        EXPECT_LE(perfect.deviation, 10.0 * 1000 * eps * 2.4);
        EXPECT_EQ(perfect.splits, splits);
    }
}

// Half the samples (a, 1 - a), half (1 - a, a): ln of the score = ln 2 + a ln a + (1 - a) ln(1 - a).
TEST(InceptionScore, OfTwoUnsureClassesIsTheClosedForm) {
    constexpr double a = 0.8;
    const at::Tensor rows = at::tensor({a, 1.0 - a, 1.0 - a, a}, at::kDouble).view({2, 2}).repeat({50, 1});
    const double exact = 2.0 * std::exp(a * std::log(a) + (1.0 - a) * std::log(1.0 - a));
    EXPECT_NEAR(inception_score(rows, 1).mean, exact, 100 * eps * 2.4);
    EXPECT_NEAR(inception_score(rows.to(at::kFloat), 1).mean, exact, 1e-6);  // eps of float 6e-8, in the data
}

// Seven samples in three splits: 2, 2 and 3, one after the other. Scores 2, 2 and exp(H) of shares 1/3, 2/3.
TEST(InceptionScore, SplitsAreConsecutiveAndScatterIsOverThem) {
    const at::Tensor rows = at::eye(2, at::kDouble).index_select(0, at::tensor({0, 1, 0, 1, 1, 1, 0}, at::kLong));
    const double third = std::exp(std::log(3.0) - 2.0 / 3.0 * std::log(2.0));
    const InceptionScore found = inception_score(rows, 3);
    const double mean = (4.0 + third) / 3.0;
    EXPECT_NEAR(found.mean, mean, 20 * eps);
    const double squares = 2.0 * std::pow(2.0 - mean, 2) + std::pow(third - mean, 2);
    EXPECT_NEAR(found.deviation, std::sqrt(squares / 3.0), 20 * eps);
}

TEST(ClassEntropy, OfOneClassIsZeroAndOfAllAlikeTheLogarithm) {
    const ClassHistogram one = class_entropy(certain(20, 10).slice(0, 3, 4));
    EXPECT_EQ(one.entropy, 0.0);
    const ClassHistogram all = class_entropy(certain(40, 10));
    EXPECT_NEAR(all.entropy, std::log(10.0), 10 * eps * 2.4);
    EXPECT_EQ(all.counts, std::vector<std::int64_t>(10, 4));
}

// Classes 0, 0 (a tie), 2, 0: shares 3/4 and 1/4.
TEST(ClassEntropy, CountsTheMostProbableClassAndItsMeanProbability) {
    const at::Tensor rows =
        at::tensor({0.5, 0.3, 0.2, 0.4, 0.4, 0.2, 0.0, 0.1, 0.9, 1.0, 0.0, 0.0}, at::kDouble).view({4, 3});
    const ClassHistogram found = class_entropy(rows);
    EXPECT_EQ(found.counts, (std::vector<std::int64_t>{3, 0, 1}));
    EXPECT_NEAR(found.confidence, 0.7, 4 * eps);
    EXPECT_NEAR(found.entropy, 2.0 * std::log(2.0) - 0.75 * std::log(3.0), 4 * eps);
}

}  // namespace
}  // namespace ebru
