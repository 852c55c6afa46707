#pragma once

#include <memory>
#include <span>

#include "ml/sampler/guided_output.hpp"
#include "ml/sampler/prior.hpp"
#include "ml/sampler/reverse_sampler.hpp"
#include "ml/sampler/sample_settings.hpp"

namespace ebru {

/// What a trained network was trained for: the process, the objective, and the window of its pairs.
struct SamplingProblem {
    ForwardFacts facts;
    ObjectiveSettings objective;
    int window = 1;
};

/// The sampler of the settings around a network.
std::unique_ptr<ReverseSampler> make_sampler(const SampleSettings& settings, const SamplingProblem& problem,
                                             const GuidedNetwork& network);

/// The prior of the settings. \throws UserError when the images of a pushed-forward one cannot be opened.
std::unique_ptr<Prior> make_prior(const SampleSettings& settings, const SamplingProblem& problem);

/// (B) int64: the class of every sample; undefined for a network without classes.
at::Tensor sample_labels(const SampleSettings& settings, std::span<const SampleId> samples);

}  // namespace ebru
