#include "validation/petsc/petsc_time_integration.hpp"

#include <petscts.h>

#include <algorithm>
#include <cmath>

#include "validation/petsc/cell_mesh.hpp"

namespace ebru::referee {

namespace {

/// What the callbacks see. The implicit integrator solves u' - F(t, u) = 0 with the Jacobian shift - dF/du.
struct Problem {
    Problem(const RightHandSide& equation, const CellMesh& cells)
        : rhs(equation), mesh(cells), state(equation.grid().cells()) {}

    const RightHandSide& rhs;
    const CellMesh& mesh;
    double t = 0.0;
    double shift = 0.0;
    std::vector<double> state;  ///< u where the Jacobian is taken
    bool assembled = false;
    MatHandle jacobian;        ///< dF/du, assembled
    MatHandle preconditioner;  ///< shift - dF/du, assembled
    MatHandle matrix_free;     ///< the same as a product
};

PetscErrorCode evaluate_rhs(TS, PetscReal t, Vec u, Vec f, void* context) {
    return guarded([&] {
        const auto& problem = *static_cast<const Problem*>(context);
        problem.rhs.residual(t, VecReader(u), VecWriter(f));
    });
}

PetscErrorCode evaluate_implicit(TS, PetscReal t, Vec u, Vec rate, Vec f, void* context) {
    return guarded([&] {
        const auto& problem = *static_cast<const Problem*>(context);
        problem.rhs.residual(t, VecReader(u), VecWriter(f));
        check(VecAYPX(f, -1.0, rate));
    });
}

PetscErrorCode take_jacobian(TS, PetscReal t, Vec u, Vec /*rate*/, PetscReal shift, Mat, Mat preconditioner,
                             void* context) {
    return guarded([&] {
        auto& problem = *static_cast<Problem*>(context);
        const VecReader values(u);
        std::copy_n(static_cast<const double*>(values), problem.state.size(), problem.state.begin());
        problem.t = t;
        problem.shift = shift;
        if (!problem.assembled || !problem.rhs.linear()) {
            problem.mesh.assemble_jacobian(problem.rhs, t, values, problem.jacobian);
            problem.assembled = true;
        }
        check(MatCopy(problem.jacobian, preconditioner, SAME_NONZERO_PATTERN));
        check(MatScale(preconditioner, -1.0));
        check(MatShift(preconditioner, shift));
        check(MatAssemblyBegin(problem.matrix_free, MAT_FINAL_ASSEMBLY));
        check(MatAssemblyEnd(problem.matrix_free, MAT_FINAL_ASSEMBLY));
    });
}

PetscErrorCode multiply_jacobian(Mat matrix, Vec w, Vec out) {
    return guarded([&] {
        void* context = nullptr;
        check(MatShellGetContext(matrix, &context));
        const auto& problem = *static_cast<const Problem*>(context);
        problem.rhs.jacobian_product(problem.t, problem.state.data(), VecReader(w), VecWriter(out));
        check(VecAXPBY(out, problem.shift, -1.0, w));
    });
}

/// A stage is solved when what is left would change u by a thousandth of a step's tolerance. Linear: |du| <=
/// |residual|/shift and shift >= 1/t_end for a right-hand side that damps. Not linear: by the size of Newton's last
/// step; the residual alone would not do, since at small steps its round-off, eps shift |u|, is larger.
void set_solver(TS ts, const Problem& problem, double t_end, double tolerance) {
    const double share = 1e-3 * tolerance;
    const double residual = share * std::sqrt(static_cast<double>(problem.state.size())) / t_end;
    const bool linear = problem.rhs.linear();
    constexpr int newton_steps = 50;
    constexpr int gmres_steps = 1000;
    SNES snes = nullptr;
    KSP ksp = nullptr;
    PC pc = nullptr;
    SNESLineSearch search = nullptr;
    check(TSGetSNES(ts, &snes));
    check(SNESSetType(snes, linear ? SNESKSPONLY : SNESNEWTONLS));
    check(SNESSetTolerances(snes, residual, 0.0, share, newton_steps, PETSC_MAX_INT));
    check(SNESGetLineSearch(snes, &search));
    check(SNESLineSearchSetType(search, SNESLINESEARCHBASIC));  // full steps: round-off would stop a search
    check(SNESGetKSP(snes, &ksp));
    check(KSPSetType(ksp, KSPGMRES));
    check(KSPSetPCSide(ksp, PC_RIGHT));  // the norm that is judged is that of the residual itself
    check(KSPSetTolerances(ksp, linear ? 1e-15 : 1e-5, 0.1 * residual, 1e5, gmres_steps));
    check(KSPGetPC(ksp, &pc));
    check(PCSetType(pc, PCILU));
}

void set_explicit(TS ts, Problem& problem) {
    check(TSSetType(ts, TSRK));
    check(TSRKSetType(ts, TSRK8VR));
    check(TSSetRHSFunction(ts, nullptr, evaluate_rhs, &problem));
}

void set_implicit(TS ts, Problem& problem, double t_end, double tolerance) {
    const auto cells = static_cast<PetscInt>(problem.state.size());
    problem.mesh.create(problem.jacobian);
    problem.mesh.create(problem.preconditioner);
    check(MatCreateShell(PETSC_COMM_SELF, cells, cells, cells, cells, &problem, problem.matrix_free.created()));
    check(MatShellSetOperation(problem.matrix_free, MATOP_MULT, reinterpret_cast<void (*)()>(multiply_jacobian)));
    check(TSSetType(ts, TSARKIMEX));
    check(TSARKIMEXSetType(ts, TSARKIMEX5));
    check(TSARKIMEXSetFullyImplicit(ts, PETSC_TRUE));
    check(TSSetIFunction(ts, nullptr, evaluate_implicit, &problem));
    check(TSSetIJacobian(ts, problem.matrix_free, problem.preconditioner, take_jacobian, &problem));
    set_solver(ts, problem, t_end, tolerance);
}

/// A first step that is small for any smooth start; the controller grows it at once.
void set_steps(TS ts, double t_end, double tolerance) {
    check(TSSetTolerances(ts, tolerance, nullptr, tolerance, nullptr));
    check(TSSetTimeStep(ts, 1e-4 * t_end));
    check(TSSetMaxTime(ts, t_end));
    check(TSSetMaxSteps(ts, 10000000));
    check(TSSetMaxStepRejections(ts, 100));
    check(TSSetExactFinalTime(ts, TS_EXACTFINALTIME_MATCHSTEP));
    TSAdapt adapt = nullptr;
    check(TSGetAdapt(ts, &adapt));
    check(TSAdaptSetType(adapt, TSADAPTBASIC));
}

}  // namespace

Integration integrate_by_petsc(const RightHandSide& rhs, const std::vector<double>& initial, double t_end,
                               Integrator integrator, const StepTolerance& tolerance) {
    const CellMesh mesh(rhs.grid());
    Problem problem(rhs, mesh);
    VecHandle u;
    mesh.create(u);
    std::copy(initial.begin(), initial.end(), static_cast<double*>(VecWriter(u)));

    PetscHandle<TS, TSDestroy> ts;
    check(TSCreate(PETSC_COMM_SELF, ts.created()));
    check(TSSetDM(ts, mesh.dm()));
    check(TSSetProblemType(ts, TS_NONLINEAR));  // the general interface, for linear equations too
    if (integrator == Integrator::explicit_rk) {
        set_explicit(ts, problem);
    } else {
        set_implicit(ts, problem, t_end, tolerance.value);
    }
    set_steps(ts, t_end, tolerance.value);
    check(TSSolve(ts, u));

    TSConvergedReason reason = TS_CONVERGED_ITERATING;
    check(TSGetConvergedReason(ts, &reason));
    if (reason != TS_CONVERGED_TIME) {
        throw PetscFailure("PETSc: " + name_of(integrator) + " ended before t = " + std::to_string(t_end) +
                           " (TSConvergedReason " + std::to_string(static_cast<int>(reason)) +
                           ") loosen the tolerance");
    }
    Integration result;
    PetscInt steps = 0;
    PetscInt rejected = 0;
    PetscInt iterations = 0;
    check(TSGetStepNumber(ts, &steps));
    check(TSGetStepRejections(ts, &rejected));
    check(TSGetKSPIterations(ts, &iterations));
    const VecReader values(u);
    result.u.assign(static_cast<const double*>(values), values + initial.size());
    result.steps = static_cast<int>(steps);
    result.rejected = static_cast<int>(rejected);
    result.linear_iterations = static_cast<int>(iterations);
    return result;
}

}  // namespace ebru::referee
