#include "ml/network/parameter_start.hpp"

#include <ATen/Functions.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/random.hpp"
#include "ml/bridge/normal_tensor.hpp"

namespace ebru {

at::Tensor ParameterStart::uniform(at::IntArrayRef sizes, double bound) {
    const auto sample = static_cast<std::uint64_t>(parameter_++);
    at::Tensor values = at::empty(sizes, at::kFloat);
    const std::int64_t count = values.numel();
    auto* const value = values.mutable_data_ptr<float>();
    const auto factor = static_cast<float>(2.0 * bound);
    for (std::int64_t first = 0; first < count; first += 4) {
        const RandomWords words =
            random_words(seed_, RandomPurpose::network_start,
                         {.sample = sample, .channel = 0, .cell = static_cast<std::uint64_t>(first / 4), .level = 0});
        for (std::int64_t i = first; i < std::min(first + 4, count); ++i) {
            value[i] = factor * (to_unit_float(words.word[i - first]) - 0.5F);
        }
    }
    return values;
}

at::Tensor ParameterStart::weight(at::IntArrayRef sizes, std::int64_t fan_in, std::int64_t fan_out, double scale) {
    // A uniform number in (-b, b) has variance b^2/3.
    const double variance = kind_ == WeightStart::fan_in ? 1.0 / (3.0 * static_cast<double>(fan_in))
                                                         : 2.0 / static_cast<double>(fan_in + fan_out);
    return uniform(sizes, std::sqrt(3.0 * scale * variance));
}

at::Tensor ParameterStart::bias(std::int64_t size, std::int64_t fan_in, double scale) {
    return uniform({size}, kind_ == WeightStart::fan_in ? std::sqrt(scale / static_cast<double>(fan_in)) : 0.0);
}

at::Tensor ParameterStart::normal(std::int64_t rows, std::int64_t columns, double deviation) {
    const std::array keys{parameter_++};
    const ImageShape shape{.channels = 1, .ny = static_cast<int>(rows), .nx = static_cast<int>(columns)};
    return normal_tensor(seed_, RandomPurpose::network_start, keys, 0, shape).view({rows, columns}).mul_(deviation);
}

}  // namespace ebru
