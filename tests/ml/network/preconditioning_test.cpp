#include "ml/network/preconditioning.hpp"

#include "ml/network/make_network.hpp"
#include "ml/network/ranged_network.hpp"
#include "tests/ml/network/network_checks.hpp"

namespace ebru {
namespace {

const at::Tensor sigmas = at::tensor({0.002, 0.05, 0.5, 3.0, 80.0}, at::kDouble);
constexpr double s = 0.62;

TEST(Preconditioning, InputAndTargetHaveUnitVarianceAtEverySigma) {
    const Preconditioning c = edm_preconditioning(sigmas, s);
    // x = y + sigma n: Var(c_in x) = c_in^2 (s^2 + sigma^2).
    EXPECT_LT(distance(c.in.square() * (s * s + sigmas.square()), at::ones({5}, at::kDouble)), 1e-14);
    // The target ((1 - c_skip) y - c_skip sigma n)/c_out. Dividing by c_out enlarges the rounding of 1 - c_skip.
    const at::Tensor target = ((1 - c.skip).square() * s * s + (c.skip * sigmas).square()) / c.out.square();
    EXPECT_LT(distance(target, at::ones({5}, at::kDouble)), 1e-11);
}

TEST(Preconditioning, SkipLeavesTheNetworkTheLeastToDo) {
    // c_skip minimises c_out^2 = (1 - c)^2 s^2 + c^2 sigma^2: its neighbours are worse.
    const Preconditioning best = edm_preconditioning(sigmas, s);
    for (const double step : {-1e-3, 1e-3}) {
        const at::Tensor other = best.skip + step;
        const at::Tensor cost = (1 - other).square() * s * s + (other * sigmas).square();
        EXPECT_TRUE((cost > best.out.square()).all().item<bool>());
    }
}

TEST(Preconditioning, EffectiveWeightIsOne) {
    const Preconditioning c = edm_preconditioning(sigmas, s);
    const at::Tensor weight = (sigmas.square() + s * s) / (sigmas * s).square();
    EXPECT_LT(distance(weight * c.out.square(), at::ones({5}, at::kDouble)), 1e-14);
    EXPECT_LT(distance(c.noise * 4, sigmas.log()), 1e-14);
}

/// F = input + time: shows what the network is given.
class ShownNetwork : public Network {
  public:
    at::Tensor forward(const at::Tensor& x, const at::Tensor& time, const at::Tensor& label) override {
        seen_label = label;
        return x + time.view({-1, 1, 1, 1});
    }
    at::Tensor seen_label;
};

TEST(Preconditioning, WrapsTheNetwork) {
    const auto inside = std::make_shared<ShownNetwork>();
    PreconditionedNetwork network(inside, s);
    const at::Tensor x = test_normals({5, 2, 3, 4});
    const at::Tensor label = at::arange(5);
    const at::Tensor found = network.forward(x, sigmas.log(), label);
    EXPECT_TRUE(inside->seen_label.is_same(label));
    for (int b = 0; b < 5; ++b) {
        const double sigma = sigmas[b].item<double>();
        const double variance = sigma * sigma + s * s;
        const at::Tensor inner = x[b] / std::sqrt(variance) + std::log(sigma) / 4;
        // Values up to 4 sigma/sigma.
        EXPECT_LT(distance(found[b], s * s / variance * x[b] + sigma * s / std::sqrt(variance) * inner), 1e-13);
    }
}

TEST(RangedNetwork, ShowsImagesAsOfZeroToOne) {
    const auto inside = std::make_shared<ShownNetwork>();
    RangedNetwork network(inside, {0.95, 1.05});
    const at::Tensor x = 0.95 + 0.1 * test_normals({5, 2, 3, 4});
    const at::Tensor label = at::arange(5);
    const at::Tensor found = network.forward(x, sigmas, label);
    EXPECT_TRUE(inside->seen_label.is_same(label));
    // r ((x - low)/r + t); subtracting the offset of about 1 leaves eps.
    EXPECT_LT(distance(found, (x - 0.95) + 0.1 * sigmas.view({-1, 1, 1, 1})), 1e-14);
}

TEST(Preconditioning, FreshNetworkIsTheBestLinearDenoiserThatKeepsPixelsApart) {
    NetworkSettings settings = little_unet();
    settings.preconditioning = PreconditioningKind::edm;
    settings.data_deviation = s;
    const auto network = make_network(settings, {1, 6, 6}, 0, 1);
    const at::Tensor x = test_normals({1, 1, 6, 6}).to(at::kFloat);
    EXPECT_LT(distance(network->forward(x, at::zeros({1}), {}), x * (s * s / (1 + s * s))), 1e-6);
    settings.output_channels = 2;
    EXPECT_THROW(make_network(settings, {1, 6, 6}, 0, 1), UserError);
}

}  // namespace
}  // namespace ebru
