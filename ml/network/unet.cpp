#include "ml/network/unet.hpp"

#include <ATen/Functions.h>

#include <algorithm>
#include <string>

#include "base/error.hpp"

namespace ebru {

UNet::UNet(const NetworkSettings& settings, int channels, int classes, std::uint64_t seed) : settings_(settings) {
    ParameterStart start(seed, settings.start);
    const auto levels = static_cast<int>(settings.multipliers.size());
    const auto named = [](const char* name, int level) { return name + std::to_string(level); };
    embedding_ = register_module("embedding", std::make_shared<TimeEmbedding>(start, settings, classes));
    const int values = embedding_->values();
    first_ = register_module("first", std::make_shared<Convolution>(start, channels, settings.channels, 3));
    SkipChannels skips{settings.channels};
    for (int l = 0; l < levels; ++l) {
        down_.push_back(
            register_module(named("down", l), std::make_shared<DownLevel>(start, settings, l, values, skips)));
        if (l + 1 == levels) {
            break;
        }
        const int width = channels_of(settings, l);
        descent_.push_back(
            register_module(named("descent", l), std::make_shared<Descent>(start, settings, width, values)));
        if (settings.progressive_input == ProgressiveInput::residual) {
            const int from = l == 0 ? channels : channels_of(settings, l - 1);
            pyramid_.push_back(register_module(named("pyramid", l),
                                               std::make_shared<Shrink>(start, settings.resampling, from, width)));
        }
        skips.push_back(width);
    }
    const int deepest = channels_of(settings, levels - 1);
    middle_ = register_module("middle", std::make_shared<MiddleLevel>(start, settings, deepest, values));
    up_.resize(static_cast<std::size_t>(levels));
    ascent_.resize(static_cast<std::size_t>(levels) - 1);
    for (int l = levels - 1; l >= 0; --l) {
        const int from_below = channels_of(settings, std::min(l + 1, levels - 1));
        const auto at = static_cast<std::size_t>(l);
        up_[at] =
            register_module(named("up", l), std::make_shared<UpLevel>(start, settings, l, from_below, values, skips));
        if (l > 0) {
            ascent_[at - 1] = register_module(
                named("ascent", l), std::make_shared<Ascent>(start, settings, channels_of(settings, l), values));
        }
    }
    EBRU_ENSURE(skips.empty());
    norm_ = register_module("norm", std::make_shared<GroupNormalisation>(settings, channels_of(settings, 0)));
    const int out = settings.output_channels > 0 ? settings.output_channels : channels;
    last_ = register_module("last",
                            std::make_shared<Convolution>(start, channels_of(settings, 0), out, 3, settings.end_scale));
}

at::Tensor UNet::way_down(const at::Tensor& x, const LevelContext& context) const {
    at::Tensor image = x;
    at::Tensor h = first_->forward(x);
    context.skips.push_back(h);
    for (std::size_t l = 0; l < down_.size(); ++l) {
        h = down_[l]->forward(h, context);
        if (l + 1 == down_.size()) {
            break;
        }
        h = descent_[l]->forward(h, context.embedding);
        if (!pyramid_.empty()) {
            image = add_skip(pyramid_[l]->forward(image), h, settings_.skip_sum);
            h = image;
        }
        context.skips.push_back(h);
    }
    return h;
}

at::Tensor UNet::way_up(at::Tensor h, const LevelContext& context) const {
    for (std::size_t l = up_.size(); l-- > 0;) {
        h = up_[l]->forward(h, context);
        if (l > 0) {
            h = ascent_[l - 1]->forward(h, context.embedding, grid_of(context.skips.back()));
        }
    }
    return h;
}

at::Tensor UNet::forward(const at::Tensor& x, const at::Tensor& time, const at::Tensor& label) {
    EBRU_EXPECT(x.dim() == 4 && time.dim() == 1 && time.size(0) == x.size(0));
    const at::Tensor embedding = embedding_->forward(time, label);
    std::vector<at::Tensor> skips;
    const LevelContext context{embedding, skips};
    at::Tensor h = way_down(settings_.input == NetworkInput::centred ? x * 2 - 1 : x, context);
    h = way_up(middle_->forward(h, embedding), context);
    h = last_->forward(at::silu(norm_->forward(h)));
    return settings_.output == NetworkOutput::over_sigma ? h * at::exp(-time).view({-1, 1, 1, 1}) : h;
}

}  // namespace ebru
