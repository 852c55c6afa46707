#include "ml/sampler/noise_stream.hpp"

#include <ATen/ATen.h>

#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "base/random.hpp"
#include "ml/bridge/normal_tensor.hpp"

namespace ebru {

namespace {

constexpr int uses = 8;

at::Tensor keyed_normal(std::uint64_t seed, std::span<const SampleId> samples, const at::Tensor& x, int step, int use) {
    EBRU_EXPECT(step >= 0 && use >= 0 && use < uses);
    const ImageShape shape{static_cast<int>(x.size(1)), static_cast<int>(x.size(2)), static_cast<int>(x.size(3))};
    return normal_tensor(seed, RandomPurpose::sampler_noise, samples, static_cast<std::int64_t>(uses) * step + use,
                         shape)
        .to(x.options());
}

}  // namespace

SampleNoise::SampleNoise(std::uint64_t seed, std::vector<SampleId> samples)
    : seed_(seed), samples_(std::move(samples)) {}

at::Tensor SampleNoise::normal(const at::Tensor& x, int step, int use) const {
    EBRU_EXPECT(x.size(0) == static_cast<std::int64_t>(samples_.size()));
    return keyed_normal(seed_, samples_, x, step, use);
}

SphericalNoise::SphericalNoise(std::uint64_t seed, SampleId from, SampleId to, std::vector<double> fractions)
    : seed_(seed), from_(from), to_(to), fractions_(std::move(fractions)) {}

at::Tensor SphericalNoise::normal(const at::Tensor& x, int step, int use) const {
    EBRU_EXPECT(x.size(0) == static_cast<std::int64_t>(fractions_.size()));
    const std::array<SampleId, 2> ends{from_, to_};
    const at::Tensor noise = keyed_normal(seed_, ends, x, step, use);
    const at::Tensor angle = at::tensor(fractions_, at::kDouble).mul(std::numbers::pi / 2.0).reshape({-1, 1, 1, 1});
    return angle.cos().to(x.options()) * noise[0] + angle.sin().to(x.options()) * noise[1];
}

}  // namespace ebru
