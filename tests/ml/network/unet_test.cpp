#include "ml/network/unet.hpp"

#include <cmath>

#include "ml/network/make_network.hpp"
#include "tests/ml/network/network_checks.hpp"

namespace ebru {
namespace {

constexpr int no_classes = 0;

std::shared_ptr<Network> network_of(const NetworkSettings& settings, int channels = 1, int classes = no_classes) {
    return awake(make_network(settings, {channels, 8, 8}, classes, 1));
}

/// Loss that no normalisation makes blind, backwards through the network.
void differentiate(Network& network, const at::Tensor& x, const at::Tensor& label = {}) {
    const at::Tensor time = at::linspace(0.3, 2.0, x.size(0), at::kDouble);
    const at::Tensor output = network.forward(x, time, label);
    (output * test_normals(output.sizes(), 77)).sum().backward();
}

TEST(UNet, AnySizeComesBack) {
    const at::NoGradGuard no_gradients;
    for (const NetworkSettings& settings : little_networks()) {
        const auto network = make_network(settings, {3, 8, 8}, no_classes, 1);
        for (const Grid grid : {Grid{1, 1}, Grid{1, 9}, Grid{2, 3}, Grid{5, 7}, Grid{28, 28}, Grid{32, 32}}) {
            const at::Tensor x = at::ones({2, 3, grid.ny, grid.nx});
            const at::Tensor y = network->forward(x, at::ones({2}), {});
            EXPECT_EQ(y.sizes(), x.sizes()) << network_text(settings);
            EXPECT_EQ(y.scalar_type(), at::kFloat);
            EXPECT_TRUE(y.isfinite().all().item<bool>());
        }
    }
}

TEST(UNet, OutputChannelsAreThoseAskedFor) {
    NetworkSettings settings = little_unet();
    settings.output_channels = 5;
    EXPECT_EQ(network_of(settings, 2)->forward(test_normals({3, 2, 6, 6}), at::ones({3}), {}).size(1), 5);
}

TEST(UNet, GradientReachesEveryParameter) {
    for (const NetworkSettings& settings : little_networks()) {
        const auto network = network_of(settings, 2, 3);
        differentiate(*network, test_normals({4, 2, 9, 10}), at::tensor({0, 1, 2, 3}));
        for (const auto& parameter : network->named_parameters()) {
            ASSERT_TRUE(parameter->grad().defined()) << parameter.key();
            // Far above the round-off of a gradient that cancels.
            EXPECT_GT(parameter->grad().abs().max().item<double>(), 1e-8) << parameter.key() << "\n"
                                                                          << network_text(settings);
        }
    }
}

TEST(UNet, GradientIsTheSlopeOfTheOutput) {
    for (const NetworkSettings& settings : little_networks()) {
        const auto network = network_of(settings, 1);
        at::Tensor x = test_normals({1, 1, 5, 6}).requires_grad_();
        differentiate(*network, x);
        const at::NoGradGuard no_gradients;
        const at::Tensor direction = test_normals(x.sizes(), 5);
        const auto value = [&](double step) {
            const at::Tensor output = network->forward(x + step * direction, at::full({1}, 0.3, at::kDouble), {});
            return (output * test_normals(output.sizes(), 77)).sum().item<double>();
        };
        const double slope = (x.grad() * direction).sum().item<double>();
        constexpr double h = 1e-5;
        // Central difference: h^2 u'''/6 with derivatives of size 10 to 100 here, and eps |u|/h = 1e-10.
        EXPECT_NEAR((value(h) - value(-h)) / (2 * h), slope, 1e-7 * (1 + std::abs(slope))) << network_text(settings);
    }
}

TEST(UNet, ZeroEndGivesZeroAtStart) {
    for (NetworkSettings settings : little_networks()) {
        settings.end_scale = 0.0;
        settings.start = WeightStart::fan_average;
        const auto network = make_network(settings, {1, 8, 8}, no_classes, 1);
        const at::Tensor x = test_normals({2, 1, 7, 7}).to(at::kFloat);
        EXPECT_EQ(network->forward(x, at::ones({2}), {}).abs().max().item<double>(), 0.0);
        settings.end_scale = 1e-10;
        const auto nearly = make_network(settings, {1, 8, 8}, no_classes, 1);
        const double largest = nearly->forward(x, at::zeros({2}), {}).abs().max().item<double>();
        EXPECT_GT(largest, 0.0);
        // 72 normalised values with weights of deviation sqrt(1e-10 * 2/(72 + 9)): 1.3e-5 of deviation.
        EXPECT_LT(largest, 6 * 1.4e-5);
    }
}

TEST(UNet, ImageIsTheSameAloneAndInABatch) {
    const at::NoGradGuard no_gradients;
    for (const NetworkSettings& settings : little_networks()) {
        const auto network = network_of(settings, 1, 4);
        const at::Tensor x = test_normals({5, 1, 7, 9});
        const at::Tensor time = at::linspace(0.0, 1.0, 5, at::kDouble);
        const at::Tensor label = at::tensor({0, 1, 2, 3, 4});
        const at::Tensor batch = network->forward(x, time, label);
        const at::Tensor alone = network->forward(x.slice(0, 3, 4), time.slice(0, 3, 4), label.slice(0, 3, 4));
        EXPECT_LT(distance(alone[0], batch[3]), same_network);
        EXPECT_GT(distance(batch[2], batch[3]), 1e-2);
    }
}

TEST(UNet, TimeAndLabelChangeTheOutput) {
    const at::NoGradGuard no_gradients;
    for (const NetworkSettings& settings : little_networks()) {
        const auto network = network_of(settings, 1, 2);
        const at::Tensor x = test_normals({1, 1, 8, 8}).expand({4, 1, 8, 8});
        const at::Tensor y =
            network->forward(x, at::tensor({0.5, 0.5, 0.5, 1.5}, at::kDouble), at::tensor({0, 1, 2, 0}));
        EXPECT_GT(distance(y[0], y[1]), 1e-3);
        EXPECT_GT(distance(y[0], y[2]), 1e-3);
        EXPECT_GT(distance(y[0], y[3]), 1e-3);
    }
}

TEST(UNet, LabelsMatterAfterOneStepFromTheZeroEnd) {
    NetworkSettings settings = little_unet();
    const auto network = make_network(settings, {1, 8, 8}, 2, 1);
    const at::Tensor x = test_normals({2, 1, 8, 8}).to(at::kFloat);
    const at::Tensor target = at::cat({at::ones({1, 1, 8, 8}), -at::ones({1, 1, 8, 8})});
    const auto outputs = [&] {
        return network->forward(x.slice(0, 0, 1).expand({2, 1, 8, 8}), at::ones({2}), at::tensor({0, 1}));
    };
    EXPECT_EQ(distance(outputs()[0], outputs()[1]), 0.0);
    for (int step = 0; step < 2; ++step) {  // the first moves the zero end, the second what lies before it
        network->zero_grad();
        (network->forward(x, at::ones({2}), at::tensor({0, 1})) - target).square().mean().backward();
        const at::NoGradGuard no_gradients;
        for (at::Tensor& parameter : network->parameters()) {
            parameter.sub_(0.1 * parameter.grad());
        }
    }
    EXPECT_GT(distance(outputs()[0], outputs()[1]), 1e-4);
}

TEST(UNet, InputIsCentredAndOutputDividedBySigma) {
    const at::NoGradGuard no_gradients;
    NetworkSettings settings = little_unet();
    const at::Tensor x = test_normals({2, 1, 8, 8});
    const at::Tensor time = at::tensor({-1.0, 3.0}, at::kDouble);
    const at::Tensor plain = network_of(settings)->forward(2 * x - 1, time, {});
    settings.input = NetworkInput::centred;
    settings.output = NetworkOutput::over_sigma;
    const at::Tensor scaled = network_of(settings)->forward(x, time, {});
    EXPECT_LT(distance(scaled[0], plain[0] / std::exp(-1.0)), same_network);
    EXPECT_LT(distance(scaled[1], plain[1] / std::exp(3.0)), same_network);
}

TEST(UNet, ChannelsLastGivesTheSameImages) {
    const at::NoGradGuard no_gradients;
    for (const NetworkSettings& settings : little_networks()) {
        const auto network = network_of(settings, 3);
        const at::Tensor x = test_normals({2, 3, 9, 12});
        const at::Tensor expected = network->forward(x, at::ones({2}), {});
        const at::Tensor found = network->forward(x.contiguous(at::MemoryFormat::ChannelsLast), at::ones({2}), {});
        EXPECT_LT(distance(found, expected), same_network);
    }
}

TEST(UNet, InputIsLeftAsItWas) {
    for (const NetworkSettings& settings : little_networks()) {
        const at::Tensor x = test_normals({2, 1, 8, 8});
        const at::Tensor kept = x.clone();
        differentiate(*network_of(settings), x);
        EXPECT_TRUE(at::equal(x, kept));
    }
}

TEST(UNet, EveryPixelSeesEveryPixel) {
    for (const NetworkSettings& settings : little_networks()) {
        const auto network = network_of(settings);
        at::Tensor x = test_normals({1, 1, 11, 13}).requires_grad_();
        network->forward(x, at::ones({1}, at::kDouble), {}).index({0, 0, 10, 12}).backward();
        EXPECT_GT(x.grad().abs().min().item<double>(), 0.0);
    }
}

}  // namespace
}  // namespace ebru
