#include "ml/network/attention_block.hpp"

#include <ATen/Functions.h>

#include "base/error.hpp"

namespace ebru {

AttentionBlock::AttentionBlock(ParameterStart& start, const NetworkSettings& settings, int channels)
    : heads_(settings.heads), skip_sum_(settings.skip_sum) {
    EBRU_EXPECT(channels % heads_ == 0);
    norm_ = register_module("norm", std::make_shared<GroupNormalisation>(settings, channels));
    queries_keys_values_ =
        register_module("queries_keys_values", std::make_shared<Convolution>(start, channels, 3 * channels, 1));
    out_ = register_module("out", std::make_shared<Convolution>(start, channels, channels, 1, settings.end_scale));
}

at::Tensor AttentionBlock::forward(const at::Tensor& x) const {
    const std::int64_t channels = x.size(1);
    const auto projected = queries_keys_values_->forward(norm_->forward(x))
                               .flatten(2)
                               .unflatten(1, {3, heads_, channels / heads_})  // (B, 3, heads, d, Y X)
                               .transpose(-1, -2)
                               .unbind(1);
    const at::Tensor mixed = at::scaled_dot_product_attention(projected[0], projected[1], projected[2]);
    return add_skip(out_->forward(mixed.transpose(-1, -2).reshape(x.sizes())), x, skip_sum_);
}

}  // namespace ebru
