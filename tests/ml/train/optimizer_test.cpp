#include "ml/train/optimizer.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ebru {
namespace {

at::Tensor parameter_with(const std::vector<float>& value, const std::vector<float>& gradient) {
    at::Tensor parameter = at::tensor(value).set_requires_grad(true);
    parameter.mutable_grad() = at::tensor(gradient);
    return parameter;
}

TEST(ClipGradients, NormIsOfAllTogetherAndScalesOnlyWhatIsLarger) {
    const at::Tensor a = parameter_with({0, 0}, {3, 0});
    const at::Tensor b = parameter_with({0}, {4});
    EXPECT_EQ(clip_gradients({a, b}, 10.0), 5.0);
    EXPECT_EQ(a.grad()[0].item<float>(), 3.0F);
    EXPECT_EQ(clip_gradients({a, b}, 2.5), 5.0);
    EXPECT_EQ(a.grad()[0].item<float>(), 1.5F);
    EXPECT_EQ(b.grad()[0].item<float>(), 2.0F);
}

TEST(ClipGradients, ZeroMeansNoClipping) {
    const at::Tensor a = parameter_with({0}, {1000});
    EXPECT_EQ(clip_gradients({a}, 0.0), 1000.0);
    EXPECT_EQ(a.grad()[0].item<float>(), 1000.0F);
}

TEST(ClipGradients, WhatIsNotFiniteShowsInTheNorm) {
    const at::Tensor a = parameter_with({0, 0}, {1, std::numeric_limits<float>::quiet_NaN()});
    EXPECT_TRUE(std::isnan(clip_gradients({a}, 1.0)));
    const at::Tensor b = parameter_with({0}, {std::numeric_limits<float>::infinity()});
    EXPECT_TRUE(std::isinf(clip_gradients({b}, 1.0)));
}

/// Weight after one step from 1 with gradient 0.5.
double after_one_step(OptimizerKind kind, double weight_decay) {
    UpdateSettings settings;
    settings.optimizer = kind;
    settings.weight_decay = weight_decay;
    const at::Tensor parameter = parameter_with({1}, {0.5});
    const auto optimizer = make_optimizer(settings, {parameter});
    set_learning_rate(*optimizer, 0.1);
    optimizer->step();
    return parameter[0].item<double>();
}

TEST(Optimizer, FirstStepIsTheLearningRateWithDecayInTheGradientOrApart) {
    // Adam's first step is r g/(|g| + eps) = r to eps/g = 2e-8; the rest is float's rounding of a number near 1.
    const double tolerance = 2.0 * std::numeric_limits<float>::epsilon();
    EXPECT_NEAR(after_one_step(OptimizerKind::adam, 0.0), 0.9, tolerance);
    EXPECT_NEAR(after_one_step(OptimizerKind::adam, 0.2), 0.9, tolerance);
    EXPECT_NEAR(after_one_step(OptimizerKind::adamw, 0.0), 0.9, tolerance);
    EXPECT_NEAR(after_one_step(OptimizerKind::adamw, 0.2), 0.9 - 0.1 * 0.2, tolerance);
}

}  // namespace
}  // namespace ebru
