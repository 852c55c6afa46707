#pragma once

#include <cstdint>

#include "validation/common/study_report.hpp"
#include "validation/petsc/time_integration.hpp"
#include "validation/referee_spde/spde_problem.hpp"

namespace ebru {

struct RefereeSpdeSettings {
    int photograph_cells = 0;
    double smoothing = 0.0;
    double lambda_width = 0.0;
    std::vector<double> lambdas;
    SpdeProblem problem;  ///< without noise
    std::vector<double> ells;
    std::uint64_t seed = 0;
    referee::StepTolerance tolerance;
    std::vector<int> sizes;
    int raw_cells = 0;
    std::vector<int> steps;
    int path_steps = 0;
};

/// The drift value by value, its total, and the Jacobian-vector product against its differences, on raw photographs.
void judge_drift_values(StudyReport& report, const RefereeSpdeSettings& settings);

/// The drift against PETSc's other form, on smooth photographs under refinement.
void judge_drift_order(StudyReport& report, const RefereeSpdeSettings& settings);

/// The noise-free trajectory against PETSc's integrators, as the time step shrinks.
void judge_trajectories(StudyReport& report, const RefereeSpdeSettings& settings);

/// Paths of one noise, ours and PETSc's.
void judge_paths(StudyReport& report, const RefereeSpdeSettings& settings);

}  // namespace ebru
