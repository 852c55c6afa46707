#include <petscmat.h>

#include <algorithm>

#include "validation/petsc/cell_mesh.hpp"
#include "validation/petsc/petsc_time_integration.hpp"
#include "validation/petsc/referee_module.hpp"

namespace ebru::referee {

namespace {

/// A vector of the mesh with these values.
void fill(const CellMesh& mesh, VecHandle& vector, const std::vector<double>& values) {
    mesh.create(vector);
    std::copy(values.begin(), values.end(), static_cast<double*>(VecWriter(vector)));
}

class MeshMatrix final : public SparseMatrix {
  public:
    explicit MeshMatrix(Grid grid) : mesh_(grid) {
        mesh_.create(matrix_);
        mesh_.create(input_);
        mesh_.create(output_);
    }

    void assemble(const RightHandSide& rhs, double t, const std::vector<double>& u) {
        mesh_.assemble_jacobian(rhs, t, u.data(), matrix_);
    }

    [[nodiscard]] std::vector<double> multiply(const std::vector<double>& w) const override {
        std::copy(w.begin(), w.end(), static_cast<double*>(VecWriter(input_)));
        check(MatMult(matrix_, input_, output_));
        const VecReader values(output_);
        return {static_cast<const double*>(values), values + w.size()};
    }

  private:
    CellMesh mesh_;
    MatHandle matrix_;
    VecHandle input_;
    VecHandle output_;
};

class PetscModule final : public RefereeModule {
  public:
    [[nodiscard]] std::string version() const override { return PetscSession::get().version(); }

    [[nodiscard]] Integration integrate(const RightHandSide& rhs, const std::vector<double>& initial, double t_end,
                                        Integrator integrator, const StepTolerance& tolerance) const override {
        return integrate_by_petsc(rhs, initial, t_end, integrator, tolerance);
    }

    [[nodiscard]] std::unique_ptr<SparseMatrix> assemble_jacobian(const RightHandSide& rhs, double t,
                                                                  const std::vector<double>& u) const override {
        auto matrix = std::make_unique<MeshMatrix>(rhs.grid());
        matrix->assemble(rhs, t, u);
        return matrix;
    }

    [[nodiscard]] std::vector<double> euler_maruyama_step(const RightHandSide& rhs, const NoisyStep& step,
                                                          const std::vector<double>& u) const override {
        const CellMesh mesh(rhs.grid());
        VecHandle state;
        VecHandle drift;
        VecHandle noise;
        VecHandle increment;
        fill(mesh, state, u);
        fill(mesh, noise, step.coefficient);
        fill(mesh, increment, step.increment);
        mesh.create(drift);
        rhs.residual(step.t, VecReader(state), VecWriter(drift));
        check(VecAXPY(state, step.dt, drift));
        check(VecPointwiseMult(noise, noise, increment));
        check(VecAXPY(state, 1.0, noise));
        const VecReader values(state);
        return {static_cast<const double*>(values), values + u.size()};
    }
};

}  // namespace

}  // namespace ebru::referee

extern "C" const ebru::referee::RefereeModule* ebru_referee_module() {
    static const ebru::referee::PetscModule module;
    ebru::referee::PetscSession::get();
    return &module;
}
