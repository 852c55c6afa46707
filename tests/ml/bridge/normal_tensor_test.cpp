#include "ml/bridge/normal_tensor.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "field/normal_row.hpp"

namespace ebru {
namespace {

constexpr ImageShape shape{.channels = 3, .ny = 5, .nx = 7};
constexpr auto purpose = RandomPurpose::training_noise;

at::Tensor normals_of(std::vector<std::int64_t> keys, std::int64_t step = 4) {
    return normal_tensor(9, purpose, keys, step, shape);
}

TEST(NormalTensor, RowsAreThoseOfTheKeyedStreams) {
    const at::Tensor normals = normals_of({100, 7});
    ASSERT_EQ(normals.sizes(), at::IntArrayRef({2, 3, 5, 7}));
    ASSERT_EQ(normals.scalar_type(), at::kFloat);
    std::vector<float> row(7);
    normal_row(normal_stream(9, purpose, 7, 2, 4), 3, 7, row.data());
    for (int x = 0; x < 7; ++x) {
        EXPECT_EQ(normals[1][2][3][x].item<float>(), row[static_cast<std::size_t>(x)]);
    }
}

TEST(NormalTensor, AnImageIsTheSameInAnyBatch) {
    const at::Tensor batch = normals_of({3, 1, 4, 1, 5});
    EXPECT_TRUE(at::equal(batch[2], normals_of({4})[0]));
    EXPECT_TRUE(at::equal(batch[1], batch[3]));
    EXPECT_TRUE(at::equal(batch.index_select(0, at::tensor({4, 0})), normals_of({5, 3})));
}

TEST(NormalTensor, EveryPartOfTheKeyCounts) {
    const at::Tensor base = normals_of({1});
    const std::vector<std::int64_t> keys{1};
    EXPECT_FALSE(at::equal(base, normals_of({2})));
    EXPECT_FALSE(at::equal(base, normals_of({1}, 5)));
    EXPECT_FALSE(at::equal(base, normal_tensor(10, purpose, keys, 4, shape)));
    EXPECT_FALSE(at::equal(base, normal_tensor(9, RandomPurpose::sampler_noise, keys, 4, shape)));
    EXPECT_FALSE(at::equal(base[0][0], base[0][1]));
}

TEST(UniformTensor, ANumberIsTheSameInAnyBatchAndEveryPartOfTheKeyCounts) {
    const std::vector<std::int64_t> keys{5, 6, 5};
    const std::vector<std::int64_t> one{6};
    const at::Tensor uniform = uniform_tensor(9, purpose, keys, 0);
    ASSERT_EQ(uniform.scalar_type(), at::kFloat);
    EXPECT_EQ(uniform[0].item<float>(), uniform[2].item<float>());
    EXPECT_EQ(uniform[1].item<float>(), uniform_tensor(9, purpose, one, 0)[0].item<float>());
    EXPECT_NE(uniform[0].item<float>(), uniform[1].item<float>());
    EXPECT_NE(uniform[1].item<float>(), uniform_tensor(9, purpose, one, 1)[0].item<float>());
    EXPECT_NE(uniform[1].item<float>(), uniform_tensor(8, purpose, one, 0)[0].item<float>());
    EXPECT_NE(uniform[1].item<float>(), uniform_tensor(9, RandomPurpose::training_time, one, 0)[0].item<float>());
}

TEST(UniformTensor, NumbersFillTheOpenUnitIntervalEvenly) {
    std::vector<std::int64_t> keys(20000);
    std::iota(keys.begin(), keys.end(), 0);
    at::Tensor sorted = std::get<0>(uniform_tensor(2, purpose, keys, 0).to(at::kDouble).sort());
    EXPECT_GT(sorted[0].item<double>(), 0.0);
    EXPECT_LT(sorted[-1].item<double>(), 1.0);
    const auto n = static_cast<double>(keys.size());
    const at::Tensor law = (at::arange(n, at::kDouble) + 0.5) / n;
    // Kolmogorov and Smirnov: P(sqrt(n) D > 1.95) = 0.001, P(sqrt(n) D > 0.33) = 0.9998.
    const double distance = std::sqrt(n) * ((sorted - law).abs().max().item<double>() + 0.5 / n);
    EXPECT_LT(distance, 1.95);
    EXPECT_GT(distance, 0.33);
}

}  // namespace
}  // namespace ebru
