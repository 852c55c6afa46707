#include "ml/network/residual_block.hpp"

#include <cmath>

#include "tests/ml/network/network_checks.hpp"

namespace ebru {
namespace {

TEST(Groups, AreTheLargestDivisorThatLeavesEnoughChannels) {
    EXPECT_EQ(groups_of(128, 32, 1), 32);
    EXPECT_EQ(groups_of(128, 32, 4), 32);
    EXPECT_EQ(groups_of(64, 32, 1), 32);
    EXPECT_EQ(groups_of(64, 32, 4), 16);
    EXPECT_EQ(groups_of(16, 32, 4), 4);
    EXPECT_EQ(groups_of(80, 32, 4), 20);
    EXPECT_EQ(groups_of(30, 32, 4), 6);
    EXPECT_EQ(groups_of(7, 32, 4), 1);
    EXPECT_EQ(groups_of(1, 32, 4), 1);
    EXPECT_EQ(groups_of(384, 32, 4), 32);
}

/// (x - mean)/sqrt(variance + eps) of each group, then scale and shift, written out.
at::Tensor normalised(const at::Tensor& x, int groups, const at::Tensor& scale, const at::Tensor& shift) {
    const at::Tensor grouped = x.reshape({x.size(0), groups, -1});
    const at::Tensor centred = grouped - grouped.mean(-1, true);
    const at::Tensor unit = centred / (centred.square().mean(-1, true) + 1e-5).sqrt();
    return unit.view(x.sizes()) * scale.view({1, -1, 1, 1}) + shift.view({1, -1, 1, 1});
}

at::Tensor activated(const at::Tensor& x) {
    return x / (1 + (-x).exp());
}

struct Case {
    Conditioning conditioning = Conditioning::add;
    SkipSum sum = SkipSum::plain;
    BlockSize size = BlockSize::kept;
    int out = 12;
};

/// The block's formula from its parameters.
at::Tensor written_out(const ResidualBlock& block, const Case& c, const at::Tensor& x, const at::Tensor& embedding) {
    const auto parameters = block.named_parameters();
    const auto p = [&](const char* name) { return parameters[name]; };
    const auto resized = [&](const at::Tensor& image) {
        if (c.size == BlockSize::halved) {
            return halve(image, Resampling::fir);
        }
        return c.size == BlockSize::enlarged ? enlarge(image, {9, 12}, Resampling::fir) : image;
    };
    at::Tensor h = resized(activated(normalised(x, 2, p("norm_in.weight"), p("norm_in.bias"))));
    h = at::conv2d(h, p("convolution_in.weight"), p("convolution_in.bias"), 1, 1);
    const at::Tensor e =
        (at::matmul(embedding, p("from_embedding.weight").t()) + p("from_embedding.bias")).view({2, -1, 1, 1});
    const int groups = c.out / 4;
    if (c.conditioning == Conditioning::add) {
        h = normalised(h + e, groups, p("norm_out.weight"), p("norm_out.bias"));
    } else {
        h = normalised(h, groups, p("norm_out.weight"), p("norm_out.bias"));
        h = h * (1 + e.slice(1, 0, c.out)) + e.slice(1, c.out);
    }
    h = at::conv2d(activated(h), p("convolution_out.weight"), p("convolution_out.bias"), 1, 1);
    at::Tensor skip = resized(x);
    if (c.out != 8 || c.size != BlockSize::kept) {
        skip = at::conv2d(skip, p("skip.weight"), p("skip.bias"));
    }
    return (h + skip) / (c.sum == SkipSum::rescaled ? std::sqrt(2.0) : 1.0);
}

TEST(ResidualBlock, IsItsFormula) {
    for (const Case& c : {Case{}, Case{.out = 8}, Case{.conditioning = Conditioning::scale_shift},
                          Case{.sum = SkipSum::rescaled, .size = BlockSize::halved, .out = 8},
                          Case{.sum = SkipSum::rescaled, .size = BlockSize::enlarged}}) {
        NetworkSettings settings;
        settings.conditioning = c.conditioning;
        settings.skip_sum = c.sum;
        settings.resampling = Resampling::fir;
        ParameterStart start(4, WeightStart::fan_in);
        const auto block = awake(std::make_shared<ResidualBlock>(start, settings, 8, c.out, 6, c.size));
        const at::Tensor x = test_normals({2, 8, 5, 6});
        const at::Tensor embedding = test_normals({2, 6}, 2);
        const at::Tensor kept = x.clone();
        // Nine sums one after the other.
        EXPECT_LT(distance(block->forward(x, embedding, {9, 12}), written_out(*block, c, x, embedding)), 9 * same_sum);
        EXPECT_TRUE(at::equal(x, kept));
    }
}

TEST(ResidualBlock, StartsAsItsSkip) {
    NetworkSettings settings;
    settings.end_scale = 0.0;
    const at::Tensor x = test_normals({2, 8, 5, 6}).to(at::kFloat);
    const at::Tensor embedding = at::ones({2, 6});
    ParameterStart start(4, WeightStart::fan_in);
    EXPECT_TRUE(at::equal(ResidualBlock(start, settings, 8, 8, 6).forward(x, embedding), x));
    settings.skip_sum = SkipSum::rescaled;
    EXPECT_LT(distance(ResidualBlock(start, settings, 8, 8, 6).forward(x, embedding), x / std::sqrt(2.0)), 1e-6);
}

TEST(ResidualBlock, DropoutIsOffInEvaluationAndKeepsTheMeanInTraining) {
    NetworkSettings settings;
    settings.dropout = 0.4;
    ParameterStart start(4, WeightStart::fan_in);
    const auto block = awake(std::make_shared<ResidualBlock>(start, settings, 8, 8, 6));
    const at::NoGradGuard no_gradients;
    const at::Tensor x = test_normals({1, 8, 4, 4});
    const at::Tensor embedding = test_normals({1, 6}, 2);
    block->eval();
    const at::Tensor expected = block->forward(x, embedding);
    EXPECT_TRUE(at::equal(block->forward(x, embedding), expected));
    block->train();
    at::manual_seed(1);
    constexpr int draws = 4000;
    at::Tensor drawn = block->forward(x.expand({draws, 8, 4, 4}), embedding.expand({draws, 6}));
    EXPECT_FALSE(at::equal(drawn[0], drawn[1]));
    const at::Tensor error = drawn.std(0) / std::sqrt(double(draws));
    // 128 means, each within 4.5 standard errors with probability 7e-6.
    EXPECT_LT(((drawn.mean(0) - expected[0]).abs() / error).max().item<double>(), 4.5);
}

}  // namespace
}  // namespace ebru
