#include "ml/sampler/prior.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "ml/bridge/normal_tensor.hpp"
#include "ml/bridge/view_tensor.hpp"
#include "solvers/forward/process_factory.hpp"

namespace ebru {

namespace {

/// The process of the facts with the prior's own seed.
std::unique_ptr<ForwardProcess<float>> process_with_seed(const ForwardFacts& facts, std::uint64_t seed) {
    ForwardSettings settings = facts.settings;
    settings.seed = seed;
    return std::move(make_process<float>(settings, facts.shape).process);
}

ImageBatch<float> empty_images(std::size_t count, const ImageShape& shape) {
    return ImageBatch<float>(Kokkos::view_alloc("prior images", Kokkos::WithoutInitializing), count,
                             static_cast<std::size_t>(shape.channels), static_cast<std::size_t>(shape.ny),
                             static_cast<std::size_t>(shape.nx));
}

}  // namespace

NormalPrior::NormalPrior(const ImageShape& shape, double deviation, std::uint64_t seed)
    : shape_(shape), deviation_(deviation), seed_(seed) {
    EBRU_EXPECT(deviation > 0.0);
}

at::Tensor NormalPrior::draw(std::span<const SampleId> samples) {
    return deviation_ * normal_tensor(seed_, RandomPurpose::sampler_prior, samples, 0, shape_);
}

std::int64_t pushed_image(std::uint64_t seed, SampleId sample, std::int64_t images) {
    const std::uint64_t word =
        random_words(seed, RandomPurpose::sampler_prior, {.sample = static_cast<std::uint64_t>(sample)}).word[0];
    return static_cast<std::int64_t>(word % static_cast<std::uint64_t>(images));
}

PushedForwardPrior::PushedForwardPrior(const ForwardFacts& facts, std::uint64_t seed)
    : data_(facts.settings.data),
      source_(open_image_source(data_.source)),
      process_(process_with_seed(facts, seed)),
      seed_(seed) {
    validate(source_->shape() == facts.shape, data_.name, "its images have another size than the network's",
             "give the images that the network was trained on");
    const std::int64_t rest = source_->size() - data_.first;
    available_ = data_.count > 0 ? std::min(data_.count, rest) : rest;
    validate(available_ >= 1, data_.name, "it holds no image from data.first on", "give the images of the training");
}

ImageBatch<float> PushedForwardPrior::images_of(std::span<const SampleId> samples) {
    const ImageShape shape = source_->shape();
    const ImageBatch<float> images = empty_images(samples.size(), shape);
    const HostImageBatch<float> host = Kokkos::create_mirror_view(Kokkos::HostSpace(), images);
    std::vector<double> values(shape.values());
    for (std::size_t b = 0; b < samples.size(); ++b) {
        source_->read(data_.first + pushed_image(seed_, samples[b], available_), 1, values);
        std::transform(values.begin(), values.end(), host.data() + b * shape.values(),
                       [&](double value) { return static_cast<float>(data_.low + (data_.high - data_.low) * value); });
    }
    Kokkos::deep_copy(images, host);
    return images;
}

at::Tensor PushedForwardPrior::draw(std::span<const SampleId> samples) {
    process_->initialize(images_of(samples), samples);
    process_->advance_to(static_cast<int>(process_->levels().size()) - 1);
    std::vector<int> all(samples.size());
    std::iota(all.begin(), all.end(), 0);
    const ImageBatch<float> states = empty_images(samples.size(), source_->shape());
    process_->copy_state(all, states);
    return tensor_over(states).to(at::kCPU);
}

FittedPrior::FittedPrior(const ForwardFacts& facts, std::int64_t images, std::uint64_t seed)
    : shape_(facts.shape), fit_(facts.shape, seed) {
    EBRU_EXPECT(images >= 2);
    constexpr std::int64_t batch = 256;
    PushedForwardPrior pushed(facts, seed);
    for (std::int64_t first = 0; first < images; first += batch) {
        std::vector<SampleId> samples(static_cast<std::size_t>(std::min(batch, images - first)));
        std::iota(samples.begin(), samples.end(), first);
        const at::Tensor states = pushed.draw(samples).contiguous();
        fit_.add(images_over<float>(states).view);
    }
}

at::Tensor FittedPrior::draw(std::span<const SampleId> samples) {
    const ImageBatch<float> states = empty_images(samples.size(), shape_);
    fit_.draw(samples, states);
    return tensor_over(states).to(at::kCPU);
}

}  // namespace ebru
