#include "ml/metrics/feature_moments.hpp"

#include <gtest/gtest.h>

#include "tests/ml/metrics/metric_samples.hpp"

namespace ebru {
namespace {

TEST(FeatureMoments, OfThreeSamplesByHand) {
    const at::Tensor features = at::tensor({1.0, 2.0, 2.0, 6.0, 6.0, 1.0}, at::kDouble).view({3, 2});
    const FeatureMoments found = feature_moments(features);
    EXPECT_EQ(found.count, 3);
    EXPECT_TRUE(at::equal(found.mean, at::tensor({3.0, 3.0}, at::kDouble)));
    // Deviations (-2, -1), (-1, 3), (3, -2), over N - 1 = 2
    EXPECT_TRUE(at::equal(found.covariance, at::tensor({7.0, -3.5, -3.5, 7.0}, at::kDouble).view({2, 2})));
}

// N sums of products of size 1: N eps. A mean of 1e6 costs the mean's own rounding, eps 1e6 a deviation, once.
TEST(FeatureMoments, AreLibTorchsEvenFarFromTheOrigin) {
    const at::Tensor features = test::normal_rows(1, 500, 37);
    const at::Tensor expected = at::cov(features.t());
    EXPECT_LE((feature_moments(features).covariance - expected).abs().max().item<double>(), 500 * test::eps);
    EXPECT_LE((feature_moments(features + 1e6).covariance - expected).abs().max().item<double>(),
              500 * test::eps + 8.0 * 1e6 * test::eps);
}

TEST(FeatureMoments, CovarianceIsSymmetricToTheBit) {
    const at::Tensor covariance = feature_moments(test::normal_rows(2, 100, 40)).covariance;
    EXPECT_TRUE(at::equal(covariance, covariance.t()));
}

TEST(FeatureMoments, LeavesTheFeaturesAlone) {
    const at::Tensor features = test::normal_rows(3, 10, 1);
    const at::Tensor before = features.clone();
    feature_moments(features);
    EXPECT_TRUE(at::equal(features, before));
}

}  // namespace
}  // namespace ebru
