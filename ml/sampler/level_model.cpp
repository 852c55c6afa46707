#include "ml/sampler/level_model.hpp"

#include <ATen/ATen.h>

#include <utility>

namespace ebru {

LearnedLevelModel::LearnedLevelModel(GuidedNetwork network) : network_(std::move(network)) {}

at::Tensor LearnedLevelModel::less_degraded(const at::Tensor& x, int level, const at::Tensor& label) const {
    const at::Tensor time = at::full({1}, static_cast<float>(level), at::kFloat);
    return x + network_.output(x, time, label).to(x.scalar_type());
}

}  // namespace ebru
