#include "validation/petsc/cell_mesh.hpp"

namespace ebru::referee {

namespace {

MatStencil stencil_of(Cell cell) {
    return {0, cell.y, cell.x, 0};
}

}  // namespace

CellMesh::CellMesh(Grid grid) {
    PetscSession::get();
    check(DMDACreate2d(PETSC_COMM_SELF, DM_BOUNDARY_NONE, DM_BOUNDARY_NONE, DMDA_STENCIL_BOX, grid.nx, grid.ny, 1, 1, 1,
                       1, nullptr, nullptr, dm_.created()));
    check(DMSetUp(dm_));
}

void CellMesh::create(VecHandle& vector) const {
    check(DMCreateGlobalVector(dm_, vector.created()));
}

void CellMesh::create(MatHandle& matrix) const {
    check(DMCreateMatrix(dm_, matrix.created()));
}

void CellMesh::assemble_jacobian(const RightHandSide& rhs, double t, const double* u, Mat matrix) const {
    check(MatZeroEntries(matrix));
    rhs.jacobian(t, u, [matrix](Cell row, Cell column, double value) {
        const MatStencil at = stencil_of(row);
        const MatStencil of = stencil_of(column);
        check(MatSetValuesStencil(matrix, 1, &at, 1, &of, &value, ADD_VALUES));
    });
    check(MatAssemblyBegin(matrix, MAT_FINAL_ASSEMBLY));
    check(MatAssemblyEnd(matrix, MAT_FINAL_ASSEMBLY));
}

}  // namespace ebru::referee
