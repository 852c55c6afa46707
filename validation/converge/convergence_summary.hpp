#pragma once

#include <string>
#include <vector>

#include "validation/common/study_report.hpp"
#include "validation/converge/convergence_run.hpp"

namespace ebru {

/// What stands above the figures: process, images, level, Fo, Pe, reference.
std::string describe_problem(const RefinedDeck& deck, const ConvergenceRequest& request);

/// Errors and orders of every grid, in double and in float, as a table for a terminal.
std::string error_table(const MeasuredConvergence& measured);

/// What the numbers say: the fitted order, where float rounds, and what limits them. One sentence each.
std::vector<std::string> conclusions(const RefinedDeck& deck, const MeasuredConvergence& measured);

/// The same as tables and figures of a report.
void fill_report(const RefinedDeck& deck, const MeasuredConvergence& measured, StudyReport& report);

}  // namespace ebru
