#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "app/run_log.hpp"
#include "ml/program/sampling_options.hpp"
#include "ml/sampler/sampling_run.hpp"

namespace ebru {

/// Where the results go.
struct SamplingFolder {
    std::filesystem::path folder;
    std::filesystem::path chain;  ///< samples.h5
    bool complete = false;        ///< resuming, and nothing is left to do
};

/// Makes the folder. \throws UserError
SamplingFolder open_sampling_folder(const std::filesystem::path& folder, ExistingOutput existing);

/// What will be run, for people.
std::string sampling_text(const ReverseSampler& sampler, const SamplingProblem& problem, std::int64_t samples);

/// Pictures, ParaView files and the run log of a finished chain; says what there is. \param columns of samples.png.
void finish_sampling(RunLog& log, const LoadedRun& run, const SamplingTimes& times, const SamplingFolder& folder,
                     int columns);

}  // namespace ebru
