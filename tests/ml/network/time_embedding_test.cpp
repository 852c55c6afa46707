#include "ml/network/time_embedding.hpp"

#include <cmath>
#include <numbers>

#include "tests/ml/network/network_checks.hpp"

namespace ebru {
namespace {

TEST(TimeEmbedding, SinusoidalIsTheFormula) {
    const at::Tensor time = at::tensor({0.0, 1.0, 37.0, 999.0}, at::kDouble);
    for (const int size : {6, 7, 16}) {
        const at::Tensor embedding = sinusoidal_embedding(time, size);
        ASSERT_EQ(embedding.sizes(), at::IntArrayRef({4, size}));
        const int half = size / 2;
        for (int b = 0; b < 4; ++b) {
            for (int i = 0; i < half; ++i) {
                const double angle = time[b].item<double>() * std::pow(10.0, -4.0 * i / half);
                // The angle, up to 999, is rounded; so is the frequency.
                EXPECT_NEAR(embedding[b][i].item<double>(), std::cos(angle), 999 * 4.5e-16) << size;
                EXPECT_NEAR(embedding[b][half + i].item<double>(), std::sin(angle), 999 * 4.5e-16) << size;
            }
            if (size % 2 == 1) {
                EXPECT_EQ(embedding[b][size - 1].item<double>(), 0.0);
            }
        }
    }
}

TEST(TimeEmbedding, FourierIsTheFormula) {
    const at::Tensor time = at::tensor({-4.6, 0.0, 3.9}, at::kDouble);
    const at::Tensor frequencies = at::tensor({0.5, -16.0, 40.0}, at::kDouble);
    const at::Tensor embedding = fourier_embedding(time, frequencies);
    ASSERT_EQ(embedding.sizes(), at::IntArrayRef({3, 6}));
    for (int b = 0; b < 3; ++b) {
        for (int i = 0; i < 3; ++i) {
            const double angle = 2.0 * std::numbers::pi * frequencies[i].item<double>() * time[b].item<double>();
            // Angles up to 1200, rounded twice.
            EXPECT_NEAR(embedding[b][i].item<double>(), std::sin(angle), 1200 * 4.5e-16);
            EXPECT_NEAR(embedding[b][3 + i].item<double>(), std::cos(angle), 1200 * 4.5e-16);
        }
    }
}

TEST(TimeEmbedding, FourierFrequenciesAreNormalOfTheGivenScaleAndNotTrained) {
    ParameterStart start(3, WeightStart::fan_average);
    NetworkSettings settings{.channels = 400};
    settings.embedding = TimeEmbeddingKind::fourier;
    settings.fourier_scale = 16.0;
    const TimeEmbedding embedding(start, settings, 0);
    const at::Tensor frequencies = embedding.named_buffers()["frequencies"];
    ASSERT_EQ(frequencies.numel(), 400);
    EXPECT_FALSE(frequencies.requires_grad());
    // Mean and deviation of 400 normals of deviation 16: standard errors 16/20 and 16/sqrt(800).
    EXPECT_NEAR(frequencies.mean().item<double>(), 0.0, 4.0 * 0.8);
    EXPECT_NEAR(frequencies.std().item<double>(), 16.0, 4.0 * 0.566);
}

TEST(TimeEmbedding, LabelsAddTheirVectorBeforeTheLastActivation) {
    ParameterStart start(3, WeightStart::fan_in);
    auto embedding = std::make_shared<TimeEmbedding>(start, NetworkSettings{.channels = 4}, 10);
    embedding->to(at::kDouble);
    const at::Tensor vectors = embedding->named_parameters()["class_vectors"];
    ASSERT_EQ(vectors.sizes(), at::IntArrayRef({11, 16}));
    const at::Tensor time = at::tensor({5.0, 5.0, 5.0}, at::kDouble);
    const at::Tensor labelled = embedding->forward(time, at::tensor({2, 10, 2}));
    EXPECT_TRUE(at::equal(labelled[0], labelled[2]));
    // silu(a + v_2) and silu(a + v_10): undone by the written-out layers.
    const auto parameter = [&](const char* name) { return embedding->named_parameters()[name]; };
    const at::Tensor hidden =
        at::silu(at::mv(parameter("first.weight"), sinusoidal_embedding(time, 4)[0]) + parameter("first.bias"));
    const at::Tensor common = at::mv(parameter("second.weight"), hidden) + parameter("second.bias");
    EXPECT_LT(distance(labelled[0], at::silu(common + vectors[2])), same_sum);
    EXPECT_LT(distance(labelled[1], at::silu(common + vectors[10])), same_sum);
}

TEST(TimeEmbedding, LabelsAreAskedForWhereThereAreClasses) {
    ParameterStart start(3, WeightStart::fan_in);
    const TimeEmbedding embedding(start, NetworkSettings{.channels = 4}, 10);
    EXPECT_THROW(embedding.forward(at::ones({2}), {}), ContractError);
    EXPECT_THROW(embedding.forward(at::ones({2}), at::zeros({3}, at::kLong)), ContractError);
}

}  // namespace
}  // namespace ebru
