#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "io/contact_sheet.hpp"
#include "ml/sweep/sweep_stage.hpp"

namespace ebru {

/// A stage of a run: the deck that its command gets.
struct StageWork {
    SweepStage stage;
    std::string deck;              ///< canonical TOML; relative paths start from the run's folder
    bool has_command = true;       ///< false: the deck is all, as the forward process of online pairs
    std::vector<std::string> how;  ///< keys that change no result: a stage interrupted with others of these is resumed
};

/// A case with a seed: what one network goes through, in a folder of its own.
///
/// The folder holds, for every stage, its deck `STAGE.toml` (what the results beside it are of), `STAGE.log`, and
/// `STAGE.done` once the stage is complete.
struct SweepRun {
    int number = 1;  ///< from 1, in the order of the sweep
    std::size_t of_case = 0;
    std::string name;  ///< "heat, seed 1"
    std::filesystem::path folder;
    std::vector<StageWork> stages;
    std::int64_t updates = 0;        ///< of the training
    std::int64_t samples = 0;        ///< that it makes
    std::int64_t network_calls = 0;  ///< of a sample; 0: as many as its error asks for
    ValueRange range;                ///< of the data, for pictures
};

/// Where a stage keeps its results.
std::filesystem::path stage_folder(const SweepRun& run, SweepStage stage);

/// What the folder of a run says about one of its stages.
enum class StageState {
    absent,       ///< nothing, or results of another deck: it starts anew
    interrupted,  ///< the command goes on by --resume
    complete,     ///< with this very deck
};

template <>
struct EnumNames<StageState> {
    static constexpr auto table = std::to_array<EnumName<StageState>>(
        {{StageState::absent, "to do"}, {StageState::interrupted, "interrupted"}, {StageState::complete, "complete"}});
};

/// \param index of run.stages. A training of more updates than before goes on where it stopped; one of fewer starts
/// anew.
StageState stage_state(const SweepRun& run, std::size_t index);

/// Writes the deck of a stage that is about to run. The results of all later stages count as absent from now on.
void begin_stage(const SweepRun& run, std::size_t index);

/// Marks it as complete.
void end_stage(const SweepRun& run, std::size_t index);

/// The words of the stage's command after `ebru`. \param state of the stage before begin_stage().
std::vector<std::string> stage_command(const SweepRun& run, std::size_t index, StageState state, int threads);

}  // namespace ebru
