#include <fmt/format.h>

#include <algorithm>

#include "diagnostics/observed_order.hpp"
#include "validation/common/convergence.hpp"
#include "validation/common/study.hpp"
#include "validation/manufactured_walls/manufactured_solution.hpp"

namespace ebru {

namespace {

struct Settings {
    ManufacturedSolution::Settings solution;
    std::vector<int> sizes;
};

/// Adds `share` of a step's source at the time `step`.
template <class Real>
void add_source(TransportCore<Real>& core, const ManufacturedSolution& solution, double step, double share,
                std::vector<double>& source, const ImageBatch<Real>& delta) {
    solution.source(step, source);
    const auto host = Kokkos::create_mirror_view(delta);
    std::transform(source.begin(), source.end(), host.data(),
                   [share](double value) { return static_cast<Real>(share * value); });
    Kokkos::deep_copy(delta, host);
    core.add(delta);
}

/// All steps with Strang splitting of the source; the state at the end.
template <class Real>
std::vector<double> solve(TransportScheme scheme, const ManufacturedSolution& solution) {
    const TransportProblem& problem = solution.problem();
    const Grid grid = problem.grid;
    const auto core = make_core<Real>(scheme, {1, grid.ny, grid.nx}, problem.walls);
    load_state(*core, grid, problem.initial);
    const double lag = core->velocity_lag(problem.alpha);
    core->set_velocity(compensated_velocity(problem.velocity, grid, problem.walls, lag), std::vector<int>{0});
    std::vector<double> source;
    const ImageBatch<Real> delta("source", 1, 1, static_cast<std::size_t>(grid.ny), static_cast<std::size_t>(grid.nx));
    add_source(*core, solution, 0.0, 0.5, source, delta);
    for (int step = 1; step <= problem.steps; ++step) {
        core->run(1, problem.alpha);
        add_source(*core, solution, step, step < problem.steps ? 1.0 : 0.5, source, delta);
    }
    return read_state(*core, grid);
}

void judge_order(StudyReport& report, const Settings& settings) {
    Table& table = convergence_table(report, "order", "Manufactured solution between walls, with its source");
    std::vector<std::string> subjects;
    for (const TransportScheme scheme : all_transport_schemes) {
        std::vector<GridErrors> grids;
        for (const int n : settings.sizes) {
            const ManufacturedSolution solution(settings.solution, n);
            const int steps = solution.problem().steps;
            const std::vector<double> exact = solution.exact(steps);
            grids.push_back({n, steps, error_norms<double>(solve<double>(scheme, solution), exact),
                             error_norms<double>(solve<float>(scheme, solution), exact)});
        }
        subjects.push_back(name_of(scheme));
        judge_convergence(report, table,
                          {subjects.back(), 2.0, 0.1, 0.3, "diffusive scaling; Strang splitting leaves O(h^4)"}, grids);
    }
    report.draw(convergence_figure("order", table.caption() + ", against the exact solution", table, subjects, {2.0}));
}

/// The source is worth something: without it the error stays where it is.
void judge_without_source(StudyReport& report, const Settings& settings) {
    std::vector<double> spacings;
    std::vector<double> errors;
    for (const int n : settings.sizes) {
        const ManufacturedSolution solution(settings.solution, n);
        const std::vector<double> u = solve_transport<double>(TransportScheme::stencil, solution.problem());
        spacings.push_back(1.0 / n);
        errors.push_back(error_norms<double>(u, solution.exact(solution.problem().steps)).l2);
    }
    report.judge({"stencil without source, double: order", fit_power_law(spacings, errors).slope, -0.5, 0.5,
                  "an equation without its source has another solution: order 0"});
}

void draw_fields(StudyReport& report, const Settings& settings) {
    const int n = settings.sizes.back();
    const ManufacturedSolution solution(settings.solution, n);
    const std::vector<double> exact = solution.exact(solution.problem().steps);
    std::vector<double> error = solve<double>(TransportScheme::stencil, solution);
    const std::vector<double> computed = error;
    std::transform(error.begin(), error.end(), exact.begin(), error.begin(), std::minus<>());
    std::vector<double> source;
    solution.source(0.0, source);
    const auto cells = static_cast<std::ptrdiff_t>(solution.problem().grid.cells());
    const std::vector<double>& velocity = solution.problem().velocity;
    FieldFigure figure;
    figure.name = "fields";
    figure.caption = fmt::format("Velocity, source at the start, solution and error on {} x {} cells (stencil)", n, n);
    figure.panels = {{"v_x", n, n, {velocity.begin(), velocity.begin() + cells}},
                     {"v_y", n, n, {velocity.begin() + cells, velocity.end()}},
                     {"source", n, n, source},
                     {"computed", n, n, computed},
                     {"exact", n, n, exact},
                     {"error", n, n, error}};
    figure.columns = 3;
    report.draw(figure);
}

}  // namespace

StudyRun manufactured_walls(StudyDeck& deck) {
    Settings settings;
    settings.solution.fourier = deck.deck().real("fourier", Range::above(0.0));
    settings.solution.peclet = deck.deck().real("peclet", Range::above(0.0));
    settings.solution.swing = deck.deck().real("swing", Range::at_least(0.0));
    settings.solution.alpha = deck.deck().real("alpha", Range::closed(0.1, 1.0 / 6.0, "cells^2 per step"));
    settings.sizes = deck.refinements("sizes");
    return [settings](StudyReport& report) {
        judge_order(report, settings);           // step 1: the claim
        judge_without_source(report, settings);  // step 2: that the claim could fail
        draw_fields(report, settings);           // step 3: what one sees
    };
}

}  // namespace ebru
