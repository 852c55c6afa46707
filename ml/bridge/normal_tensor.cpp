#include "ml/bridge/normal_tensor.hpp"

#include <ATen/ops/empty.h>

#include "base/error.hpp"
#include "field/normal_row.hpp"

namespace ebru {

at::Tensor normal_tensor(std::uint64_t seed, RandomPurpose purpose, std::span<const std::int64_t> keys,
                         std::int64_t step, const ImageShape& shape) {
    EBRU_EXPECT(step >= 0 && shape.channels >= 0 && shape.ny >= 0 && shape.nx >= 0);
    const at::Tensor normals =
        at::empty({static_cast<std::int64_t>(keys.size()), shape.channels, shape.ny, shape.nx}, at::kFloat);
    float* row = normals.mutable_data_ptr<float>();
    for (const std::int64_t key : keys) {
        for (int channel = 0; channel < shape.channels; ++channel) {
            const NormalStream stream = normal_stream(seed, purpose, key, channel, step);
            for (int y = 0; y < shape.ny; ++y) {
                normal_row(stream, y, shape.nx, row);
                row += shape.nx;
            }
        }
    }
    return normals;
}

at::Tensor uniform_tensor(std::uint64_t seed, RandomPurpose purpose, std::span<const std::int64_t> keys,
                          std::int64_t step) {
    EBRU_EXPECT(step >= 0);
    at::Tensor uniform = at::empty({static_cast<std::int64_t>(keys.size())}, at::kFloat);
    float* value = uniform.mutable_data_ptr<float>();
    for (const std::int64_t key : keys) {
        *value++ = to_unit_float(random_words(seed, purpose,
                                              {.sample = static_cast<std::uint64_t>(key),
                                               .channel = 0,
                                               .cell = 0,
                                               .level = static_cast<std::uint64_t>(step)})
                                     .word[0]);
    }
    return uniform;
}

}  // namespace ebru
