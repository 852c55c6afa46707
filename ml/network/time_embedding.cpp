#include "ml/network/time_embedding.hpp"

#include <ATen/Functions.h>

#include <cmath>
#include <numbers>

#include "base/error.hpp"

namespace ebru {

at::Tensor sinusoidal_embedding(const at::Tensor& time, int size) {
    const int half = size / 2;
    const at::Tensor exponents = at::arange(half, at::TensorOptions().dtype(at::kDouble).device(time.device()));
    const at::Tensor frequencies = at::exp(exponents * (-std::log(1e4) / half)).to(time.scalar_type());
    const at::Tensor angles = at::outer(time, frequencies);
    return at::constant_pad_nd(at::cat({angles.cos(), angles.sin()}, 1), {0, size % 2});
}

at::Tensor fourier_embedding(const at::Tensor& time, const at::Tensor& frequencies) {
    const at::Tensor angles = at::outer(time, frequencies.to(time.scalar_type())) * (2.0 * std::numbers::pi);
    return at::cat({angles.sin(), angles.cos()}, 1);
}

TimeEmbedding::TimeEmbedding(ParameterStart& start, const NetworkSettings& settings, int classes)
    : channels_(settings.channels) {
    int embedded = channels_;
    if (settings.embedding == TimeEmbeddingKind::fourier) {
        frequencies_ = register_buffer("frequencies", start.normal(1, channels_, settings.fourier_scale).squeeze(0));
        embedded = 2 * channels_;
    }
    first_ = register_module("first", std::make_shared<Dense>(start, embedded, values()));
    second_ = register_module("second", std::make_shared<Dense>(start, values(), values()));
    if (classes > 0) {
        class_vectors_ = register_parameter("class_vectors", start.normal(classes + 1, values(), 1.0));
    }
}

at::Tensor TimeEmbedding::forward(const at::Tensor& time, const at::Tensor& label) const {
    const at::Tensor embedded =
        frequencies_.defined() ? fourier_embedding(time, frequencies_) : sinusoidal_embedding(time, channels_);
    at::Tensor vector = second_->forward(at::silu(first_->forward(embedded)));
    if (class_vectors_.defined()) {
        EBRU_EXPECT(label.defined() && label.sizes() == time.sizes());
        vector = vector + at::embedding(class_vectors_, label);
    }
    return at::silu(vector);
}

}  // namespace ebru
