#include "ml/sampler/level_sampler.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/ml/support/scripted_noise.hpp"

namespace ebru {
namespace {

/// The reverse of u_k = u_{k-1}/2, one level or a window at a time; remembers the levels it was asked for.
class Doubling final : public LevelModel {
  public:
    explicit Doubling(double factor) : factor_(factor) {}
    [[nodiscard]] at::Tensor less_degraded(const at::Tensor& x, int level, const at::Tensor&) const override {
        levels.push_back(level);
        return factor_ * x;
    }
    mutable std::vector<int> levels;

  private:
    double factor_;
};

TEST(LevelSampler, NoiseComesBeforeEveryCallAtLevelKTooAndNoneAfterTheLast) {
    const auto model = std::make_shared<Doubling>(2.0);
    const LevelSampler sampler(model, 5, 1, 0.5);
    const test::ScriptedNoise at_the_end(4, 0);
    const at::Tensor x = at::ones({1, 1, 1, 1}, at::kDouble);
    // 2^5 from the prior, and the last call's noise goes through that call: 2 delta.
    EXPECT_EQ(test::walk(sampler, x, at_the_end).item<double>(), 32.0 + 2.0 * 0.5);
    EXPECT_EQ(at_the_end.asked(), (std::vector<int>{0, 1, 2, 3, 4}));
    EXPECT_EQ(model->levels, (std::vector<int>{5, 4, 3, 2, 1}));
    EXPECT_EQ(test::walk(sampler, x, test::ScriptedNoise(0, 0)).item<double>(), 32.0 + 32.0 * 0.5);
}

TEST(LevelSampler, WindowsSkipLevels) {
    const auto model = std::make_shared<Doubling>(4.0);
    const LevelSampler sampler(model, 6, 2, 0.0);
    const test::ScriptedNoise noise;
    EXPECT_EQ(test::walk(sampler, at::ones({1, 1, 1, 1}, at::kDouble), noise).item<double>(), 64.0);
    EXPECT_EQ(model->levels, (std::vector<int>{6, 4, 2}));
    EXPECT_TRUE(noise.asked().empty());
    EXPECT_EQ(sampler.time(1), 4.0);
}

TEST(TweedieSampler, NoiseComesAfterEveryCallButTheLast) {
    const auto model = std::make_shared<Doubling>(2.0);
    std::vector<int> asked;
    const TweedieSampler sampler(model, 3, 1, [&](const at::Tensor& u, int level, const NormalDraw&) {
        asked.push_back(level);
        return at::full_like(u, 0.125);
    });
    const at::Tensor x = at::ones({1, 1, 1, 1}, at::kDouble);
    EXPECT_EQ(test::walk(sampler, x, test::ScriptedNoise()).item<double>(), 2.0 * (2.0 * (2.0 + 0.125) + 0.125));
    EXPECT_EQ(asked, (std::vector<int>{3, 2}));
}

}  // namespace
}  // namespace ebru
