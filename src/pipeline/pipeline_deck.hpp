#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "base/enum_names.hpp"

namespace ebru {

/// Commands that can be a stage; the word is the command's.
enum class StageCommand { forward, ensemble, train, sample, interpolate, evaluate, sweep };

template <>
struct EnumNames<StageCommand> {
    static constexpr auto table = std::to_array<EnumName<StageCommand>>({{StageCommand::forward, "forward"},
                                                                         {StageCommand::ensemble, "ensemble"},
                                                                         {StageCommand::train, "train"},
                                                                         {StageCommand::sample, "sample"},
                                                                         {StageCommand::interpolate, "interpolate"},
                                                                         {StageCommand::evaluate, "evaluate"},
                                                                         {StageCommand::sweep, "sweep"}});
};

/// A stage of a pipeline.
struct PipelineStage {
    std::string name;  ///< letters, digits, _ and -
    StageCommand command;
    std::filesystem::path deck;         ///< empty: the command's defaults
    std::filesystem::path from;         ///< what sample, interpolate and evaluate work on
    std::filesystem::path output;       ///< folder
    std::vector<std::string> set;       ///< KEY=VALUE, {NAME} replaced by the folder of stage NAME
    std::vector<std::string> after;     ///< all stages whose results it needs
    std::vector<std::string> launcher;  ///< words before `ebru`: srun -n 4
    int threads = 0;                    ///< 0: the command's own choice
    std::string device;                 ///< empty: the command's own choice
};

/// A pipeline: stages in an order in which each comes after those that it needs, that of the deck where it may be.
struct Pipeline {
    std::string title;
    std::vector<PipelineStage> stages;
    std::string resolved;  ///< the deck with its defaults
};

/// Reads the tables [pipeline] and [stage.NAME] (docs/deck_reference.md).
/// \param folder of the results; a stage's is FOLDER/NAME unless it names another.
/// \throws UserError naming file, line, key, value and what is valid: for unknown keys, missing decks, names of no
/// stage, stages that wait for each other, two stages with one folder.
Pipeline read_pipeline(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                       const std::filesystem::path& folder);

}  // namespace ebru
