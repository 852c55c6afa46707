#pragma once

#include <vector>

#include "validation/common/study_report.hpp"

namespace ebru {

/// Algebra of the discrete operators, each to round-off: totals, constants, eigenvectors, Jacobians.
void judge_operators(StudyReport& report, const std::vector<int>& eigenvalue_cells);

}  // namespace ebru
