#include "validation/sample_metrics/normal_features.hpp"

#include <ATen/ATen.h>

#include <numeric>
#include <vector>

#include "ml/bridge/normal_tensor.hpp"

namespace ebru {

at::Tensor normal_features(std::uint64_t seed, std::int64_t samples, int features) {
    std::vector<std::int64_t> keys(static_cast<std::size_t>(samples));
    std::iota(keys.begin(), keys.end(), 0);
    const ImageShape shape{.channels = 1, .ny = 1, .nx = features};
    return normal_tensor(seed, RandomPurpose::sampler_noise, keys, 0, shape).flatten(1).to(at::kDouble);
}

}  // namespace ebru
