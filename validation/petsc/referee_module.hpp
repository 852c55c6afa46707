#pragma once

#include <memory>
#include <string>
#include <vector>

#include "validation/petsc/right_hand_side.hpp"
#include "validation/petsc/time_integration.hpp"

namespace ebru::referee {

/// A matrix that PETSc holds.
class SparseMatrix {
  public:
    virtual ~SparseMatrix() = default;

    /// (Y, X) to (Y, X).
    [[nodiscard]] virtual std::vector<double> multiply(const std::vector<double>& w) const = 0;
};

/// The noise of one step of du = F dt + g .* dW, and how long the step is.
struct NoisyStep {
    double t = 0.0;
    double dt = 0.0;
    const std::vector<double>& coefficient;  ///< g(t, u), (Y, X)
    const std::vector<double>& increment;    ///< dW over dt, (Y, X)
};

/// Everything that needs PETSc, behind a library of its own that is loaded when a study first asks: PETSc brings dozens
/// of libraries, which every start of the program would pay for.
class RefereeModule {
  public:
    virtual ~RefereeModule() = default;

    /// Of PETSc: "3.22.5".
    [[nodiscard]] virtual std::string version() const = 0;

    [[nodiscard]] virtual Integration integrate(const RightHandSide& rhs, const std::vector<double>& initial,
                                                double t_end, Integrator integrator,
                                                const StepTolerance& tolerance) const = 0;

    /// dF/du at (t, u).
    [[nodiscard]] virtual std::unique_ptr<SparseMatrix> assemble_jacobian(const RightHandSide& rhs, double t,
                                                                          const std::vector<double>& u) const = 0;

    /// u + dt F(t, u) + g .* dW, by operations on PETSc's vectors.
    [[nodiscard]] virtual std::vector<double> euler_maruyama_step(const RightHandSide& rhs, const NoisyStep& step,
                                                                  const std::vector<double>& u) const = 0;
};

/// The module, loaded and PETSc started at the first call. \throws UserError when it is not where it was built or
/// installed, PetscFailure when PETSc cannot start.
const RefereeModule& referee_module();

}  // namespace ebru::referee
