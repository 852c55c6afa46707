#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "field/image_batch.hpp"
#include "solvers/forward/forward_settings.hpp"

namespace ebru {

/// Which weights made the samples.
struct SampleWeights {
    std::string set;          ///< "average" (EMA) or "raw"
    std::int64_t update = 0;  ///< of the training
};

/// How the samples' own images were chosen, where their prior is the data pushed forward.
struct PushedSamples {
    std::uint64_t seed = 0;
    SampleId first = 0;  ///< number of the chain's first sample
};

/// What a chain of samples says of itself.
struct SampleFacts {
    std::filesystem::path chain;
    std::string process;
    std::uint64_t seed = 0;
    std::int64_t count = 0;
    ImageShape shape;
    std::string deck;                      ///< stored
    DataSettings data;                     ///< of the images that the network was trained on
    std::optional<SampleWeights> weights;  ///< none for chains of ebru forward
    std::optional<PushedSamples> pushed;   ///< none for other priors
};

/// samples.h5 of a folder of `ebru sample`, or of a training run's folder `samples`, or the file itself.
/// \throws UserError when there is none, or it is not finished.
std::filesystem::path find_samples(const std::filesystem::path& given);

/// \throws UserError when it is no chain, does not keep level 0 of all samples, or does not say which data it belongs
/// to.
SampleFacts read_sample_facts(const std::filesystem::path& chain);

/// Samples 0 .. count - 1 of the chain, as the data set's values: x = (u - low)/(high - low).
struct SampleImages {
    at::Tensor images;     ///< (N, C, Y, X) uint8
    double clipped = 0.0;  ///< part of the values that lay outside [0, 1] by more than half a step of 8 bits
};
SampleImages read_samples(const SampleFacts& facts, std::int64_t count);

/// The images that samples 0 .. count - 1 of the chain were pushed forward from, (N, C, Y, X) uint8. Needs
/// facts.pushed.
at::Tensor read_pushed_images(const SampleFacts& facts, std::int64_t count);

}  // namespace ebru
