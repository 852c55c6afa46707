#include "ml/network/unet_levels.hpp"

#include <ATen/Functions.h>

#include <algorithm>
#include <string>

namespace ebru {

namespace {

bool attends(const NetworkSettings& settings, int level) {
    return std::count(settings.attention_levels.begin(), settings.attention_levels.end(), level) > 0;
}

std::string numbered(const char* name, int n) {
    return name + std::to_string(n);
}

}  // namespace

int channels_of(const NetworkSettings& settings, int level) {
    return settings.channels * settings.multipliers.at(static_cast<std::size_t>(level));
}

DownLevel::DownLevel(ParameterStart& start, const NetworkSettings& settings, int level, int embedding,
                     SkipChannels& skips) {
    const int channels = channels_of(settings, level);
    for (int b = 0; b < settings.blocks; ++b) {
        blocks_.push_back(register_module(
            numbered("block", b), std::make_shared<ResidualBlock>(start, settings, skips.back(), channels, embedding)));
        if (attends(settings, level)) {
            attention_.push_back(
                register_module(numbered("attention", b), std::make_shared<AttentionBlock>(start, settings, channels)));
        }
        skips.push_back(channels);
    }
}

at::Tensor DownLevel::forward(at::Tensor h, const LevelContext& context) const {
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
        h = blocks_[b]->forward(h, context.embedding);
        if (!attention_.empty()) {
            h = attention_[b]->forward(h);
        }
        context.skips.push_back(h);
    }
    return h;
}

MiddleLevel::MiddleLevel(ParameterStart& start, const NetworkSettings& settings, int channels, int embedding) {
    first_ = register_module("first", std::make_shared<ResidualBlock>(start, settings, channels, channels, embedding));
    attention_ = register_module("attention", std::make_shared<AttentionBlock>(start, settings, channels));
    second_ =
        register_module("second", std::make_shared<ResidualBlock>(start, settings, channels, channels, embedding));
}

at::Tensor MiddleLevel::forward(const at::Tensor& h, const at::Tensor& embedding) const {
    return second_->forward(attention_->forward(first_->forward(h, embedding)), embedding);
}

UpLevel::UpLevel(ParameterStart& start, const NetworkSettings& settings, int level, int in, int embedding,
                 SkipChannels& skips) {
    const int channels = channels_of(settings, level);
    for (int b = 0; b <= settings.blocks; ++b) {
        const int joined = (b == 0 ? in : channels) + skips.back();
        skips.pop_back();
        blocks_.push_back(register_module(
            numbered("block", b), std::make_shared<ResidualBlock>(start, settings, joined, channels, embedding)));
        const bool here = settings.up_attention == UpAttention::every_block || b == settings.blocks;
        attention_.push_back(
            attends(settings, level) && here
                ? register_module(numbered("attention", b), std::make_shared<AttentionBlock>(start, settings, channels))
                : nullptr);
    }
}

at::Tensor UpLevel::forward(at::Tensor h, const LevelContext& context) const {
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
        h = blocks_[b]->forward(at::cat({h, context.skips.back()}, 1), context.embedding);
        context.skips.pop_back();
        if (attention_[b]) {
            h = attention_[b]->forward(h);
        }
    }
    return h;
}

Descent::Descent(ParameterStart& start, const NetworkSettings& settings, int channels, int embedding) {
    if (settings.resampling_blocks == ResamplingBlocks::residual) {
        block_ = register_module("block", std::make_shared<ResidualBlock>(start, settings, channels, channels,
                                                                          embedding, BlockSize::halved));
    } else {
        plain_ = register_module("shrink", std::make_shared<Shrink>(start, settings.resampling, channels, channels));
    }
}

at::Tensor Descent::forward(const at::Tensor& h, const at::Tensor& embedding) const {
    return block_ ? block_->forward(h, embedding) : plain_->forward(h);
}

Ascent::Ascent(ParameterStart& start, const NetworkSettings& settings, int channels, int embedding) {
    if (settings.resampling_blocks == ResamplingBlocks::residual) {
        block_ = register_module("block", std::make_shared<ResidualBlock>(start, settings, channels, channels,
                                                                          embedding, BlockSize::enlarged));
    } else {
        plain_ = register_module("grow", std::make_shared<Grow>(start, settings.resampling, channels));
    }
}

at::Tensor Ascent::forward(const at::Tensor& h, const at::Tensor& embedding, Grid target) const {
    return block_ ? block_->forward(h, embedding, target) : plain_->forward(h, target);
}

}  // namespace ebru
