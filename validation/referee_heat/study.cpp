#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "validation/common/convergence.hpp"
#include "validation/common/cosine_series.hpp"
#include "validation/common/heat_problem.hpp"
#include "validation/common/photographs.hpp"
#include "validation/common/study.hpp"
#include "validation/common/transport_problem.hpp"
#include "validation/petsc/advection_diffusion.hpp"
#include "validation/petsc/time_integration.hpp"

namespace ebru {

namespace {

using referee::Integration;
using referee::Integrator;

struct Settings {
    int photograph_cells = 0;
    double smoothing = 0.0;
    double fourier = 0.0;
    double alpha = 0.0;
    referee::StepTolerance tolerance;
    std::vector<int> sizes;
    int implicit_cells = 0;
};

/// What one code made of one photograph on one grid, in both precisions.
struct Solutions {
    std::string method;
    int steps = 1;
    std::vector<double> in_double;
    std::vector<double> in_float;
};

CosineSeries picture_of(const std::string& name, const Settings& settings) {
    CosineSeries picture(photograph(name, settings.photograph_cells), settings.photograph_cells);
    picture.smooth(settings.smoothing);
    return picture;
}

/// Step 1: our solutions on n x n cells: the heat process, and every transport method at rest.
std::vector<Solutions> our_solutions(const std::vector<double>& initial, int n, const Settings& settings) {
    const Grid grid{n, n};
    std::vector<Solutions> all;
    all.push_back({"heat process", 1, solve_heat<double>(grid, initial, settings.fourier),
                   solve_heat<float>(grid, initial, settings.fourier)});
    TransportProblem problem;
    problem.grid = grid;
    problem.initial = initial;
    problem.steps = std::max(1, static_cast<int>(std::lround(settings.fourier * n * n / settings.alpha)));
    problem.alpha = settings.fourier * n * n / problem.steps;
    for (const TransportScheme scheme : all_transport_schemes) {
        all.push_back({name_of(scheme), problem.steps, solve_transport<double>(scheme, problem),
                       solve_transport<float>(scheme, problem)});
    }
    return all;
}

/// Step 2: PETSc's, and what its two integrators differ by as a share of what their steps may err by.
std::vector<double> petsc_solution(const std::vector<double>& initial, int n, const Settings& settings,
                                   double& worst_share) {
    const auto rhs = referee::heat({n, n}, 1.0);
    const auto run = [&](Integrator integrator) {
        return referee::integrate(rhs, initial, settings.fourier, integrator, settings.tolerance);
    };
    Integration explicit_run = run(Integrator::explicit_rk);
    if (n <= settings.implicit_cells) {
        const Integration implicit_run = run(Integrator::implicit_ark);
        worst_share = std::max(worst_share, error_norms<double>(explicit_run.u, implicit_run.u).l2 /
                                                (explicit_run.error_bound(settings.tolerance, 1.0) +
                                                 implicit_run.error_bound(settings.tolerance, 1.0)));
    }
    return std::move(explicit_run.u);
}

/// Step 3: one photograph on all grids.
void judge_photograph(StudyReport& report, Table& table, const Settings& settings, const std::string& name,
                      double& worst_share, std::vector<std::string>& subjects) {
    const CosineSeries picture = picture_of(name, settings);
    std::vector<std::string> methods;
    std::vector<std::vector<GridErrors>> errors;
    for (const int n : settings.sizes) {
        const std::vector<double> initial = picture.sample(n);
        const std::vector<double> petsc = petsc_solution(initial, n, settings, worst_share);
        const std::vector<Solutions> ours = our_solutions(initial, n, settings);
        errors.resize(ours.size());
        methods.clear();
        for (std::size_t i = 0; i < ours.size(); ++i) {
            methods.push_back(ours[i].method);
            errors[i].push_back({n, ours[i].steps, error_norms<double>(ours[i].in_double, petsc),
                                 error_norms<double>(ours[i].in_float, petsc)});
        }
    }
    for (std::size_t i = 0; i < methods.size(); ++i) {
        subjects.push_back(fmt::format("{}, {} - PETSc", name, methods[i]));
        judge_convergence(report, table,
                          {subjects.back(), 2.0, 0.1, 0.5,
                           "the five-point Laplacian errs by h^2 (u_xxxx + u_yyyy)/12; the lattice methods by other "
                           "constants, the heat process not at all"},
                          errors[i]);
    }
}

/// Step 4: what it looks like, and the claim that both integrators agree.
void draw_fields(StudyReport& report, const Settings& settings) {
    FieldFigure figure{
        "fields", "The photographs as continuum fields, and what the heat process leaves of them", {}, 0.0, 1.0, 6};
    const int n = settings.photograph_cells;
    for (const std::string& name : photograph_names()) {
        const std::vector<double> initial = picture_of(name, settings).sample(n);
        figure.panels.push_back({name, n, n, initial});
        figure.panels.push_back({name + ", blurred", n, n, solve_heat<double>({n, n}, initial, settings.fourier)});
    }
    report.draw(figure);
}

}  // namespace

StudyRun referee_heat(StudyDeck& deck) {
    Settings settings;
    settings.photograph_cells = deck.deck().integer("photograph_cells", IntRange::at_least(16, "pixels"));
    settings.smoothing = deck.deck().real("smoothing", Range::closed(0.0, 0.2));
    settings.fourier = deck.deck().real("fourier", Range::above(0.0));
    settings.alpha = deck.deck().real("alpha", Range::closed(0.01, 1.0 / 6.0));
    settings.tolerance.value = deck.deck().real("tolerance", Range::closed(1e-12, 1e-4));
    settings.sizes = deck.refinements("sizes");
    settings.implicit_cells = deck.integer("implicit_cells", IntRange::at_least(8, "cells"));
    return [settings](StudyReport& report) {
        Table& table = convergence_table(report, "same_grid", "Heat process and transport at rest against PETSc");
        double worst_share = 0.0;
        for (const std::string& name : photograph_names()) {
            std::vector<std::string> subjects;
            judge_photograph(report, table, settings, name, worst_share, subjects);
            report.draw(
                convergence_figure(name, name + ": differences to PETSc on the same grid", table, subjects, {2.0}));
        }
        report.judge({"PETSc, explicit against implicit: share of what their steps may err by", worst_share, 0.0, 1.0,
                      "steps x tolerance x (1 + |u|), both: diffusion lets nothing grow"});
        draw_fields(report, settings);
    };
}

}  // namespace ebru
