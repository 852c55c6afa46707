#pragma once

#include <vector>

#include "validation/common/study_report.hpp"

namespace ebru {

/// Mass over many steps on every shape of grid, float and double, mirror walls and bounce-back.
void judge_mass(StudyReport& report, int steps);

/// Maximum principle at rest over tau, and positivity in a flow over the cell Peclet number (numerics.md 1.3).
struct BoundsCases {
    int cells = 24;
    int steps = 60;
    std::vector<double> taus;
};
void judge_maximum_principle(StudyReport& report, const BoundsCases& cases);
void judge_positivity(StudyReport& report, const BoundsCases& cases);

/// Var(u_t) <= Var(u_0) exp(-2 pi^2 alpha t / N^2) and never growing, in flows along the walls (numerics.md 2, item 9).
void judge_mixing(StudyReport& report, int cells);

/// A constant image in a steady flow becomes 1 + (L/alpha) p, -lap p = div(v.grad v); compensation takes it away
/// (numerics.md 1.2). \param sizes widths, at least four.
void judge_constants(StudyReport& report, const std::vector<int>& sizes);

}  // namespace ebru
