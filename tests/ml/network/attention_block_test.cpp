#include "ml/network/attention_block.hpp"

#include <cmath>
#include <vector>

#include "tests/ml/network/network_checks.hpp"

namespace ebru {
namespace {

constexpr int channels = 8;

std::shared_ptr<AttentionBlock> attention_of(int heads) {
    NetworkSettings settings;
    settings.heads = heads;
    ParameterStart start(4, WeightStart::fan_in);
    return awake(std::make_shared<AttentionBlock>(start, settings, channels));
}

/// softmax(q k^T/sqrt(d)) v, pixel by pixel. \param qkv (3 C, L). \return (C, L).
at::Tensor naive_attention(const at::Tensor& qkv, int heads) {
    const auto cells = static_cast<int>(qkv.size(1));
    const int d = channels / heads;
    const auto a = qkv.accessor<double, 2>();
    at::Tensor mixed = at::zeros({channels, cells}, at::kDouble);
    auto out = mixed.accessor<double, 2>();
    for (int head = 0; head < heads; ++head) {
        for (int to = 0; to < cells; ++to) {
            std::vector<double> weights(static_cast<std::size_t>(cells));
            double sum = 0.0;
            for (int from = 0; from < cells; ++from) {
                double product = 0.0;
                for (int c = head * d; c < (head + 1) * d; ++c) {
                    product += a[c][to] * a[channels + c][from];
                }
                weights[static_cast<std::size_t>(from)] = std::exp(product / std::sqrt(double(d)));
                sum += weights[static_cast<std::size_t>(from)];
            }
            for (int c = head * d; c < (head + 1) * d; ++c) {
                for (int from = 0; from < cells; ++from) {
                    out[c][to] += weights[static_cast<std::size_t>(from)] / sum * a[2 * channels + c][from];
                }
            }
        }
    }
    return mixed;
}

TEST(AttentionBlock, IsTheNaiveSumOverPixels) {
    const at::NoGradGuard no_gradients;
    for (const int heads : {1, 2, 8}) {
        const auto block = attention_of(heads);
        const auto parameters = block->named_parameters();
        const at::Tensor x = test_normals({2, channels, 3, 5});
        const at::Tensor normed =
            at::group_norm(x, 2, parameters["norm.weight"], parameters["norm.bias"], 1e-5).flatten(2);
        const at::Tensor found = block->forward(x);
        for (int b = 0; b < 2; ++b) {
            const at::Tensor qkv = at::matmul(parameters["queries_keys_values.weight"].flatten(1), normed[b]) +
                                   parameters["queries_keys_values.bias"].unsqueeze(1);
            const at::Tensor out = at::matmul(parameters["out.weight"].flatten(1), naive_attention(qkv, heads)) +
                                   parameters["out.bias"].unsqueeze(1);
            // Four sums one after the other.
            EXPECT_LT(distance(found[b], x[b] + out.view({channels, 3, 5})), 4 * same_sum) << heads;
        }
    }
}

TEST(AttentionBlock, MovesWithThePixels) {
    const auto block = attention_of(2);
    const at::Tensor x = test_normals({1, channels, 4, 4});
    EXPECT_LT(distance(block->forward(x.flip({2})), block->forward(x).flip({2})), 4 * same_sum);
}

TEST(AttentionBlock, StartsAsTheIdentity) {
    ParameterStart start(4, WeightStart::fan_in);
    AttentionBlock block(start, NetworkSettings{}, channels);
    const at::Tensor x = test_normals({2, channels, 3, 3}).to(at::kFloat);
    EXPECT_TRUE(at::equal(block.forward(x), x));
}

}  // namespace
}  // namespace ebru
