#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/pipeline_deck.hpp"

namespace ebru {

/// A file, or a folder of them: of files up to 64 MiB the hash of what they hold, of larger ones size and time of the
/// last change; of a folder those of all files in it. "absent" when it is not there.
std::string file_mark(const std::filesystem::path& path);

/// What a stage's results depend on, as one hash: the command; its resolved deck, but for tables that say how and not
/// what is computed ([run] and [pictures] of forward and ensemble); the marks of all files and folders that the deck
/// names; what it works on.
/// \param plan of stage_plan(). \param inputs marks of the results of the stages that it needs.
std::string work_mark(const PipelineStage& stage, const std::string& plan, const std::vector<std::string>& inputs);

/// What `<name>.begun` and `<name>.done` in the pipeline's folder say of a stage. Without the files the marks are
/// empty.
struct StageRecord {
    std::string begun;   ///< work_mark() of what its folder holds
    std::string done;    ///< the same, once it is complete
    std::string result;  ///< file_mark() of its result then
};
StageRecord read_record(const std::filesystem::path& folder, const PipelineStage& stage);

/// Its folder will hold this work from now on, and nothing complete.
void record_begin(const std::filesystem::path& folder, const PipelineStage& stage, const std::string& mark);

/// It is complete.
void record_end(const std::filesystem::path& folder, const PipelineStage& stage, const std::string& mark);

}  // namespace ebru
