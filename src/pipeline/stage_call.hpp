#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/child_process.hpp"
#include "pipeline/pipeline_deck.hpp"

namespace ebru {

/// How a stage's command is to treat what its folder holds.
enum class StageStart {
    check,   ///< --dry-run: nothing is written
    anew,    ///< --overwrite
    resume,  ///< --resume
};

/// The words of the stage's command after `ebru`, but for how many threads and how long.
std::vector<std::string> stage_words(const PipelineStage& stage, StageStart start);

/// The command as a process: behind its launcher, with its threads, until this program is to end. What it says is added
/// to `log`.
ChildOrder stage_order(const PipelineStage& stage, StageStart start, const std::filesystem::path& program,
                       const std::filesystem::path& log);

/// What a dry run of the stage says: its resolved deck and its plan, with every default.
/// \throws UserError with the stage's own message when it refuses.
std::string stage_plan(const PipelineStage& stage, const std::filesystem::path& program);

}  // namespace ebru
