#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "app/folder_lock.hpp"
#include "base/enum_names.hpp"
#include "pipeline/pipeline_deck.hpp"
#include "pipeline/stage_mark.hpp"

namespace ebru {

/// What there is of a stage.
enum class PipelineState {
    to_do,        ///< nothing
    interrupted,  ///< a part, of this very work: it goes on
    complete,     ///< all, of this very work: it is skipped
    stale,        ///< something of other work: it is made anew
    waiting,      ///< what it needs is made first; then it shows
};

template <>
struct EnumNames<PipelineState> {
    static constexpr auto table = std::to_array<EnumName<PipelineState>>({{PipelineState::to_do, "to do"},
                                                                          {PipelineState::interrupted, "interrupted"},
                                                                          {PipelineState::complete, "complete"},
                                                                          {PipelineState::stale, "stale"},
                                                                          {PipelineState::waiting, "waiting"}});
};

/// A stage whose inputs are there, as it stands.
struct StageStanding {
    PipelineState state;
    std::string mark;  ///< work_mark(); empty while it waits
};

/// How a pipeline is worked off.
struct PipelineSettings {
    std::filesystem::path program;  ///< ebru
    std::filesystem::path folder;   ///< of records and logs
    std::string how_to_resume;      ///< the command that goes on, for messages
};

/// All stages in their order. A stage whose inputs are there is checked by a dry run.
/// \throws UserError with the message of the first stage that refuses its settings, and for a stage whose folder holds
/// results that are not the pipeline's: they are not for it to replace.
std::vector<StageStanding> standings_of(const Pipeline& pipeline, const PipelineSettings& settings);

/// How a stage came to be complete, for the summary.
struct StageEnd {
    std::string name;
    std::string how;       ///< "made", "made anew", "resumed", "kept"
    double seconds = 0.0;  ///< of this run
};

/// A stage that failed.
struct StageFailure {
    std::string name;
    int code = 0;               ///< exit code; 128 + signal
    std::string message;        ///< the last that it said
    std::filesystem::path log;  ///< all that it said
};

/// What became of a pipeline.
struct PipelineEnd {
    std::vector<StageEnd> stages;         ///< those that are complete
    std::optional<StageFailure> failure;  ///< of the one behind them
};

/// Works off the stages, one after the other, each a child process: skips what is complete, goes on with what is
/// interrupted, makes anew what is stale and, since their inputs have changed then, what needs it. Tells `out` of each.
/// \param lock of the folder, which the children hold too.
/// \throws Interrupted when asked to stop (app/interrupt.hpp) or when a stage left with exit_stopped, once its state is
/// saved; UserError as standings_of().
PipelineEnd work_off(const Pipeline& pipeline, const PipelineSettings& settings, const FolderLock& lock,
                     std::ostream& out);

}  // namespace ebru
