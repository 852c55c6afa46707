#include "ml/objective/draw_noise.hpp"

#include <ATen/ATen.h>

#include <numeric>

#include "base/random.hpp"
#include "ml/bridge/normal_tensor.hpp"

namespace ebru {

namespace {

const at::Tensor& images_of(const TrainingBatch& batch) {
    return batch.clean.defined() ? batch.clean : batch.degraded;
}

}  // namespace

at::Tensor draw_noise(const TrainingBatch& batch, std::uint64_t seed) {
    std::vector<std::int64_t> draws(batch.ids.size());
    std::iota(draws.begin(), draws.end(), batch.first_draw);
    const at::Tensor& images = images_of(batch);
    const ImageShape shape{static_cast<int>(images.size(1)), static_cast<int>(images.size(2)),
                           static_cast<int>(images.size(3))};
    return normal_tensor(seed, RandomPurpose::training_noise, draws, 0, shape);
}

std::vector<double> draw_uniform(const TrainingBatch& batch, std::uint64_t seed) {
    std::vector<double> uniform(batch.ids.size());
    for (std::size_t b = 0; b < uniform.size(); ++b) {
        const auto draw = static_cast<std::uint64_t>(batch.first_draw) + b;
        uniform[b] = to_unit_interval(random_words(seed, RandomPurpose::training_time, {.sample = draw}).word[0]);
    }
    return uniform;
}

}  // namespace ebru
