#pragma once

#include <string>
#include <vector>

#include "validation/petsc/right_hand_side.hpp"

namespace ebru::referee {

/// Two integrators that share no formula.
enum class Integrator {
    explicit_rk,   ///< TSRK 8vr: Verner's explicit Runge-Kutta of order 8 with an embedded 7th
    implicit_ark,  ///< TSARKIMEX 5, fully implicit: diagonally implicit, L-stable, order 5 with an embedded 4th; Newton
                   ///< and GMRES with the matrix-free Jacobian, preconditioned by ILU of the assembled one
};

/// "TSRK 8vr", "TSARKIMEX 5".
inline std::string name_of(Integrator integrator) {
    return integrator == Integrator::explicit_rk ? "TSRK 8vr" : "TSARKIMEX 5";
}

/// What a step may err by: in the mean square over the cells, tolerance (1 + |u|). PETSc's estimate is that of the
/// lower-order formula, so the step itself errs by less.
struct StepTolerance {
    double value = 1e-10;  ///< relative and absolute, > 0
};

struct Integration {
    std::vector<double> u;      ///< (Y, X) at the end
    int steps = 0;              ///< accepted
    int rejected = 0;           ///< tried and made smaller
    int linear_iterations = 0;  ///< of GMRES, in all

    /// Bound on the error in time, in the mean square, of a right-hand side that lets no difference between two
    /// solutions grow: what all steps may err by together.
    [[nodiscard]] double error_bound(const StepTolerance& tolerance, double largest_value) const {
        return steps * tolerance.value * (1.0 + largest_value);
    }
};

/// u at t_end from u at 0, with steps chosen by PETSc's controller. \throws PetscFailure, and what F throws
Integration integrate(const RightHandSide& rhs, const std::vector<double>& initial, double t_end, Integrator integrator,
                      const StepTolerance& tolerance);

}  // namespace ebru::referee
