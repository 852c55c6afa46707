#include "ml/evaluate/shared_features.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <string>

#include "base/error.hpp"
#include "ml/features/network_extractor.hpp"
#include "ml/features/physics_extractor.hpp"

namespace ebru {
namespace {

constexpr ImageShape shape{1, 12, 13};

at::Tensor images_of(std::int64_t count) {
    at::manual_seed(5);
    return at::rand({count, shape.channels, shape.ny, shape.nx});
}

Extractors two_extractors() {
    Extractors extractors;
    extractors.push_back(make_random_extractor(shape, 4));
    extractors.push_back(make_physics_extractor(shape));
    return extractors;
}

/// The number of the image (its first value) and its classes; fails on a number below 0.
class Numbered final : public FeatureExtractor {
  public:
    explicit Numbered(const std::string& hash) {
        facts_.name = "numbered";
        facts_.hash = hash;
        facts_.features = 1;
        facts_.classes = 2;
    }
    [[nodiscard]] const FeatureFacts& facts() const override { return facts_; }
    at::Tensor features(const at::Tensor& images) override {
        const at::Tensor numbers = images.flatten(1).select(1, 0).to(at::kDouble);
        validate(numbers.min().item<double>() >= 0.0, "an image below 0", "numbers start at 0", "give others");
        return numbers.unsqueeze(1);
    }
    at::Tensor probabilities(const at::Tensor& images) override {
        const at::Tensor first = features(images);
        return at::cat({first, 1.0 - first}, 1);
    }

  private:
    FeatureFacts facts_;
};

at::Tensor numbered_images(std::int64_t count) {
    return at::arange(count, at::kFloat).view({-1, 1, 1, 1}).expand({count, 1, 2, 2}).contiguous();
}

// Numbers of images below a slice, of some slices, and of several rounds of 8 slices a rank.
TEST(SharedFeatures, HaveTheBitsOfOneRank) {
    const Ranks& ranks = Ranks::job();
    SharedFeatures shared(ranks, two_extractors());
    if (!ranks.first()) {
        shared.serve();
        return;
    }
    const Extractors alone = two_extractors();
    for (const std::int64_t count : {1, 33, 200}) {
        const at::Tensor images = images_of(count);
        for (std::size_t e = 0; e < alone.size(); ++e) {
            EXPECT_TRUE(shared.extractors()[e]->features(images).equal(alone[e]->features(images))) << count;
        }
        EXPECT_EQ(shared.extractors()[0]->maps(images).size(), alone[0]->maps(images).size());
        EXPECT_FALSE(shared.extractors()[0]->probabilities(images).defined());
    }
}

TEST(SharedFeatures, RowsComeInTheOrderOfTheImages) {
    const Ranks& ranks = Ranks::job();
    Extractors own;
    own.push_back(std::make_unique<Numbered>("a"));
    SharedFeatures shared(ranks, std::move(own));
    if (!ranks.first()) {
        shared.serve();
        return;
    }
    for (const std::int64_t count : {5, 64, 7001}) {
        const at::Tensor expected = at::arange(count, at::kDouble).unsqueeze(1);
        EXPECT_TRUE(shared.extractors()[0]->features(numbered_images(count)).equal(expected)) << count;
        EXPECT_TRUE(shared.extractors()[0]
                        ->probabilities(numbered_images(count))
                        .equal(at::cat({expected, 1.0 - expected}, 1)));
    }
}

// The image that fails is the last rank's: it throws its own error, the others that a rank failed, and none waits.
TEST(SharedFeatures, AFailureEndsTheWorkOnAllRanks) {
    const Ranks& ranks = Ranks::job();
    Extractors own;
    own.push_back(std::make_unique<Numbered>("a"));
    SharedFeatures shared(ranks, std::move(own));
    const auto work = [&] {
        if (!ranks.first()) {
            shared.serve();
            return;
        }
        at::Tensor images = numbered_images(64 * ranks.count());
        images[64 * ranks.count() - 1].fill_(-1.0);
        (void)shared.extractors()[0]->features(images);
    };
    if (ranks.rank() == ranks.count() - 1) {
        EXPECT_THROW(work(), UserError);
    } else {
        EXPECT_THROW(work(), OtherRankFailed);
    }
}

TEST(SharedFeatures, ExtractorsThatDifferAreRefused) {
    const Ranks& ranks = Ranks::job();
    Extractors own;
    own.push_back(std::make_unique<Numbered>(ranks.rank() == 1 ? "b" : "a"));
    std::string problem;
    try {
        const SharedFeatures shared(ranks, std::move(own));
    } catch (const UserError& error) {
        problem = error.what();
    } catch (const OtherRankFailed&) {
        problem = "another";
    }
    EXPECT_FALSE(problem.empty());
}

}  // namespace
}  // namespace ebru
