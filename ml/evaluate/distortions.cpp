#include "ml/evaluate/distortions.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "ml/bridge/normal_tensor.hpp"
#include "ml/bridge/view_tensor.hpp"
#include "ml/features/pixel_bytes.hpp"
#include "solvers/heat/heat_process.hpp"

namespace ebru {

namespace {

constexpr std::int64_t block = 256;  // images at a time

ImageShape shape_of(const at::Tensor& images) {
    return {static_cast<int>(images.size(1)), static_cast<int>(images.size(2)), static_cast<int>(images.size(3))};
}

LevelSchedule two_levels(const std::array<double, 2>& sigma, int width) {
    const auto fo = [width](double s) { return s * s / (2.0 * width * width); };
    return LevelSchedule({0.0, fo(sigma[0]), fo(sigma[1])});
}

std::vector<std::int64_t> numbers_from(std::int64_t first, std::int64_t count) {
    std::vector<std::int64_t> numbers(static_cast<std::size_t>(count));
    std::iota(numbers.begin(), numbers.end(), first);
    return numbers;
}

}  // namespace

std::array<at::Tensor, 2> blurred(const at::Tensor& images, const std::array<double, 2>& sigma) {
    const ImageShape shape = shape_of(images);
    HeatProcess<float> process(shape, two_levels(sigma, shape.nx));
    std::array<std::vector<at::Tensor>, 2> parts;
    for (const at::Tensor& part : images.split(block)) {
        const at::Tensor data = from_bytes(part).contiguous();
        std::vector<int> all(static_cast<std::size_t>(data.size(0)));
        std::iota(all.begin(), all.end(), 0);
        process.initialize(images_over<float>(data).view, numbers_from(0, data.size(0)));
        for (int level = 1; level <= 2; ++level) {
            at::Tensor state = at::empty_like(data);
            process.advance_to(level);
            process.copy_state(all, images_over<float>(state).view);
            parts[static_cast<std::size_t>(level - 1)].push_back(to_bytes(state));
        }
    }
    return {at::cat(parts[0]), at::cat(parts[1])};
}

at::Tensor noise_like(const at::Tensor& images, std::uint64_t seed) {
    const at::Tensor values = from_bytes(images);
    const double mean = values.mean().item<double>();
    const double deviation = values.std().item<double>();
    std::vector<at::Tensor> parts;
    for (std::int64_t first = 0; first < images.size(0); first += block) {
        const std::vector<std::int64_t> keys = numbers_from(first, std::min(block, images.size(0) - first));
        parts.push_back(
            to_bytes(mean + deviation * normal_tensor(seed, RandomPurpose::gaussian_noise, keys, 0, shape_of(images))));
    }
    return at::cat(parts);
}

}  // namespace ebru
