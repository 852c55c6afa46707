#include "ml/evaluate/statistics_cache.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/ml/features/feature_test_images.hpp"

namespace ebru::test {

namespace {

SetComparison full_comparison() {
    SetComparison c;
    c.samples = 1000;
    c.reference = 10000;
    c.frechet_distance = 1.0 / 3.0;
    c.kernel_distance = {0.1, 0.2, 20, 500};
    c.neighbours_among = 1000;
    c.precision = 0.7;
    c.recall = 0.6;
    c.density = 1.1;
    c.coverage = 0.9;
    c.inception_score = InceptionScore{6.0, 0.1, 10};
    c.classes = ClassHistogram{{3, 4, 5}, 1.09, 0.95};
    c.perceptual_distance = PerceptualDistance{0.5, 0.05, 200};
    return c;
}

TEST(ComparisonJson, NumbersReadBackToTheSameBits) {
    const SetComparison c = full_comparison();
    const SetComparison back = comparison_from_json(comparison_json(c));
    EXPECT_EQ(comparison_json(back), comparison_json(c));
    EXPECT_EQ(back.frechet_distance, c.frechet_distance);
    EXPECT_EQ(back.recall, 0.6);
    EXPECT_EQ(back.classes->counts, c.classes->counts);
    EXPECT_EQ(back.perceptual_distance->pairs, 200);
    SetComparison plain = c;
    plain.inception_score.reset();
    plain.classes.reset();
    plain.perceptual_distance.reset();
    EXPECT_FALSE(comparison_from_json(comparison_json(plain)).classes.has_value());
    expect_contains(message_of([] { comparison_from_json("{}"); }), "evaluate.cache");
}

TEST(StatisticsCache, ComputesOnceForAKey) {
    const StatisticsCache cache(fresh_folder() / "made");
    int calls = 0;
    const auto compute = [&] {
        ++calls;
        return at::arange(12, at::kDouble).view({4, 3});
    };
    const at::Tensor first = cache.features("key", compute);
    const at::Tensor second = cache.features("key", compute);
    EXPECT_EQ(calls, 1);
    EXPECT_TRUE(at::equal(first, second));
    cache.features("another key", compute);
    EXPECT_EQ(calls, 2);
    int comparisons = 0;
    const auto compare = [&] {
        ++comparisons;
        return full_comparison();
    };
    cache.comparison("key", compare);
    EXPECT_EQ(comparison_json(cache.comparison("key", compare)), comparison_json(full_comparison()));
    EXPECT_EQ(comparisons, 1);
}

TEST(StatisticsCache, DamagedFilesAreMadeAnew) {
    const std::filesystem::path folder = fresh_folder();
    const StatisticsCache cache(folder);
    const auto compute = [] { return at::ones({2, 2}, at::kDouble); };
    cache.features("key", compute);
    cache.comparison("key", full_comparison);
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    }
    EXPECT_TRUE(at::equal(cache.features("key", compute), compute()));
    EXPECT_EQ(cache.comparison("key", full_comparison).recall, 0.6);
}

}  // namespace

}  // namespace ebru::test
