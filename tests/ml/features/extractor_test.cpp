#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <numbers>
#include <set>

#include "ml/features/network_extractor.hpp"
#include "ml/features/physics_extractor.hpp"
#include "tests/ml/features/feature_test_images.hpp"

namespace ebru::test {

namespace {

constexpr ImageShape gray{1, 28, 28};
constexpr ImageShape colour{3, 40, 24};

using Make = std::function<std::unique_ptr<FeatureExtractor>(const ImageShape&)>;

class UntrainedExtractor : public ::testing::TestWithParam<const char*> {
  protected:
    static std::unique_ptr<FeatureExtractor> make(const ImageShape& shape) {
        return std::string(GetParam()) == "random" ? make_random_extractor(shape, 1) : make_physics_extractor(shape);
    }
};

TEST_P(UntrainedExtractor, EqualExtractorsGiveEqualBits) {
    for (const ImageShape& shape : {gray, colour}) {
        const at::Tensor images = from_bytes(random_images(5, shape, 3));
        const auto first = make(shape);
        const auto second = make(shape);
        EXPECT_EQ(first->facts().hash, second->facts().hash);
        EXPECT_TRUE(at::equal(first->features(images), second->features(images)));
    }
}

TEST_P(UntrainedExtractor, GivesAsManyFeaturesAsItSays) {
    for (const ImageShape& shape : {gray, colour, ImageShape{1, 6, 5}, ImageShape{1, 1, 1}}) {
        const auto extractor = make(shape);
        const at::Tensor features = extractor->features(from_bytes(random_images(3, shape, 3)));
        EXPECT_EQ(features.size(0), 3);
        EXPECT_EQ(features.size(1), extractor->facts().features);
        EXPECT_EQ(features.scalar_type(), at::kDouble);
        EXPECT_FALSE(extractor->facts().accuracy.has_value());
    }
}

TEST_P(UntrainedExtractor, AnImageHasTheSameFeaturesInAnyBatch) {
    const at::Tensor images = from_bytes(random_images(7, gray, 4));
    const auto extractor = make(gray);
    const at::Tensor together = extractor->features(images);
    for (std::int64_t n = 0; n < images.size(0); ++n) {
        const at::Tensor alone = extractor->features(images.slice(0, n, n + 1));
        // Float convolutions add up to 64 * 9 terms in an order that may depend on the batch: 576 eps, of values of
        // order 1.
        EXPECT_LE((alone - together.slice(0, n, n + 1)).abs().max().item<double>(), 576 * 1.2e-7);
    }
}

TEST_P(UntrainedExtractor, TellsDifferentImagesApart) {
    const auto extractor = make(gray);
    const at::Tensor features = extractor->features(from_bytes(random_images(2, gray, 5)));
    EXPECT_GT((features[0] - features[1]).abs().max().item<double>(), 1e-3);
}

TEST_P(UntrainedExtractor, ImagesOfAnotherShapeAreRefused) {
    const auto extractor = make(colour);
    const std::string message = message_of([&] { extractor->features(from_bytes(random_images(1, gray, 1))); });
    expect_contains(message, "1 x 28 x 28");
    expect_contains(message, "3 x 40 x 24");
}

INSTANTIATE_TEST_SUITE_P(Both, UntrainedExtractor, ::testing::Values("random", "physics"),
                         [](const auto& test) { return std::string(test.param); });

TEST(RandomExtractor, AnotherSeedIsAnotherExtractor) {
    const auto first = make_random_extractor(gray, 1);
    const auto second = make_random_extractor(gray, 2);
    const at::Tensor images = from_bytes(random_images(1, gray, 1));
    EXPECT_NE(first->facts().hash, second->facts().hash);
    EXPECT_FALSE(at::equal(first->features(images), second->features(images)));
}

TEST(RandomExtractor, MapsHalveFromLayerToLayer) {
    const auto extractor = make_random_extractor(gray, 1);
    const std::vector<at::Tensor> maps = extractor->maps(from_bytes(random_images(2, gray, 1)));
    ASSERT_EQ(maps.size(), 3U);
    EXPECT_EQ(maps[0].sizes(), at::IntArrayRef({2, 16, 28, 28}));
    EXPECT_EQ(maps[1].sizes(), at::IntArrayRef({2, 32, 14, 14}));
    EXPECT_EQ(maps[2].sizes(), at::IntArrayRef({2, 64, 7, 7}));
    EXPECT_FALSE(extractor->probabilities(from_bytes(random_images(2, gray, 1))).defined());
}

TEST(PhysicsExtractor, ACosineModeStandsWhereItBelongs) {
    // u = 1/2 + 1/4 cos(2 pi (x + 1/2)/N), one wave per width: mode a = 2 with U/sqrt(N_x N_y) = (1/4) sqrt(1/2),
    // shell 1.
    const at::Tensor x = at::arange(28, at::kFloat);
    const at::Tensor wave = 0.5 + 0.25 * at::cos(2.0 * std::numbers::pi * (x + 0.5) / 28.0);
    const at::Tensor image = wave.expand({1, 1, 28, 28}).contiguous();
    const at::Tensor features = make_physics_extractor(gray)->features(image)[0];
    const double amplitude = 0.25 * std::sqrt(0.5);
    constexpr double tolerance = 1e-6;                              // the image is rounded to float: 1.2e-7 of 1
    EXPECT_NEAR(features[0].item<double>(), 0.5, tolerance);        // shell 0: the mean
    EXPECT_NEAR(features[1].item<double>(), amplitude, tolerance);  // shell 1
    EXPECT_NEAR(features[2].item<double>(), 0.0, tolerance);
    // Largest shell: hypot(13.5, 13.5) = 19.09, so 20 shells; then 4 x 4 modes, row by row.
    EXPECT_NEAR(features[20].item<double>(), 0.5, tolerance);
    EXPECT_NEAR(features[21].item<double>(), 0.0, tolerance);
    EXPECT_NEAR(features[22].item<double>(), amplitude, tolerance);
    EXPECT_NEAR(features[24].item<double>(), 0.0, tolerance);
    // Then the pixels' moments: a cosine has deviation amplitude, skewness 0, excess kurtosis -3/2.
    EXPECT_NEAR(features[36].item<double>(), amplitude, tolerance);
    EXPECT_NEAR(features[37].item<double>(), 0.0, tolerance);
    EXPECT_NEAR(features[38].item<double>(), -0.15, 10 * tolerance);
}

TEST(PhysicsExtractor, GradientsFallIntoClassesThatDouble) {
    // A ramp of 3/64 a pixel in x: |grad| = 3/64 lies in [2/64, 4/64), class 2, but for the last column, class 0.
    const at::Tensor ramp = at::arange(8, at::kFloat) * (3.0 / 64.0);
    const at::Tensor image = ramp.expand({1, 1, 8, 8}).contiguous();
    const at::Tensor features = make_physics_extractor({1, 8, 8})->features(image)[0];
    const at::Tensor histogram = features.slice(0, features.size(0) - 8);
    EXPECT_NEAR(histogram[0].item<double>(), 0.1 / 8.0, 1e-12);
    EXPECT_NEAR(histogram[2].item<double>(), 0.7 / 8.0, 1e-12);
    EXPECT_NEAR(histogram.sum().item<double>(), 0.1, 1e-12);
}

TEST(PixelBytes, RoundsAndClips) {
    const at::Tensor bytes = to_bytes(at::tensor({-0.5F, 0.0F, 0.499F / 255.0F, 0.501F / 255.0F, 1.0F, 2.0F}));
    EXPECT_TRUE(at::equal(bytes, at::tensor({0, 0, 0, 1, 255, 255}).to(at::kByte)));
    EXPECT_TRUE(at::equal(to_bytes(from_bytes(at::arange(256).to(at::kByte))), at::arange(256).to(at::kByte)));
}

}  // namespace

}  // namespace ebru::test
