#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "ml/train/run_identity.hpp"
#include "ml/train/trainer.hpp"

namespace ebru {

/// Files of a run folder.
struct TrainFiles {
    explicit TrainFiles(const std::filesystem::path& folder);

    std::filesystem::path checkpoint;  ///< checkpoint.pt
    std::filesystem::path weights;     ///< weights.pt
    std::filesystem::path log;         ///< log.csv: loss, gradient norm, learning rate, speed
    std::filesystem::path levels;      ///< levels.csv: loss by level
    std::filesystem::path validation;  ///< validation.csv: loss on held-out images
};

/// What a run has beside its trainer.
struct TrainPlan {
    TrainRunSettings settings;
    RunIdentity identity;
    std::filesystem::path folder;        ///< exists
    TrainingSource* held_out = nullptr;  ///< images that are not trained on, or none
    std::function<void(std::int64_t updates, Network& averaged)> draw_sheet;  ///< may be empty
    std::string how_to_resume;  ///< the command that goes on, for messages
};

/// What a run did.
struct TrainSummary {
    std::int64_t updates = 0;  ///< altogether
    double seconds = 0.0;      ///< trained, altogether
    double last_loss = 0.0;    ///< mean of the last line of the log
    double step_median = 0.0;  ///< seconds an update
    double step_slow = 0.0;    ///< seconds that nine updates in ten stay within
    double sum_share = 0.0;    ///< of this rank's time, that it stood still for sums over ranks; 0 for one rank
};

/// Trains until settings.steps updates are done, with checkpoints, logs, validation and sheets on the way.
///
/// A checkpoint is written when `checkpoint_seconds` or `checkpoint_steps` have passed, when the run ends, is asked to
/// stop (SIGINT, SIGTERM), nears its wall time, and when a loss is not finite: always the last good state, always in
/// full or not at all. Logs are cut back to the checkpoint when a run is resumed.
///
/// Over ranks, all call it, and all leave it alike: rank 0 writes the files, draws sheets and looks at the clock, a
/// signal to any rank stops all, and weights are the same bits on all ranks at the start and at every checkpoint, or
/// the run ends. What is written does not depend on the number of ranks: a checkpoint is gone on with on any.
/// \param seconds_before trained until the checkpoint that the trainer was restored from; 0 for a fresh run.
/// \throws Interrupted after a signal, and with SIGALRM at the wall time; LossNotFinite; UserError when a file cannot
/// be written, or ranks differ.
TrainSummary run_training(Trainer& trainer, const TrainPlan& plan, double seconds_before);

}  // namespace ebru
