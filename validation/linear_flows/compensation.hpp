#pragma once

#include "validation/common/study_report.hpp"
#include "validation/linear_flows/linear_flow.hpp"

namespace ebru {

/// The spurious drift of rotation, with and without compensation of the velocity: the blob's mean, measured against its
/// exact discrete recursion and against exp(L Om^2 n) (numerics.md 1.2).
/// \param base rotation on the grid of the figure; its turn is replaced by each of `turns`.
void judge_compensation(StudyReport& report, LinearFlowCase base, double alpha, const std::vector<double>& turns);

}  // namespace ebru
