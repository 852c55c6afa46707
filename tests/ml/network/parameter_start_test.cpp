#include "ml/network/parameter_start.hpp"

#include <cmath>

#include "ml/network/layers.hpp"
#include "ml/network/make_network.hpp"
#include "tests/ml/network/network_checks.hpp"

namespace ebru {
namespace {

/// Uniform in (-bound, bound): the extremes of n values come within 10/n of it but with probability e^-5, the variance
/// bound^2/3 within 4 standard errors, sqrt(4/5n).
void expect_uniform(const at::Tensor& values, double bound) {
    const auto n = static_cast<double>(values.numel());
    const double largest = values.abs().max().item<double>();
    EXPECT_LT(largest, bound * (1 + 1e-6));
    EXPECT_GT(largest, bound * (1 - 10.0 / n));
    EXPECT_NEAR(values.to(at::kDouble).square().mean().item<double>() * 3 / (bound * bound), 1.0,
                4.0 * std::sqrt(0.8 / n));
}

TEST(ParameterStart, ConvolutionsHaveTheirVariance) {
    ParameterStart narrow(1, WeightStart::fan_in);
    const Convolution by_inputs(narrow, 20, 30, 3);
    expect_uniform(by_inputs.named_parameters()["weight"], 1 / std::sqrt(180.0));
    EXPECT_GT(by_inputs.named_parameters()["bias"].abs().max().item<double>(), 0.0);
    ParameterStart average(1, WeightStart::fan_average);
    const Convolution by_both(average, 20, 30, 3, 0.25);
    expect_uniform(by_both.named_parameters()["weight"], std::sqrt(0.25 * 6.0 / (180 + 270)));
    EXPECT_EQ(by_both.named_parameters()["bias"].abs().max().item<double>(), 0.0);
}

at::Tensor all_parameters(std::uint64_t seed) {
    std::vector<at::Tensor> values;
    for (const at::Tensor& parameter : make_network(little_ncsnpp(), {1, 8, 8}, 3, seed)->parameters()) {
        values.push_back(parameter.detach().flatten());
    }
    return at::cat(values);
}

TEST(ParameterStart, EqualSeedsGiveEqualBitsAndTorchsGeneratorIsLeftAlone) {
    at::manual_seed(5);
    const at::Tensor first = all_parameters(1);
    const at::Tensor drawn = at::rand({1});
    at::manual_seed(5);
    EXPECT_TRUE(at::equal(at::rand({1}), drawn));
    EXPECT_TRUE(at::equal(all_parameters(1), first));
    EXPECT_FALSE(at::equal(all_parameters(2), first));
}

TEST(ParameterStart, ParametersOfOneShapeDiffer) {
    ParameterStart start(1, WeightStart::fan_in);
    const at::Tensor first = start.weight({4, 4}, 4, 4, 1.0);
    EXPECT_FALSE(at::equal(start.weight({4, 4}, 4, 4, 1.0), first));
    EXPECT_EQ(std::get<0>(at::unique_dim(first.flatten(), 0)).numel(), 16);
}

}  // namespace
}  // namespace ebru
