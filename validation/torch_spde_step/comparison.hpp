#pragma once

#include "solvers/bench/measurement.hpp"

namespace ebru {

/// How the tensors' step is written.
struct TensorForm {
    int block = 0;  ///< images at a time in TunedStep; 0: plain_step()
};

/// How far one step of ours and of the tensors' lie apart.
struct StepDifference {
    double largest = 0.0;  ///< over all cells
    double bound = 0.0;    ///< what round-off allows
    double change = 0.0;   ///< largest change that the step makes
};

/// One step of both from the same images on the same normals.
///
/// Round-off: a flux alpha_1 n/sqrt(1 + s(n^2 + t^2)) is as exact as its differences n and t, whose errors it passes on
/// by a factor below one, and a handful of operations; with |n| <= D a face is wrong by at most 16 eps alpha_1 D, a
/// cell has four faces and there are two programs; the state is rounded at most four times in each. So the bound is eps
/// (8 M + 128 dt alpha_1 D), M the largest value, both measured.
template <class Real>
StepDifference compare_step(TensorForm form);

/// Ours (a) and the tensors' (b) steps in turn, float, each with normals of its own.
PairedTiming time_steps(TensorForm form, int rounds);

}  // namespace ebru
