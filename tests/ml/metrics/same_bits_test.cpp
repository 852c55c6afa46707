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

namespace ebru {
namespace {

/// Sets of sizes that no group, panel or number of threads divides.
const at::Tensor& set_a() {
    static const at::Tensor rows = test::normal_rows(1, 133, 12);
    return rows;
}
const at::Tensor& set_b() {
    static const at::Tensor rows = 1.1 * test::normal_rows(2, 101, 12) + 0.1;
    return rows;
}

void append(std::vector<double>& to, const at::Tensor& values) {
    const at::Tensor flat = values.to(at::kDouble).flatten().contiguous();
    to.insert(to.end(), flat.const_data_ptr<double>(), flat.const_data_ptr<double>() + flat.numel());
}

std::vector<double> metrics_of_pairs(PairBlocks blocks) {
    const Prdc balls = prdc(set_a(), set_b(), 5, PrdcConvention::naeem, blocks);
    const KernelDistance kernel = kernel_distance(set_a(), set_b(), {.subsets = 3, .subset_size = 77}, 4, blocks);
    std::vector<double> all{balls.precision, balls.recall, balls.density,
                            balls.coverage,  kernel.mean,  kernel.deviation};
    const Neighbours neighbours = nearest_neighbours(set_a(), set_b(), 4, blocks);
    append(all, neighbours.indices);
    append(all, neighbours.distances);
    return all;
}

std::vector<double> metrics_of_samples() {
    std::vector<double> all;
    append(all, feature_moments(set_a()).mean);
    append(all, feature_moments(set_a()).covariance);
    const at::Tensor laws = set_a().softmax(1);
    const InceptionScore score = inception_score(laws, 10);
    const ClassHistogram classes = class_entropy(laws);
    const at::Tensor images_a = set_a().view({133, 1, 3, 4});
    const at::Tensor images_b = set_b().view({101, 1, 3, 4});
    const MassComparison mass = mass_comparison(images_a, images_b);
    all.insert(all.end(),
               {score.mean, score.deviation, classes.entropy, classes.confidence, mass.samples.mean,
                mass.difference.standard_error, spectrum_comparison(images_a, images_b).relative_difference});
    const at::Tensor maps = set_b().view({101, 3, 2, 2});
    for (const double distance : perceptual_distances({maps}, {maps.flip({0})})) {
        all.push_back(distance);
    }
    return all;
}

TEST(Metrics, DoNotDependOnTheBlockToTheBit) {
    const std::vector<double> usual = metrics_of_pairs({});
    EXPECT_EQ(metrics_of_pairs({1}), usual);
    EXPECT_EQ(metrics_of_pairs({3 * 16 * 12 * 8}), usual);
    EXPECT_EQ(metrics_of_pairs({std::int64_t{1} << 40}), usual);
}

TEST(Metrics, DoNotDependOnTheNumberOfThreadsToTheBit) {
    const test::ThreadScope one(1);
    const std::vector<double> pairs = metrics_of_pairs({});
    const std::vector<double> samples = metrics_of_samples();
    for (const int threads : {2, 3, 7}) {
        const test::ThreadScope more(threads);
        ASSERT_EQ(at::get_num_threads(), threads);
        EXPECT_EQ(metrics_of_pairs({}), pairs) << threads;
        EXPECT_EQ(metrics_of_samples(), samples) << threads;
    }
}

// Long enough for threads to meet: a buffer of sums that they share was seen in one repeat of two on a crowded machine.
TEST(Metrics, ThreadsThatMeetDoNotDisturbEachOther) {
    const at::Tensor x = test::normal_rows(5, 2000, 64);
    const at::Tensor y = test::normal_rows(6, 1200, 64);
    const test::ThreadScope one(1);
    const Neighbours alone = nearest_neighbours(x, y, 3);
    const test::ThreadScope more(4);
    for (int repeat = 0; repeat < 8; ++repeat) {
        const Neighbours together = nearest_neighbours(x, y, 3);
        EXPECT_TRUE(at::equal(together.distances, alone.distances));
        EXPECT_TRUE(at::equal(together.indices, alone.indices));
    }
}

// LAPACK promises no bits for another number of threads: round-off of the eigenvectors, F eps of traces below 30.
TEST(Metrics, FrechetDistanceDependsOnTheNumberOfThreadsByRoundOffAtMost) {
    const FeatureMoments a = feature_moments(set_a());
    const FeatureMoments b = feature_moments(set_b());
    const test::ThreadScope one(1);
    const double distance = frechet_distance(a, b);
    const test::ThreadScope more(3);
    EXPECT_NEAR(frechet_distance(a, b), distance, 4.0 * 12 * test::eps * 30.0);
}

}  // namespace
}  // namespace ebru
