#pragma once

#include <memory>
#include <vector>

#include "validation/petsc/right_hand_side.hpp"

namespace ebru::referee {

/// dF/du at one state as a sparse matrix of PETSc, to compare with the product that needs no matrix.
class AssembledJacobian {
  public:
    /// \param u (Y, X).
    AssembledJacobian(const RightHandSide& rhs, double t, const std::vector<double>& u);
    ~AssembledJacobian();

    /// (dF/du) w.
    [[nodiscard]] std::vector<double> multiply(const std::vector<double>& w) const;

  private:
    struct Matrix;
    std::unique_ptr<Matrix> matrix_;
};

}  // namespace ebru::referee
