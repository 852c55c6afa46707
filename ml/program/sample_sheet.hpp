#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <filesystem>
#include <memory>

#include "ml/network/network.hpp"
#include "ml/sampler/make_sampler.hpp"

namespace ebru {

/// Draws what a network that is being trained can do: samples 0..15 of the default sampler and prior of its process,
/// the same noise at every call, as a picture of 4 x 4.
class SampleSheet {
  public:
    /// \param network whose weights at the time of a call count. \param classes of it; sample j gets label j % classes.
    SampleSheet(const SamplingProblem& problem, std::shared_ptr<Network> network, int classes, c10::Device device);

    /// Writes folder/samples_<updates>.png. In evaluation mode, without gradients. \throws UserError
    void draw(std::int64_t updates, const std::filesystem::path& folder) const;

  private:
    SamplingProblem problem_;
    SampleSettings settings_;
    std::unique_ptr<ReverseSampler> sampler_;
    at::Tensor prior_;
    at::Tensor label_;
};

}  // namespace ebru
