#include "ml/network/residual_block.hpp"

#include <ATen/Functions.h>

namespace ebru {

ResidualBlock::ResidualBlock(ParameterStart& start, const NetworkSettings& settings, int in, int out, int embedding,
                             BlockSize size)
    : filter_(settings.resampling),
      conditioning_(settings.conditioning),
      skip_sum_(settings.skip_sum),
      dropout_(settings.dropout),
      size_(size) {
    norm_in_ = register_module("norm_in", std::make_shared<GroupNormalisation>(settings, in));
    convolution_in_ = register_module("convolution_in", std::make_shared<Convolution>(start, in, out, 3));
    const int conditions = conditioning_ == Conditioning::scale_shift ? 2 * out : out;
    from_embedding_ = register_module("from_embedding", std::make_shared<Dense>(start, embedding, conditions));
    norm_out_ = register_module("norm_out", std::make_shared<GroupNormalisation>(settings, out));
    convolution_out_ =
        register_module("convolution_out", std::make_shared<Convolution>(start, out, out, 3, settings.end_scale));
    if (in != out || size != BlockSize::kept) {
        skip_ = register_module("skip", std::make_shared<Convolution>(start, in, out, 1));
    }
}

at::Tensor ResidualBlock::resize(const at::Tensor& x, Grid target) const {
    switch (size_) {
        case BlockSize::halved:
            return halve(x, filter_);
        case BlockSize::enlarged:
            return enlarge(x, target, filter_);
        case BlockSize::kept:
            break;
    }
    return x;
}

at::Tensor ResidualBlock::condition(at::Tensor h, const at::Tensor& embedding) const {
    const at::Tensor conditions = from_embedding_->forward(embedding).unsqueeze(-1).unsqueeze(-1);
    if (conditioning_ == Conditioning::add) {
        return norm_out_->forward(h.add_(conditions));
    }
    const auto scale_and_shift = conditions.chunk(2, 1);
    return at::addcmul(scale_and_shift[1], norm_out_->forward(h), scale_and_shift[0] + 1);
}

at::Tensor ResidualBlock::forward(const at::Tensor& x, const at::Tensor& embedding, Grid target) const {
    at::Tensor h = resize(at::silu(norm_in_->forward(x)), target);
    h = at::silu(condition(convolution_in_->forward(h), embedding));
    if (dropout_ > 0.0 && is_training()) {
        h = at::dropout(h, dropout_, true);
    }
    h = convolution_out_->forward(h);
    const at::Tensor resized = resize(x, target);
    return add_skip(h, skip_ ? skip_->forward(resized) : resized, skip_sum_);
}

}  // namespace ebru
