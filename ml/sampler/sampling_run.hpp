#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ml/sampler/make_sampler.hpp"
#include "ranks/ranks.hpp"
#include "solvers/forward/forward_run.hpp"

namespace ebru {

/// Samples on their way together: where they start, what noise they meet, of which class they are to be.
struct SamplingBatch {
    at::Tensor prior;  ///< (B, C, Y, X) at level K
    std::unique_ptr<NoiseStream> noise;
    at::Tensor label;  ///< (B) int64 or undefined
};

/// All samples of a run, made batch by batch.
struct SamplingWork {
    std::int64_t samples = 0;
    std::int64_t batch = 64;
    std::function<SamplingBatch(std::int64_t first, std::int64_t count)> make;
};

/// Header and layout of samples.h5: a chain whose level N is the prior and level 0 the sample, N the sampler's steps;
/// `kept` of the N + 1 states, evenly spread, first and last included.
/// \param deck of the sampling, resolved; what made the weights stands in it as comments.
ChainPlan plan_samples(const ReverseSampler& sampler, const SamplingProblem& problem, std::int64_t samples,
                       std::int64_t first_sample, int kept, std::uint64_t seed, const std::string& deck);

struct SamplingTimes {
    double total = 0.0;        ///< seconds
    std::int64_t samples = 0;  ///< made by this run
};

/// \throws UserError when there are fewer batches than ranks. \param advice what else to do, "set ..., or ".
void require_batch_for_all(const Ranks& ranks, const SamplingWork& work, const std::string& advice);

/// Makes the samples and writes the chain at `path`; resumes, is interrupted and fails like `ebru forward`. A sample
/// that is not finite is a UserError that names it and the step. The ranks of a job take the batches in turn, each as a
/// single rank has them: on the host the bytes depend on neither their number nor that of threads. Collective.
SamplingTimes run_sampling(const ReverseSampler& sampler, const SamplingWork& work, const ChainPlan& plan,
                           c10::Device device, const std::filesystem::path& path, ExistingOutput existing);

/// All level-0 states of a finished chain in a grid of `columns`, as a picture; at most `most` of them.
void draw_samples(const std::filesystem::path& chain, int columns, int most, ValueRange range,
                  const std::filesystem::path& picture);

}  // namespace ebru
