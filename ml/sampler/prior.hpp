#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <span>

#include "field/image_batch.hpp"
#include "io/image_source.hpp"
#include "ml/data/forward_facts.hpp"
#include "solvers/forward_process.hpp"
#include "solvers/spde/prior_fit.hpp"

namespace ebru {

/// States of level K to start from; sample j's is a function of (seed, j) alone.
class Prior {
  public:
    virtual ~Prior() = default;

    /// (B, C, Y, X) float32 on the host.
    [[nodiscard]] virtual at::Tensor draw(std::span<const SampleId> samples) = 0;
};

/// N(0, deviation^2) in every value: exact for the paths that forget the image.
class NormalPrior final : public Prior {
  public:
    NormalPrior(const ImageShape& shape, double deviation, std::uint64_t seed);
    [[nodiscard]] at::Tensor draw(std::span<const SampleId> samples) override;

  private:
    ImageShape shape_;
    double deviation_;
    std::uint64_t seed_;
};

/// Which of `images` images PushedForwardPrior pushes forward for a sample, 0 .. images - 1.
std::int64_t pushed_image(std::uint64_t seed, SampleId sample, std::int64_t images);

/// Data pushed through the forward process: sample j starts from image pushed_image(j) of the data, under a velocity or
/// noise of its own (key: the sampler's seed, not the training's). Such priors carry what the process has not forgotten
/// of single images: compare samples with their nearest training images (generative.md 2.3, item 12).
class PushedForwardPrior final : public Prior {
  public:
    /// \param facts of the forward process. \throws UserError when its images cannot be opened or have another size.
    PushedForwardPrior(const ForwardFacts& facts, std::uint64_t seed);
    [[nodiscard]] at::Tensor draw(std::span<const SampleId> samples) override;

  private:
    [[nodiscard]] ImageBatch<float> images_of(std::span<const SampleId> samples);

    DataSettings data_;
    std::unique_ptr<ImageSource> source_;
    std::int64_t available_;
    std::unique_ptr<ForwardProcess<float>> process_;
    std::uint64_t seed_;
};

/// A normal law for every cosine mode, fitted to `images` pushed-forward states (PriorFit): forgets single images,
/// keeps their second moments.
class FittedPrior final : public Prior {
  public:
    FittedPrior(const ForwardFacts& facts, std::int64_t images, std::uint64_t seed);
    [[nodiscard]] at::Tensor draw(std::span<const SampleId> samples) override;

  private:
    ImageShape shape_;
    PriorFit<float> fit_;
};

}  // namespace ebru
