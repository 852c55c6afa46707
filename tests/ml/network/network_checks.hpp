#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/module.h>

#include "ml/network/network_settings.hpp"

namespace ebru {

/// Normals in double from a generator of their own.
inline at::Tensor test_normals(at::IntArrayRef sizes, std::uint64_t seed = 1) {
    return at::randn(sizes, at::make_generator<at::CPUGeneratorImpl>(seed), at::kDouble);
}

/// Into double, and parameters that start at zero, or nearly, to numbers that say something.
template <class Module>
std::shared_ptr<Module> awake(std::shared_ptr<Module> module) {
    module->to(at::kDouble);
    const at::NoGradGuard no_gradients;
    std::uint64_t seed = 100;
    for (at::Tensor& parameter : module->parameters()) {
        if (parameter.abs().max().template item<double>() < 1e-3) {
            parameter.copy_(0.1 * test_normals(parameter.sizes(), seed++));
        }
    }
    return module;
}

/// Largest |a - b|.
inline double distance(const at::Tensor& a, const at::Tensor& b) {
    EXPECT_EQ(a.sizes(), b.sizes());
    return a.sizes() == b.sizes() && a.numel() > 0 ? (a - b).abs().max().item<double>() : 0.0;
}

/// Two ways to add up the same n <= 1000 products of size about 1 in double differ by at most n eps, and a network of
/// 30 such sums, none of which amplifies, by 30 times that: 7e-12.
inline constexpr double same_network = 7e-12;
/// One such sum.
inline constexpr double same_sum = 1000 * 2.2e-16;

/// The improved DDPM's and NCSN++'s ways, at a size for tests.
inline NetworkSettings little_unet() {
    return {.channels = 8, .multipliers = {1, 2, 3}, .blocks = 1, .attention_levels = {1}, .heads = 2};
}
inline NetworkSettings little_ncsnpp() {
    NetworkSettings settings = little_unet();
    settings.embedding = TimeEmbeddingKind::fourier;
    settings.resampling = Resampling::fir;
    settings.resampling_blocks = ResamplingBlocks::residual;
    settings.up_attention = UpAttention::last_block;
    settings.skip_sum = SkipSum::rescaled;
    settings.progressive_input = ProgressiveInput::residual;
    settings.start = WeightStart::fan_average;
    settings.end_scale = 1e-10;
    settings.input = NetworkInput::centred;
    settings.output = NetworkOutput::over_sigma;
    return settings;
}
/// Every other choice at least once.
inline NetworkSettings little_mixture() {
    NetworkSettings settings = little_unet();
    settings.conditioning = Conditioning::scale_shift;
    settings.resampling = Resampling::mean;
    settings.progressive_input = ProgressiveInput::residual;
    return settings;
}
inline NetworkSettings little_fir() {
    NetworkSettings settings = little_mixture();
    settings.resampling = Resampling::fir;
    settings.blocks = 2;
    return settings;
}

inline std::vector<NetworkSettings> little_networks() {
    NetworkSettings biggan = little_ncsnpp();
    biggan.resampling = Resampling::mean;
    return {little_unet(), little_ncsnpp(), little_mixture(), little_fir(), biggan};
}

}  // namespace ebru
