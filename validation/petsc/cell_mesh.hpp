#pragma once

#include <petscdmda.h>

#include "grid/grid.hpp"
#include "validation/petsc/petsc_call.hpp"
#include "validation/petsc/right_hand_side.hpp"

namespace ebru::referee {

using VecHandle = PetscHandle<Vec, VecDestroy>;
using MatHandle = PetscHandle<Mat, MatDestroy>;

/// A DMDA of one value a cell, box stencil of width one, no ghosts: walls are the right-hand side's business. On one
/// rank its vectors are (Y, X), x fastest.
class CellMesh {
  public:
    explicit CellMesh(Grid grid);

    [[nodiscard]] DM dm() const { return dm_; }
    void create(VecHandle& vector) const;
    void create(MatHandle& matrix) const;

    /// matrix = dF/du at (t, u).
    void assemble_jacobian(const RightHandSide& rhs, double t, const double* u, Mat matrix) const;

  private:
    PetscHandle<DM, DMDestroy> dm_;
};

/// The values of a vector while it lives, read only.
class VecReader {
  public:
    explicit VecReader(Vec vector) : vector_(vector) { check(VecGetArrayRead(vector, &values_)); }
    VecReader(const VecReader&) = delete;
    VecReader& operator=(const VecReader&) = delete;
    ~VecReader() { static_cast<void>(VecRestoreArrayRead(vector_, &values_)); }
    operator const double*() const { return values_; }  // NOLINT(google-explicit-constructor)

  private:
    Vec vector_;
    const double* values_ = nullptr;
};

/// The values of a vector while it lives, all to be written.
class VecWriter {
  public:
    explicit VecWriter(Vec vector) : vector_(vector) { check(VecGetArrayWrite(vector, &values_)); }
    VecWriter(const VecWriter&) = delete;
    VecWriter& operator=(const VecWriter&) = delete;
    ~VecWriter() { static_cast<void>(VecRestoreArrayWrite(vector_, &values_)); }
    operator double*() const { return values_; }  // NOLINT(google-explicit-constructor)

  private:
    Vec vector_;
    double* values_ = nullptr;
};

}  // namespace ebru::referee
