#pragma once

#include <c10/core/Device.h>

#include "ml/program/train_problem.hpp"
#include "solvers/bench/measurement.hpp"

namespace ebru {

/// Time of an update of the trainer (drawing the batch, the example, clipping, the average of the weights, and all
/// checks) against the bare forward pass, loss, backward pass and optimiser step of the same network on an example that
/// lies ready, in turn, `repeats` times. `a` is the trainer, `b` is bare. Over ranks, of this rank's share of the
/// batch: then `a` has the sums over ranks as well.
PairedTiming time_updates(const TrainProblem& problem, c10::Device device, int repeats);

/// Runs it and prints a line. \return exit code.
int bench_training(const TrainProblem& problem, c10::Device device, int repeats);

}  // namespace ebru
