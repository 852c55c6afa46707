#include "ml/evaluate/evaluation.hpp"

#include <ATen/ATen.h>

#include <cmath>
#include <numeric>

#include "ml/evaluate/distortions.hpp"
#include "ml/evaluate/spectrum_drawing.hpp"
#include "ml/features/network_extractor.hpp"
#include "ml/features/physics_extractor.hpp"
#include "ml/sampler/prior.hpp"
#include "tests/ml/data/data_test_files.hpp"
#include "tests/ml/features/feature_test_images.hpp"

namespace ebru::test {

namespace {

class EvaluationTest : public DataTest {
  protected:
    /// What plan_evaluation() refuses about a chain of the 23 images and a deck.
    [[nodiscard]] std::string refusal(const std::string& text) const {
        const MadeChain chain = make_chain("samples.h5", deck_text("heat", "[chain]\nfull_samples = -1\n"));
        return message_of([&] {
            Deck deck = Deck::parse(text, "test.toml");
            plan_evaluation(deck, chain.path);
        });
    }
};

TEST_F(EvaluationTest, FewerSamplesThanFeaturesAreRefused) {
    const std::string message = refusal("[evaluate]\nextractors = [\"random\"]\ncalibrations = false\n");
    expect_contains(message, "too few for the extractor \"random\"");
    expect_contains(message, "84 features");
    expect_contains(message, "at least 85");
}

TEST_F(EvaluationTest, AnUnknownExtractorIsRefusedWithTheChoices) {
    const std::string message = refusal("[evaluate]\nextractors = [\"inception\"]\n");
    expect_contains(message, "\"inception\"");
    expect_contains(message, "classifier, random, physics, torchscript");
    expect_contains(refusal("[evaluate]\nextractors = []\n"), "evaluate.extractors");
    expect_contains(refusal("[evaluate]\nextractors = [\"random\", \"random\"]\n"), "twice");
}

TEST_F(EvaluationTest, AClassifierWithoutLabelsIsRefused) {
    std::filesystem::remove(folder_ / "labels-idx1-ubyte");
    const std::string message = refusal("[evaluate]\nextractors = [\"classifier\"]\n");
    expect_contains(message, "no labels");
    expect_contains(message, "evaluate.label_file");
}

TEST_F(EvaluationTest, KeysAreChecked) {
    expect_contains(refusal("[evaluate]\nblur = [4.0, 1.0]\n"), "evaluate.blur");
    expect_contains(refusal("[evaluate]\nsplit = \"validation\"\n"), "evaluate.split");
    expect_contains(refusal("[evaluate]\nsampels = 3\n"), "sampels");
}

TEST_F(EvaluationTest, FoldersWithoutFinishedSamplesAreRefused) {
    expect_contains(message_of([&] { find_samples(folder_); }), "holds no samples.h5");
    expect_contains(message_of([&] { find_samples(folder_ / "absent"); }), "does not exist");
    put("samples.h5.partial", "");
    expect_contains(message_of([&] { find_samples(folder_); }), "is not finished");
    std::filesystem::remove(folder_ / "samples.h5.partial");
    std::filesystem::create_directories(folder_ / "samples");
    std::ofstream(folder_ / "samples" / "samples.h5") << "no chain";
    EXPECT_EQ(find_samples(folder_), folder_ / "samples" / "samples.h5");
    EXPECT_NE(message_of([&] { read_sample_facts(find_samples(folder_)); }), "no error");
}

TEST_F(EvaluationTest, SamplesComeAsTheDataSetsValues) {
    // A range of [-1, 1] in the process is undone; level 0 of a heat chain is the data.
    const MadeChain chain =
        make_chain("samples.h5", deck_text("heat", "[chain]\nfull_samples = -1\n", "range = [-1.0, 1.0]\n"));
    const SampleFacts facts = read_sample_facts(chain.path);
    EXPECT_FALSE(facts.weights.has_value());
    const SampleImages samples = read_samples(facts, images);
    EXPECT_TRUE(at::equal(samples.images, read_images({facts.data.source, 0, images})));
    EXPECT_EQ(samples.clipped, 0.0);
}

TEST_F(EvaluationTest, PushedImagesAreThoseOfThePrior) {
    const MadeChain chain = make_chain("samples.h5", deck_text("heat", "[chain]\nfull_samples = -1\n"));
    SampleFacts facts = read_sample_facts(chain.path);
    EXPECT_FALSE(facts.pushed.has_value());
    facts.pushed = PushedSamples{.seed = 9, .first = 2};
    const at::Tensor sources = from_bytes(read_pushed_images(facts, images));
    std::vector<SampleId> samples(images);
    std::iota(samples.begin(), samples.end(), facts.pushed->first);
    const at::Tensor states = PushedForwardPrior(forward_facts(chain.deck, shape), 9).draw(samples);
    // Heat keeps the mass, and random images differ in it: by more than rounding to 8 bits changes a mean.
    const auto mass = [](const at::Tensor& of) { return of.to(at::kDouble).mean({1, 2, 3}); };
    constexpr double half_step = 0.5 / 255.0;
    EXPECT_LE((mass(states) - mass(sources)).abs().max().item<double>(), half_step);
    EXPECT_GT((mass(states) - mass(sources).roll(1)).abs().mean().item<double>(), half_step);
}

TEST(SpectrumDrawing, StaysInItsFrame) {
    SpectrumComparison spectrum{};
    for (int s = 0; s < 20; ++s) {
        spectrum.data.push_back({std::pow(10.0, -0.3 * s), 0.0});
        spectrum.samples.push_back({s > 15 ? 0.0 : std::pow(10.0, -0.4 * s), 0.0});
    }
    const std::string svg = spectrum_svg(spectrum);
    expect_contains(svg, "<polyline");
    EXPECT_EQ(svg.find("nan"), std::string::npos);
    EXPECT_EQ(svg.find("inf"), std::string::npos);
}

/// Real data: real < lightly blurred < heavily blurred < noise, in every feature space.
class Orderings : public ::testing::Test {
  protected:
    static constexpr std::int64_t reference_images = 1000;
    static constexpr std::int64_t images = 400;

    void SetUp() override {
        DataSettings data;
        data.source.path = "fashion-mnist";
        data.name = "fashion-mnist";
        data.count = 3000;
        try {
            parts_ = find_parts(data);
        } catch (const UserError& error) {
            GTEST_SKIP() << error.what();
        }
        real_ = draw_images(parts_.test, images, 1);
    }

    void expect_ordered(FeatureExtractor& extractor) const {
        const at::Tensor reference = extractor.features(from_bytes(draw_images(parts_.train, reference_images, 1)));
        const std::array<at::Tensor, 2> blur = blurred(real_, {1.0, 4.0});
        ComparisonSettings settings;
        settings.kernel_subsets = 5;
        settings.kernel_subset_size = 200;
        settings.perceptual_pairs = 8;
        double last = 0.0;
        for (const at::Tensor& set : {real_, blur[0], blur[1], noise_like(real_, 1)}) {
            const double distance = compare_sets(extractor, set, reference, settings).frechet_distance;
            EXPECT_GT(distance, last) << extractor.facts().name;
            last = distance;
        }
    }

    DataParts parts_;
    at::Tensor real_;
};

TEST_F(Orderings, HoldInTheRandomNetwork) {
    expect_ordered(*make_random_extractor(parts_.shape, 1));
}

TEST_F(Orderings, HoldInThePhysicsFeatures) {
    expect_ordered(*make_physics_extractor(parts_.shape));
}

TEST_F(Orderings, HoldInTheClassifier) {
    const auto labels = find_part_labels(parts_, {});
    ASSERT_TRUE(labels.has_value());
    ClassifierRequest request;
    request.settings.epochs = 3;
    request.settings.batch = 64;
    request.shape = parts_.shape;
    request.classes = labels->classes;
    request.data = "ordering";
    request.cache = testing::TempDir();
    const auto classifier = make_classifier(request, [&] {
        LabelledData data = read_labelled(parts_, *labels);
        data.test = {data.test.images.slice(0, 0, 500), data.test.labels.slice(0, 0, 500)};
        return data;
    });
    EXPECT_GT(classifier->facts().accuracy.value(), 0.7);
    expect_ordered(*classifier);
}

}  // namespace

}  // namespace ebru::test
