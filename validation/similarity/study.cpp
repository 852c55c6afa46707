#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "validation/common/convergence.hpp"
#include "validation/common/study.hpp"
#include "validation/similarity/dimensionless_run.hpp"

namespace ebru {

namespace {

struct Settings {
    DimensionlessProblem problem;
    std::vector<double> windows;
    std::vector<int> sizes;
};

constexpr LatticeScheme schemes[] = {LatticeScheme::trt_quarter, LatticeScheme::stencil};

double variance(const std::vector<double>& u) {
    double mean = 0.0;
    for (const double value : u) {
        mean += value / static_cast<double>(u.size());
    }
    double sum = 0.0;
    for (const double value : u) {
        sum += (value - mean) * (value - mean);
    }
    return sum / static_cast<double>(u.size());
}

std::string window_name(LatticeScheme scheme, double alpha_max) {
    return fmt::format("{}, tau = {:.3g}", name_of(scheme), tau_of(alpha_max));
}

/// Variances over Fo, as fractions of the first.
void add_collapse(Table& table, const Settings& settings, const std::string& name, int cells,
                  const DimensionlessRun& run) {
    for (int k = 0; k <= settings.problem.levels; ++k) {
        table.add({fmt::format("{}, N = {}", name, cells), name, std::int64_t{cells}, settings.problem.fo(k),
                   variance(run.states[static_cast<std::size_t>(k)]) / variance(run.states[0])});
    }
}

/// Step 1: the last state of a method freed of its leading error, on the finest grid of the series.
std::vector<double> limit_of(const Settings& settings, LatticeScheme scheme, Table& collapse) {
    const int middle = settings.sizes.back();
    const double alpha = settings.windows.front();
    const DimensionlessRun fine = solve<double>(settings.problem, scheme, alpha, 2 * middle);
    add_collapse(collapse, settings, window_name(scheme, alpha), 2 * middle, fine);
    std::vector<double> limit = restricted(fine.states.back(), 2 * middle, middle);
    const std::vector<double> coarse = solve<double>(settings.problem, scheme, alpha, middle).states.back();
    for (std::size_t i = 0; i < limit.size(); ++i) {
        limit[i] += (limit[i] - coarse[i]) / 3.0;
    }
    return limit;
}

/// What every run of a series must have for the series to be one.
struct Uniformity {
    double peclet_gap = 0.0;
    double alpha_gap = 0.0;
};

/// Step 2: a window of tau on all grids, against the limit. Returns the error on the finest.
double judge_window(StudyReport& report, const Settings& settings, LatticeScheme scheme, double alpha_max,
                    const std::vector<double>& limit, Table& table, Table& collapse, Uniformity& uniformity) {
    const std::string name = window_name(scheme, alpha_max);
    std::vector<GridErrors> grids;
    for (const int n : settings.sizes) {
        const DimensionlessRun run = solve<double>(settings.problem, scheme, alpha_max, n);
        const DimensionlessRun in_float = solve<float>(settings.problem, scheme, alpha_max, n);
        const std::vector<double> reference =
            n == settings.sizes.back() ? limit : restricted(limit, settings.sizes.back(), n);
        grids.push_back({n, run.steps, error_norms<double>(run.states.back(), reference),
                         error_norms<double>(in_float.states.back(), reference)});
        add_collapse(collapse, settings, name, n, run);
        uniformity.peclet_gap =
            std::max(uniformity.peclet_gap, std::abs(run.effective_peclet / settings.problem.peclet - 1.0));
        uniformity.alpha_gap = std::max({uniformity.alpha_gap, std::abs(run.largest_alpha / alpha_max - 1.0),
                                         std::abs(run.smallest_alpha / alpha_max - 1.0)});
    }
    judge_convergence(report, table, {name, 2.0, 0.1, 0.5, "diffusive scaling; numerics 1.2"}, grids);
    return grids.back().in_double.l2;
}

void draw(StudyReport& report, const Settings& settings, const Table& table) {
    std::vector<std::string> subjects;
    CurveFigure collapse{"collapse",
                         "Variance of the state over its first: every grid and window on one curve",
                         "Fo",
                         "variance / first",
                         Scale::linear,
                         Scale::linear,
                         {},
                         {}};
    for (const LatticeScheme scheme : schemes) {
        for (const double alpha_max : settings.windows) {
            const std::string name = window_name(scheme, alpha_max);
            subjects.push_back(name);
            for (const int n : {settings.sizes.front(), settings.sizes.back()}) {
                const std::string label = fmt::format("{}, N = {}", name, n);
                collapse.curves.push_back({label,
                                           "collapse",
                                           "fo",
                                           "variance_share",
                                           {{"case", label}},
                                           n == settings.sizes.front() ? Curve::Style::points : Curve::Style::line,
                                           "",
                                           ""});
            }
        }
    }
    report.draw(convergence_figure("convergence", table.caption(), table, subjects, {2.0}));
    report.draw(collapse);
}

}  // namespace

StudyRun similarity(StudyDeck& deck) {
    Settings settings;
    settings.problem.peclet = deck.deck().real("Pe", Range::above(0.0));
    settings.problem.speed_cap = deck.deck().real("speed_cap", Range::left_open(0.0, 0.5, "cells per step"));
    settings.problem.band = deck.deck().real("band", Range::closed(1.0, 8.0, "waves per width"));
    settings.problem.seed = deck.deck().integer("seed", IntRange::at_least(0));
    settings.windows = deck.deck().reals("windows", Range::left_open(0.0, 1.0 / 6.0, "cells^2 per step"));
    settings.problem.base_cells = deck.integer("base_cells", IntRange::at_least(4, "cells"));
    settings.problem.levels = deck.integer("levels", IntRange::at_least(2));
    settings.sizes = deck.refinements("sizes");
    return [settings](StudyReport& report) {
        Table& table = convergence_table(report, "convergence", "The last state against the limit of each method");
        Table& collapse =
            report.table("collapse", "Variance over Fo",
                         {{"case", ""}, {"window", ""}, {"N", "cells"}, {"fo", ""}, {"variance_share", ""}});
        std::vector<std::vector<double>> limits;
        double smallest_error = HUGE_VAL;
        Uniformity uniformity;
        for (const LatticeScheme scheme : schemes) {
            limits.push_back(limit_of(settings, scheme, collapse));
            for (const double alpha_max : settings.windows) {
                smallest_error = std::min(smallest_error, judge_window(report, settings, scheme, alpha_max,
                                                                       limits.back(), table, collapse, uniformity));
            }
        }
        report.judge({"limits of TRT and stencil: L2 distance over the smallest error on the finest grid",
                      error_norms<double>(limits[0], limits[1]).l2 / smallest_error, 0.0, 0.1,
                      "both limits are right to order 4, the errors to order 2"});
        report.judge(bound_verdict("effective Pe of all runs over the one asked for, less 1", uniformity.peclet_gap,
                                   1e-12, "no run is limited, so all have the same problem"));
        report.judge(bound_verdict("alpha of all intervals over alpha_max, less 1", uniformity.alpha_gap, 1e-9,
                                   "the planner fills whole steps on every grid, so a window is one tau"));
        draw(report, settings, table);
    };
}

}  // namespace ebru
