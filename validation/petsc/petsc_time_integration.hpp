#pragma once

#include <vector>

#include "validation/petsc/time_integration.hpp"

namespace ebru::referee {

/// integrate(), on PETSc's side of the module.
Integration integrate_by_petsc(const RightHandSide& rhs, const std::vector<double>& initial, double t_end,
                               Integrator integrator, const StepTolerance& tolerance);

}  // namespace ebru::referee
