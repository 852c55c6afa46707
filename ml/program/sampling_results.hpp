#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "app/run_log.hpp"
#include "ml/program/sampling_options.hpp"
#include "ml/sampler/sampling_run.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

/// Where the results go.
struct SamplingFolder {
    std::filesystem::path folder;
    std::filesystem::path chain;  ///< samples.h5
    bool complete = false;        ///< resuming, and nothing is left to do
};

/// Sees that all ranks are about to sample the same. Collective. \throws UserError with what differs.
void require_one_job(const Ranks& ranks, const LoadedRun& run, const ChainPlan& plan, const SamplingOptions& options);

/// Makes the folder, which all ranks must see. Collective. \throws UserError
SamplingFolder open_sampling_folder(const Ranks& ranks, const std::filesystem::path& folder, ExistingOutput existing);

/// What will be run, for people.
std::string sampling_text(const ReverseSampler& sampler, const SamplingProblem& problem, std::int64_t samples);

/// Pictures, ParaView files and the run log of a finished chain; says what there is. \param columns of samples.png.
void finish_sampling(RunLog& log, const LoadedRun& run, const SamplingTimes& times, const SamplingFolder& folder,
                     int columns);

}  // namespace ebru
