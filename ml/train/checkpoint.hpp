#pragma once

#include <cstdint>
#include <filesystem>

#include "ml/train/run_identity.hpp"
#include "ml/train/trainer.hpp"

namespace ebru {

/// Writes what a run needs to go on: weights, average, optimiser, number of updates, seconds trained, and its texts.
/// \throws UserError when it cannot be written; the checkpoint before stays.
void save_checkpoint(const std::filesystem::path& path, const Trainer& trainer, const RunIdentity& run, double seconds);

/// Puts a checkpoint's state into a trainer of the same run. \return seconds trained until then.
/// \throws UserError when the file is none, is damaged, or comes from another run, naming the first difference.
double restore_checkpoint(const std::filesystem::path& path, Trainer& trainer, const RunIdentity& run);

/// Fine-tuning: weights and average of a fresh trainer become the weights of another run, whose network has the same
/// tensors. \throws UserError naming the first difference.
void start_from_weights(const std::filesystem::path& file, WeightSet set, Trainer& trainer);

/// Writes weights and average with the texts: what samples are drawn from. \throws UserError
void save_weights(const std::filesystem::path& path, const Trainer& trainer, const RunIdentity& run);

}  // namespace ebru
