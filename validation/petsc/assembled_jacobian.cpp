#include "validation/petsc/assembled_jacobian.hpp"

#include <petscmat.h>

#include <algorithm>

#include "base/error.hpp"
#include "validation/petsc/cell_mesh.hpp"

namespace ebru::referee {

struct AssembledJacobian::Matrix {
    explicit Matrix(Grid grid) : cells(grid.cells()), mesh(grid) {
        mesh.create(jacobian);
        mesh.create(input);
        mesh.create(output);
    }

    std::size_t cells;
    CellMesh mesh;
    MatHandle jacobian;
    VecHandle input;
    VecHandle output;
};

AssembledJacobian::AssembledJacobian(const RightHandSide& rhs, double t, const std::vector<double>& u)
    : matrix_(std::make_unique<Matrix>(rhs.grid())) {
    EBRU_EXPECT(u.size() == rhs.grid().cells());
    matrix_->mesh.assemble_jacobian(rhs, t, u.data(), matrix_->jacobian);
}

AssembledJacobian::~AssembledJacobian() = default;

std::vector<double> AssembledJacobian::multiply(const std::vector<double>& w) const {
    EBRU_EXPECT(w.size() == matrix_->cells);
    std::copy(w.begin(), w.end(), static_cast<double*>(VecWriter(matrix_->input)));
    check(MatMult(matrix_->jacobian, matrix_->input, matrix_->output));
    const VecReader values(matrix_->output);
    return {static_cast<const double*>(values), values + w.size()};
}

}  // namespace ebru::referee
