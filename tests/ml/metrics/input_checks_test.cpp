#include "ml/metrics/input_checks.hpp"

#include <gtest/gtest.h>

#include "ml/metrics/class_histogram.hpp"
#include "ml/metrics/frechet_distance.hpp"
#include "ml/metrics/inception_score.hpp"
#include "ml/metrics/kernel_distance.hpp"
#include "ml/metrics/mass_comparison.hpp"
#include "ml/metrics/nearest_neighbours.hpp"
#include "ml/metrics/perceptual_distance.hpp"
#include "ml/metrics/prdc.hpp"
#include "ml/metrics/spectrum_comparison.hpp"
#include "tests/ml/metrics/metric_samples.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

using test::normal_rows;

template <class Action>
void expect_refused(const Action& action, const std::vector<std::string>& parts) {
    EXPECT_TRUE(contains(user_error_text(action), parts));
}

at::Tensor with_nan(std::int64_t row) {
    at::Tensor features = normal_rows(1, 30, 4);
    features[row + 3][0] = std::numeric_limits<double>::infinity();
    features[row][2] = std::numeric_limits<double>::quiet_NaN();
    return features;
}

TEST(MetricErrors, FrechetDistanceNeedsMoreSamplesThanFeatures) {
    const FeatureMoments few = feature_moments(normal_rows(1, 8, 8));
    const FeatureMoments enough = feature_moments(normal_rows(1, 9, 8));
    expect_refused([&] { frechet_distance(enough, few); }, {"b: 8 samples of 8 features", "at least 9"});
    expect_refused([&] { frechet_distance(few, enough); }, {"a: 8 samples of 8 features"});
    EXPECT_GT(frechet_distance(enough, feature_moments(normal_rows(2, 9, 8))), 0.0);
}

TEST(MetricErrors, FrechetDistanceNeedsCovariances) {
    const FeatureMoments good = feature_moments(normal_rows(1, 9, 2));
    FeatureMoments bad = good;
    bad.covariance = at::tensor({1.0, 2.0, 2.0, 1.0}, at::kDouble).view({2, 2});
    expect_refused([&] { frechet_distance(good, bad); }, {"b: a covariance with the eigenvalue -1"});
    bad.covariance = at::full({2, 2}, std::numeric_limits<double>::quiet_NaN(), at::kDouble);
    expect_refused([&] { frechet_distance(good, bad); }, {"b: sample 0 holds NaN"});
}

TEST(MetricErrors, TheFirstSampleThatIsNoNumberIsNamed) {
    const at::Tensor good = normal_rows(1, 30, 4);
    const at::Tensor bad = with_nan(11);
    expect_refused([&] { feature_moments(bad); }, {"features: sample 11 holds NaN"});
    expect_refused([&] { prdc(bad, good, 3); }, {"real: sample 11"});
    expect_refused([&] { prdc(good, bad, 3); }, {"fake: sample 11"});
    expect_refused([&] { kernel_distance(good, bad, {.subsets = 1, .subset_size = 9}, 1); }, {"b: sample 11"});
    expect_refused([&] { nearest_neighbours(bad, good, 1); }, {"query: sample 11"});
    expect_refused([&] { nearest_neighbours(good, bad, 1); }, {"reference: sample 11"});
    expect_refused([&] { neighbours_within(bad, 1, "training set"); }, {"training set: sample 11"});
    expect_refused([&] { inception_score(bad, 1); }, {"class probabilities: sample 11"});
    const auto images = [](const at::Tensor& rows) { return rows.view({30, 1, 2, 2}); };
    expect_refused([&] { mass_comparison(images(bad), images(good)); }, {"samples: sample 11"});
    expect_refused([&] { spectrum_comparison(images(good), images(bad)); }, {"data: sample 11"});
    expect_refused([&] { perceptual_distances({images(good), images(good)}, {images(good), images(bad)}); },
                   {"b, layer 1: sample 11"});
    const at::Tensor infinite = good.clone();
    infinite[29][3] = -std::numeric_limits<double>::infinity();
    expect_refused([&] { feature_moments(infinite); }, {"features: sample 29"});
}

TEST(MetricErrors, WidthsMustAgree) {
    const at::Tensor four = normal_rows(1, 30, 4);
    const at::Tensor five = normal_rows(2, 30, 5);
    expect_refused([&] { frechet_distance(feature_moments(four), feature_moments(five)); }, {"a has", "4", "b of 5"});
    expect_refused([&] { prdc(four, five, 3); }, {"real has samples of 4 values, fake of 5"});
    expect_refused([&] { kernel_distance(four, five, {.subsets = 1, .subset_size = 9}, 1); }, {"4 values, b of 5"});
    expect_refused([&] { nearest_neighbours(four, five, 1); }, {"query has samples of 4 values, reference of 5"});
    const at::Tensor square = four.view({30, 1, 2, 2});
    expect_refused([&] { mass_comparison(square, four.view({30, 4, 1, 1})); }, {"1 x 2 x 2", "4 x 1 x 1"});
    expect_refused([&] { spectrum_comparison(square, four.view({30, 1, 1, 4})); }, {"1 x 2 x 2", "1 x 1 x 4"});
    expect_refused([&] { perceptual_distances({square}, {four.view({30, 2, 1, 2})}); }, {"a, layer 0", "2 x 1 x 2"});
}

TEST(MetricErrors, NeighboursMustExist) {
    const at::Tensor rows = normal_rows(1, 6, 3);
    const at::Tensor more = normal_rows(2, 20, 3);
    expect_refused([&] { prdc(rows, more, 6); }, {"k = 6", "5 neighbours in real", "1 to 5"});
    expect_refused([&] { prdc(more, rows, 6); }, {"k = 6", "5 neighbours in fake"});
    expect_refused([&] { prdc(more, rows, 0); }, {"k = 0"});
    expect_refused([&] { nearest_neighbours(more, rows, 7); }, {"k = 7", "6 neighbours in reference"});
    expect_refused([&] { neighbours_within(rows, 6); }, {"k = 6", "1 to 5"});
    EXPECT_EQ(nearest_neighbours(more, rows, 6).indices.size(1), 6);
}

TEST(MetricErrors, SubsetsAndSplitsMustFit) {
    const at::Tensor rows = normal_rows(1, 30, 3);
    const at::Tensor few = normal_rows(2, 20, 3);
    expect_refused([&] { kernel_distance(rows, few, {}, 1); }, {"subset_size = 1000", "30 and 20", "2 to 20"});
    expect_refused([&] { kernel_distance(rows, few, {.subsets = 1, .subset_size = 21}, 1); }, {"subset_size = 21"});
    expect_refused([&] { kernel_distance(rows, few, {.subsets = 1, .subset_size = 1}, 1); }, {"subset_size = 1"});
    expect_refused([&] { kernel_distance(rows, few, {.subsets = 0, .subset_size = 5}, 1); }, {"subsets = 0"});
    const at::Tensor laws = rows.softmax(1);
    expect_refused([&] { inception_score(laws, 31); }, {"splits = 31", "1 to 30"});
    expect_refused([&] { inception_score(laws, 0); }, {"splits = 0"});
}

TEST(MetricErrors, ProbabilitiesMustBeLaws) {
    at::Tensor laws = normal_rows(1, 30, 3).softmax(1);
    EXPECT_EQ(user_error_text([&] { class_entropy(laws); }), "no UserError");
    laws[5] = at::tensor({0.5, 0.5, 0.1}, at::kDouble);
    expect_refused([&] { class_entropy(laws); }, {"those of sample 5 are no law"});
    expect_refused([&] { inception_score(laws, 1); }, {"those of sample 5 are no law"});
    laws[4] = at::tensor({1.5, -0.5, 0.0}, at::kDouble);
    expect_refused([&] { class_entropy(laws); }, {"those of sample 4 are no law"});
}

TEST(MetricErrors, TooFewSamplesAreRefused) {
    const at::Tensor one = normal_rows(1, 1, 4);
    const at::Tensor rows = normal_rows(2, 9, 4);
    expect_refused([&] { feature_moments(one); }, {"features: 1 samples", "at least 2"});
    expect_refused([&] { prdc(rows, one, 1); }, {"fake: 1 samples"});
    expect_refused([&] { kernel_distance(one, rows, {.subsets = 1, .subset_size = 2}, 1); }, {"a: 1 samples"});
    expect_refused([&] { class_entropy(at::empty({0, 10}, at::kDouble)); }, {"class probabilities: 0 samples"});
    expect_refused([&] { mass_comparison(one.view({1, 1, 2, 2}), rows.view({9, 1, 2, 2})); }, {"samples: 1 samples"});
    expect_refused([&] { spectrum_comparison(rows.view({9, 1, 2, 2}), one.view({1, 1, 2, 2})); }, {"data: 1 samples"});
}

}  // namespace
}  // namespace ebru
