#include "ml/features/classifier.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/ml/features/feature_test_images.hpp"

namespace ebru::test {

namespace {

constexpr ImageShape shape{1, 12, 12};

/// Noise whose upper half is dark in class 0 and whose lower half is dark in class 1.
LabelledImages halves(std::int64_t count, std::uint64_t seed) {
    const at::Tensor images = random_images(count, shape, seed);
    const at::Tensor labels = at::arange(count, at::kLong).remainder(2);
    for (std::int64_t n = 0; n < count; ++n) {
        images[n].narrow(1, n % 2 == 0 ? 0 : 6, 6).floor_divide_(4);
    }
    return {images, labels};
}

LabelledData toy_data() {
    return {halves(512, 1), halves(128, 2), 2};
}

ClassifierRequest toy_request(const std::filesystem::path& cache) {
    ClassifierRequest request;
    request.settings.epochs = 6;
    request.settings.batch = 32;
    request.shape = shape;
    request.classes = 2;
    request.data = "toy";
    request.cache = cache;
    return request;
}

LabelledData no_data() {
    throw UserError("the data were read", "the classifier lies in the cache", "use the cache");
}

TEST(Classifier, LearnsWhatCanBeLearnt) {
    const auto classifier = make_classifier(toy_request(fresh_folder()), toy_data);
    // Half the image is four times darker: a threshold of the two halves' means never errs in 72 values each.
    EXPECT_GT(classifier->facts().accuracy.value(), 0.98);
    const LabelledImages test = halves(64, 3);
    const at::Tensor p = classifier->probabilities(from_bytes(test.images));
    EXPECT_TRUE(at::allclose(p.sum(1), at::ones({64}, at::kDouble)));
    EXPECT_GT(p.argmax(1).eq(test.labels).to(at::kDouble).mean().item<double>(), 0.98);
}

TEST(Classifier, EqualRequestsGiveEqualBits) {
    const auto first = make_classifier(toy_request(fresh_folder()), toy_data);
    const auto second = make_classifier(toy_request(fresh_folder()), toy_data);
    EXPECT_EQ(first->facts().hash, second->facts().hash);
    const at::Tensor images = from_bytes(random_images(3, shape, 9));
    EXPECT_TRUE(at::equal(first->features(images), second->features(images)));
}

TEST(Classifier, IsTrainedOnceAndComesFromTheCache) {
    const std::filesystem::path folder = fresh_folder();
    const auto trained = make_classifier(toy_request(folder), toy_data);
    const auto cached = make_classifier(toy_request(folder), no_data);
    EXPECT_EQ(trained->facts().hash, cached->facts().hash);
    EXPECT_EQ(trained->facts().accuracy, cached->facts().accuracy);
    const at::Tensor images = from_bytes(random_images(3, shape, 9));
    EXPECT_TRUE(at::equal(trained->features(images), cached->features(images)));
}

TEST(Classifier, OtherDataOrSettingsAreAnotherClassifier) {
    const std::filesystem::path folder = fresh_folder();
    const std::string first = make_classifier(toy_request(folder), toy_data)->facts().hash;
    ClassifierRequest other_data = toy_request(folder);
    other_data.data = "other";
    ClassifierRequest other_settings = toy_request(folder);
    other_settings.settings.epochs = 1;
    expect_contains(message_of([&] { make_classifier(other_data, no_data); }), "the data were read");
    EXPECT_NE(make_classifier(other_settings, toy_data)->facts().hash, first);
}

TEST(Classifier, ADamagedFileIsMadeAnew) {
    const std::filesystem::path folder = fresh_folder();
    const std::string hash = make_classifier(toy_request(folder), toy_data)->facts().hash;
    const std::filesystem::path file = *std::filesystem::directory_iterator(folder);
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    expect_contains(message_of([&] { make_classifier(toy_request(folder), no_data); }), "the data were read");
    EXPECT_EQ(make_classifier(toy_request(folder), toy_data)->facts().hash, hash);
}

}  // namespace

}  // namespace ebru::test
