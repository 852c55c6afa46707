#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "diagnostics/observed_order.hpp"
#include "validation/common/convergence.hpp"
#include "validation/common/study.hpp"
#include "validation/referee_turbulence/turbulence_problem.hpp"

namespace ebru {

namespace {

using referee::Integration;
using referee::Integrator;

constexpr double eps = std::numeric_limits<double>::epsilon();

/// What the codes made of one grid.
struct GridSolutions {
    int n = 0;
    int steps = 0;
    std::vector<double> initial;
    Integration petsc;
    std::vector<std::vector<double>> in_double;  ///< of each transport scheme
    std::vector<std::vector<double>> in_float;
};

/// Step 1: both codes are given the same velocity, each from its own evaluation of the series.
void judge_velocity(StudyReport& report, const TurbulenceSettings& settings, const TurbulencePhotograph& problem) {
    const int n = settings.sizes.back();
    const std::vector<double> ours = problem.velocity(n);
    const std::size_t cells = ours.size() / 2;
    double worst = 0.0;
    for (std::size_t i = 0; i < cells; ++i) {
        const double x = (double(i % std::size_t(n)) + 0.5) / n;
        const double y = (double(i / std::size_t(n)) + 0.5) / n;
        worst = std::max({worst, std::abs(ours[i] - problem.turbulence().velocity_x(x, y)),
                          std::abs(ours[cells + i] - problem.turbulence().velocity_y(x, y))});
    }
    report.judge(bound_verdict("velocity: generator against the referee's sum of the series, cell centres, rms 1",
                               worst,
                               2.0 * std::numbers::pi * settings.band.m_max * problem.turbulence().speed_bound() * eps,
                               "arguments up to 2 pi m_max are rounded by eps, in every mode"));
}

std::vector<GridSolutions> solve(const TurbulenceSettings& settings, const TurbulencePhotograph& problem) {
    std::vector<GridSolutions> all;
    for (const int n : settings.sizes) {
        const TransportProblem lattice = problem.lattice_problem(n);
        GridSolutions grid{n, lattice.steps, lattice.initial, problem.petsc_solution(n, Integrator::explicit_rk), {},
                           {}};
        for (const TransportScheme scheme : all_transport_schemes) {
            grid.in_double.push_back(solve_transport<double>(scheme, lattice));
            grid.in_float.push_back(solve_transport<float>(scheme, lattice));
        }
        all.push_back(std::move(grid));
    }
    return all;
}

/// sum u - sum u_0, summed as differences: the sums themselves would be rounded more than the solution.
double change_of_total(const GridSolutions& grid) {
    return std::transform_reduce(grid.petsc.u.begin(), grid.petsc.u.end(), grid.initial.begin(), 0.0, std::plus<>(),
                                 std::minus<>());
}

/// Each of the 13 stages of a step rounds a cell by eps |u|; the roundings are independent, so that those of a total
/// add up as a root.
double total_roundings(const GridSolutions& grid) {
    return std::sqrt(13.0 * grid.petsc.steps * double(grid.initial.size())) * eps;
}

/// Step 2: the referee's own accounts: both integrators, and the mass.
void judge_referee(StudyReport& report, const TurbulenceSettings& settings, const TurbulencePhotograph& problem,
                   const std::vector<GridSolutions>& grids) {
    Table& table = report.table("integrators", "PETSc's explicit and implicit integrators on the same grid",
                                {{"N", "cells"},
                                 {"explicit_steps", ""},
                                 {"explicit_rejected", ""},
                                 {"implicit_steps", ""},
                                 {"gmres_iterations", ""},
                                 {"difference_l2", ""},
                                 {"bound", ""}});
    double worst_share = 0.0;
    double worst_mass = 0.0;
    for (const GridSolutions& grid : grids) {
        worst_mass = std::max(worst_mass, std::abs(change_of_total(grid)) / total_roundings(grid));
        if (grid.n > settings.implicit_cells) {
            continue;
        }
        const Integration implicit = problem.petsc_solution(grid.n, Integrator::implicit_ark);
        const double difference = error_norms<double>(grid.petsc.u, implicit.u).l2;
        const double bound =
            grid.petsc.error_bound(settings.tolerance, 1.0) + implicit.error_bound(settings.tolerance, 1.0);
        worst_share = std::max(worst_share, difference / bound);
        table.add({std::int64_t{grid.n}, std::int64_t{grid.petsc.steps}, std::int64_t{grid.petsc.rejected},
                   std::int64_t{implicit.steps}, std::int64_t{implicit.linear_iterations}, difference, bound});
    }
    report.judge({"PETSc, explicit against implicit: share of what their steps may err by", worst_share, 0.0, 1.0,
                  "steps x tolerance x (1 + |u|), both: a discretely solenoidal field lets nothing grow"});
    report.judge({"PETSc: change of the total, share of what roundings may leave", worst_mass, 0.0, 8.0,
                  "eps sqrt(stages x steps x cells); eight standard deviations"});
}

std::vector<std::string> subjects_of(const std::string& relation) {
    std::vector<std::string> subjects;
    for (const TransportScheme scheme : all_transport_schemes) {
        subjects.push_back(name_of(scheme) + relation);
    }
    return subjects;
}

/// Step 3: the difference of the codes on the same grid.
void judge_same_grid(StudyReport& report, const std::vector<GridSolutions>& grids) {
    Table& table = convergence_table(report, "same_grid", "Lattice methods against PETSc on the same grid");
    const std::vector<std::string> subjects = subjects_of(" - PETSc");
    for (std::size_t scheme = 0; scheme < subjects.size(); ++scheme) {
        std::vector<GridErrors> errors;
        for (const GridSolutions& grid : grids) {
            errors.push_back({grid.n, grid.steps, error_norms<double>(grid.in_double[scheme], grid.petsc.u),
                              error_norms<double>(grid.in_float[scheme], grid.petsc.u)});
        }
        judge_convergence(report, table,
                          {subjects[scheme], 2.0, 0.15, 0.5, "both are second order, with different constants"},
                          errors);
    }
    report.draw(convergence_figure("same_grid", table.caption(), table, subjects, {2.0}));
}

/// PETSc's solutions on two grids, each continued between its cells by its cosine series (the fields are even about the
/// walls, so it converges faster than any power), extrapolated with the order two that the referee has shown.
class Extrapolation {
  public:
    Extrapolation(int coarse_cells, const std::vector<double>& coarse, int fine_cells, const std::vector<double>& fine)
        : coarse_(coarse, coarse_cells),
          fine_(fine, fine_cells),
          weight_(1.0 / (std::pow(double(fine_cells) / coarse_cells, 2) - 1.0)) {}

    [[nodiscard]] std::vector<double> sample(int n) const {
        std::vector<double> u = fine_.sample(n);
        const std::vector<double> lower = coarse_.sample(n);
        for (std::size_t i = 0; i < u.size(); ++i) {
            u[i] += weight_ * (u[i] - lower[i]);
        }
        return u;
    }

  private:
    CosineSeries coarse_;
    CosineSeries fine_;
    double weight_;
};

Extrapolation continuum_solution(const TurbulenceSettings& settings, const TurbulencePhotograph& problem) {
    const int coarse = settings.reference_sizes[0];
    const int fine = settings.reference_sizes[1];
    return {coarse, problem.petsc_solution(coarse, Integrator::explicit_rk).u, fine,
            problem.petsc_solution(fine, Integrator::explicit_rk).u};
}

/// The error of an extrapolation from n_1 and n_2 cells is C/(n_1 n_2)^2. So what the reference moves by, when it is
/// made from coarser grids instead, tells its own error, which must be small beside those that are judged.
void judge_reference(StudyReport& report, const TurbulenceSettings& settings, const std::vector<GridSolutions>& grids,
                     const Extrapolation& reference) {
    const GridSolutions& last = grids.back();
    const GridSolutions& before = grids[grids.size() - 2];
    const Extrapolation coarser(before.n, before.petsc.u, last.n, last.petsc.u);
    const double finer_by =
        double(settings.reference_sizes[0]) * settings.reference_sizes[1] / (double(before.n) * last.n);
    const std::vector<double> continuum = reference.sample(last.n);
    const double own_error = error_norms<double>(coarser.sample(last.n), continuum).l2 / (finer_by * finer_by - 1.0);
    double smallest = std::numeric_limits<double>::infinity();
    for (const std::vector<double>& u : last.in_double) {
        smallest = std::min(smallest, error_norms<double>(u, continuum).l2);
    }
    report.judge({"reference: its own error, share of the smallest error judged", own_error / smallest, 0.0, 0.1,
                  "a tenth of the finest grid's error moves the fitted order by at most 0.1"});
}

/// Step 4: every code against the continuum.
void judge_continuum(StudyReport& report, const std::vector<GridSolutions>& grids, const Extrapolation& reference) {
    Table& table =
        convergence_table(report, "continuum", "Lattice methods and PETSc against PETSc's extrapolated solution");
    std::vector<std::string> subjects = subjects_of(", continuum");
    std::vector<std::vector<GridErrors>> errors(subjects.size());
    std::vector<double> spacings;
    std::vector<double> petsc;
    for (const GridSolutions& grid : grids) {
        const std::vector<double> exact = reference.sample(grid.n);
        for (std::size_t scheme = 0; scheme < subjects.size(); ++scheme) {
            errors[scheme].push_back({grid.n, grid.steps, error_norms<double>(grid.in_double[scheme], exact),
                                      error_norms<double>(grid.in_float[scheme], exact)});
        }
        const ErrorNorms error = error_norms<double>(grid.petsc.u, exact);
        spacings.push_back(1.0 / grid.n);
        petsc.push_back(error.l2);
        table.add({"PETSc, continuum", "double", std::int64_t{grid.n}, spacings.back(), std::int64_t{grid.petsc.steps},
                   error.l2, error.max, std::string()});
    }
    for (std::size_t scheme = 0; scheme < subjects.size(); ++scheme) {
        judge_convergence(report, table, {subjects[scheme], 2.0, 0.15, 0.5, "diffusive scaling; numerics 1.2"},
                          errors[scheme]);
    }
    subjects.push_back("PETSc, continuum");
    report.judge(order_verdict(fmt::format("PETSc, continuum: order over {} grids", petsc.size()),
                               fit_power_law(spacings, petsc).slope, 2.0, 0.15, "second-order fluxes"));
    CurveFigure figure = convergence_figure("continuum", table.caption(), table, subjects, {2.0});
    figure.curves.pop_back();  // PETSc has no float
    report.draw(figure);
}

/// Step 5: what it looks like on the grid nearest to the photograph.
void draw_fields(StudyReport& report, const TurbulenceSettings& settings, const std::vector<GridSolutions>& grids) {
    const auto grid = *std::min_element(grids.begin(), grids.end(), [&](const auto& a, const auto& b) {
        return std::abs(a.n - settings.photograph_cells) < std::abs(b.n - settings.photograph_cells);
    });
    constexpr std::size_t trt = 1;
    static_assert(all_transport_schemes[trt] == TransportScheme::trt);
    const std::vector<double>& ours = grid.in_double[trt];
    const double largest = error_norms<double>(ours, grid.petsc.u).max;
    std::vector<double> difference;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        difference.push_back(0.5 + 0.5 * (ours[i] - grid.petsc.u[i]) / largest);
    }
    FieldFigure figure{"fields",
                       fmt::format("{} x {} cells: the photograph, both codes' results, and their difference from "
                                   "-{:.2g} (black) to {:.2g} (white)",
                                   grid.n, grid.n, largest, largest),
                       {},
                       0.0,
                       1.0,
                       4};
    figure.panels = {{"u_0", grid.n, grid.n, grid.initial},
                     {"D2Q9 TRT", grid.n, grid.n, ours},
                     {"PETSc", grid.n, grid.n, grid.petsc.u},
                     {fmt::format("difference, ±{:.2g}", largest), grid.n, grid.n, difference}};
    report.draw(figure);
}

}  // namespace

StudyRun referee_turbulence(StudyDeck& deck) {
    const TurbulenceSettings settings = read_turbulence_settings(deck);
    return [settings](StudyReport& report) {
        const TurbulencePhotograph problem(settings);
        judge_velocity(report, settings, problem);
        const std::vector<GridSolutions> grids = solve(settings, problem);
        judge_referee(report, settings, problem, grids);
        judge_same_grid(report, grids);
        const Extrapolation reference = continuum_solution(settings, problem);
        judge_reference(report, settings, grids, reference);
        judge_continuum(report, grids, reference);
        draw_fields(report, settings, grids);
    };
}

}  // namespace ebru
