#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "diagnostics/observed_order.hpp"
#include "validation/common/convergence.hpp"
#include "validation/common/heat_problem.hpp"
#include "validation/common/study.hpp"
#include "validation/common/transport_problem.hpp"

namespace ebru {

namespace {

struct Settings {
    double fourier = 0.0;
    double alpha_second_order = 0.0;
    int time_cells = 0;
    std::vector<int> sizes;
};

constexpr double fourth_order_alpha = 1.0 / 6.0;

struct CosineMode {
    int a;
    int b;
    double amplitude;
};
constexpr std::array<CosineMode, 3> modes = {{{1, 2, 0.2}, {3, 1, 0.15}, {2, 2, 0.1}}};

/// The exact solution at Fourier number `fourier`, at the cell centres of an n x n grid.
std::vector<double> exact_solution(int n, double fourier) {
    constexpr double pi = std::numbers::pi;
    std::vector<double> u;
    for (int y = 0; y < n; ++y) {
        for (int x = 0; x < n; ++x) {
            double value = 0.5;
            for (const CosineMode& mode : modes) {
                value += mode.amplitude * std::exp(-pi * pi * (mode.a * mode.a + mode.b * mode.b) * fourier) *
                         std::cos(pi * mode.a * (x + 0.5) / n) * std::cos(pi * mode.b * (y + 0.5) / n);
            }
            u.push_back(value);
        }
    }
    return u;
}

/// Step 1: the heat process at one level, against the exact solution.
template <class Real>
double heat_process_error(int n, double fourier) {
    const std::vector<double> computed = solve_heat<Real>({n, n}, exact_solution(n, 0.0), fourier);
    return error_norms<double>(computed, exact_solution(n, fourier)).max;
}

void judge_heat_process(StudyReport& report, const Settings& settings) {
    Table& table = report.table("heat_process", "The heat process against the exact solution",
                                {{"precision", ""}, {"N", "cells"}, {"error_max", ""}});
    std::array<double, 2> worst = {0.0, 0.0};
    for (const int n : settings.sizes) {
        const std::array<double, 2> errors = {heat_process_error<double>(n, settings.fourier),
                                              heat_process_error<float>(n, settings.fourier)};
        table.add({"double", std::int64_t{n}, errors[0]});
        table.add({"float", std::int64_t{n}, errors[1]});
        worst = {std::max(worst[0], errors[0]), std::max(worst[1], errors[1])};
    }
    const std::string why = "32 eps: two transforms, each a few eps times log2 of the cells";
    report.judge(bound_verdict("heat process, double: largest error", worst[0],
                               32.0 * std::numeric_limits<double>::epsilon(), why));
    report.judge(bound_verdict("heat process, float: largest error", worst[1],
                               32.0 * std::numeric_limits<float>::epsilon(), why));
}

TransportProblem problem_of(int n, double fourier, double alpha) {
    TransportProblem problem;
    problem.grid = {n, n};
    problem.initial = exact_solution(n, 0.0);
    problem.steps = static_cast<int>(std::lround(fourier * n * n / alpha));
    problem.alpha = fourier * n * n / problem.steps;
    return problem;
}

/// Step 2: order in space with steps ~ N^2, for one alpha.
void judge_space(StudyReport& report, const Settings& settings, const std::string& name, double alpha, double order) {
    Table& table = convergence_table(report, name, fmt::format("Transport methods at alpha = {:.4g}", alpha));
    std::vector<std::string> subjects;
    for (const TransportScheme scheme : all_transport_schemes) {
        std::vector<GridErrors> grids;
        for (const int n : settings.sizes) {
            grids.push_back(
                transport_errors(scheme, problem_of(n, settings.fourier, alpha), exact_solution(n, settings.fourier)));
        }
        subjects.push_back(fmt::format("{}, alpha = {:.4g}", name_of(scheme), alpha));
        judge_convergence(report, table, {subjects.back(), order, 0.1, 0.45, "diffusive scaling; numerics 1.2 and 1.3"},
                          grids);
    }
    report.draw(convergence_figure(name, table.caption() + ", against the exact solution", table, subjects, {order}));
}

/// Step 3: order in time on one grid: differences between neighbours of a series of step sizes.
void judge_time(StudyReport& report, const Settings& settings) {
    Table& table = report.table("time", "Self-convergence in time on one grid: L2 difference to half the step",
                                {{"subject", ""}, {"alpha", "cells^2 per step"}, {"difference_l2", ""}});
    CurveFigure figure{"time",
                       "Difference between a step size and its half, on one grid",
                       "alpha, cells² per step",
                       "L2 difference",
                       Scale::log,
                       Scale::log,
                       {},
                       {{1.0, "order 1"}, {2.0, "order 2"}}};
    constexpr int halvings = 5;
    for (const TransportScheme scheme : all_transport_schemes) {
        std::vector<double> alphas;
        std::vector<double> differences;
        std::vector<double> before;
        for (int i = 0; i <= halvings; ++i) {
            const double alpha = settings.alpha_second_order / (1 << i);
            const std::vector<double> u =
                solve_transport<double>(scheme, problem_of(settings.time_cells, settings.fourier, alpha));
            if (i > 0) {
                alphas.push_back(2.0 * alpha);
                differences.push_back(error_norms<double>(u, before).l2);
                table.add({name_of(scheme), alphas.back(), differences.back()});
            }
            before = u;
        }
        const double order = scheme == TransportScheme::stencil ? 1.0 : 2.0;
        report.judge(order_verdict(fmt::format("{}, double: order in time over {} steps", name_of(scheme), halvings),
                                   fit_power_law(alphas, differences).slope, order, 0.1,
                                   "effective diffusivity, numerics 1.2; forward Euler per axis for the stencil"));
        figure.curves.push_back({name_of(scheme),
                                 "time",
                                 "alpha",
                                 "difference_l2",
                                 {{"subject", name_of(scheme)}},
                                 Curve::Style::points_and_line,
                                 "",
                                 ""});
    }
    report.draw(figure);
}

}  // namespace

StudyRun heat_modes(StudyDeck& deck) {
    Settings settings;
    settings.fourier = deck.deck().real("fourier", Range::above(0.0));
    settings.alpha_second_order = deck.deck().real("alpha_second_order", Range::closed(0.05, 0.16));
    settings.time_cells = deck.deck().integer("time_cells", IntRange::at_least(8, "cells"));
    settings.sizes = deck.refinements("sizes");
    const int coarsest = std::min(settings.time_cells, settings.sizes.front());
    const double largest_step = std::max(settings.alpha_second_order, fourth_order_alpha);
    const double least = largest_step / (coarsest * coarsest);
    if (settings.fourier < least) {
        deck.deck().refuse(
            "fourier",
            fmt::format("that is less than a time step of alpha = {:.4g} on {} cells", largest_step, coarsest),
            fmt::format("give at least {:.3g}, or larger grids", least));
    }
    return [settings](StudyReport& report) {
        judge_heat_process(report, settings);
        judge_space(report, settings, "second_order", settings.alpha_second_order, 2.0);
        judge_space(report, settings, "fourth_order", fourth_order_alpha, 4.0);
        judge_time(report, settings);
    };
}

}  // namespace ebru
