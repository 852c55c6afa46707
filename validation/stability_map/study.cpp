#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "solvers/stencil/stencil_core.hpp"
#include "validation/common/study.hpp"
#include "validation/stability_map/growth.hpp"

namespace ebru {

namespace {

struct Settings {
    int cells = 0;
    int steps = 0;
    int columns = 0;
    int rows = 0;
};

struct MapCase {
    LatticeScheme scheme;
    std::string name;
    double alpha_low;
    double alpha_high;
    double max_speed;
};

/// tau from 0.51 to 1.5, the stencil over all its diffusivities.
std::vector<MapCase> map_cases() {
    const double low = alpha_of(0.51);
    const double high = alpha_of(1.5);
    return {{LatticeScheme::bgk, "bgk", low, high, 0.95},
            {LatticeScheme::trt_quarter, "trt_quarter", low, high, 0.95},
            {LatticeScheme::trt_fourth_order, "trt_fourth_order", low, high, 0.95},
            {LatticeScheme::stencil, "stencil", 0.025, 0.5, 0.95}};
}

std::vector<double> spaced(double low, double high, int count) {
    std::vector<double> values;
    for (int i = 0; i < count; ++i) {
        values.push_back(low + (high - low) * i / (count - 1.0));
    }
    return values;
}

/// One point of a map.
struct Point {
    double alpha = 0.0;
    double speed = 0.0;
    double factor = 0.0;  ///< predicted, per step
    double growth = 0.0;  ///< observed, over all steps
    bool refused = false;
    bool predicted_unstable = false;
    bool observed_unstable = false;
};

/// Points (alpha, speed), speed fastest.
using Map = std::vector<Point>;

bool program_refuses(LatticeScheme scheme, double alpha, double speed) {
    try {
        if (scheme == LatticeScheme::stencil) {
            check_stencil_stability(alpha, speed, "the map");
        } else {
            check_stability(relaxation_of(scheme), alpha, speed, "the map");
        }
    } catch (const UserError&) {
        return true;
    }
    return false;
}

/// Growth from round-off shares of 1/cells^2 of random data to ten times its size: what a run can tell from decay.
double tellable_factor(const Settings& settings) {
    return 1.0 + std::log(10.0 * settings.cells * settings.cells) / settings.steps;
}

/// Step 1: prediction, run and the program's own opinion at every point.
Map compute_map(const MapCase& map_case, const Settings& settings) {
    const std::vector<double> speeds = spaced(0.0, map_case.max_speed, settings.rows);
    Map map;
    // Equally spaced in the root of alpha: the boundaries bend where alpha is small.
    for (const double root : spaced(std::sqrt(map_case.alpha_low), std::sqrt(map_case.alpha_high), settings.columns)) {
        const double alpha = std::min(root * root, map_case.alpha_high);
        const std::vector<double> growth =
            observed_growth(map_case.scheme, alpha, speeds, settings.cells, settings.steps);
        for (std::size_t s = 0; s < speeds.size(); ++s) {
            Point point{alpha, speeds[s], predicted_factor(map_case.scheme, alpha, speeds[s], settings.cells),
                        growth[s]};
            point.refused = program_refuses(map_case.scheme, alpha, speeds[s]);
            point.predicted_unstable = point.factor > tellable_factor(settings);
            point.observed_unstable = point.growth > 10.0;
            map.push_back(point);
        }
    }
    return map;
}

/// Whether the prediction changes between this point and one of its eight neighbours.
bool beside_boundary(const Map& map, int columns, int rows, int column, int row) {
    const auto at = [&](int c, int r) { return map[static_cast<std::size_t>(c) * rows + r].predicted_unstable; };
    for (int c = std::max(0, column - 1); c <= std::min(columns - 1, column + 1); ++c) {
        for (int r = std::max(0, row - 1); r <= std::min(rows - 1, row + 1); ++r) {
            if (at(c, r) != at(column, row)) {
                return true;
            }
        }
    }
    return false;
}

/// Step 2: agreement away from the boundary, and what the program lets pass.
void judge_map(StudyReport& report, const MapCase& map_case, const Map& map, const Settings& settings) {
    constexpr double fastest_cap = 0.5;  // the largest transport.speed_cap that a deck may ask for
    int unstable = 0;
    int at_boundary = 0;
    int away = 0;
    int let_pass = 0;
    for (int c = 0; c < settings.columns; ++c) {
        for (int r = 0; r < settings.rows; ++r) {
            const Point& point = map[static_cast<std::size_t>(c) * settings.rows + r];
            unstable += point.predicted_unstable ? 1 : 0;
            if (point.predicted_unstable != point.observed_unstable) {
                ++(beside_boundary(map, settings.columns, settings.rows, c, r) ? at_boundary : away);
            }
            const bool grows = point.predicted_unstable || point.observed_unstable;
            let_pass += grows && point.speed <= fastest_cap && !point.refused ? 1 : 0;
        }
    }
    const std::string name = name_of(map_case.scheme);
    const int points = settings.columns * settings.rows;
    report.judge({name + ": points where run and prediction disagree, no neighbour of the boundary", double(away), 0.0,
                  0.0, "a rate that is zero at the boundary cannot be told within one spacing of it"});
    report.judge(
        {name + ": unstable points", double(unstable), 1.0, points - 1.0, "a map without a boundary says nothing"});
    report.judge({name + fmt::format(": unstable points with |v| <= {} that the program does not refuse", fastest_cap),
                  double(let_pass), 0.0, 0.0, "refused before anything runs"});
    report.note(fmt::format("{}: {} of {} points unstable; run and prediction differ at {} beside the boundary.", name,
                            unstable, points, at_boundary));
}

void tabulate(StudyReport& report, const MapCase& map_case, const Map& map, const Settings& settings) {
    Table& table = report.table("map_" + map_case.name, name_of(map_case.scheme) + ": predicted and observed growth",
                                {{"alpha", "cells^2 per step"},
                                 {"tau", ""},
                                 {"speed", "cells per step"},
                                 {"predicted_factor", "per step"},
                                 {"tellable_excess", "capped at 2"},
                                 {"observed_log10_growth", ""},
                                 {"predicted_unstable", ""},
                                 {"observed_unstable", ""},
                                 {"refused", ""}});
    constexpr double shown = 12.0;  // decades; what overflows is drawn as this
    for (const Point& point : map) {
        table.add({point.alpha, tau_of(point.alpha), point.speed, point.factor,
                   std::min(2.0, (point.factor - 1.0) / (tellable_factor(settings) - 1.0)),
                   std::clamp(std::log10(std::max(point.growth, 1e-300)), -3.0, shown),
                   std::int64_t{point.predicted_unstable}, std::int64_t{point.observed_unstable},
                   std::int64_t{point.refused}});
    }
    const bool stencil = map_case.scheme == LatticeScheme::stencil;
    MapFigure figure;
    figure.name = "map_" + map_case.name;
    figure.caption = fmt::format(
        "{}: growth of random data over {} steps, worst of three directions (12: twelve decades or more); line: "
        "predicted boundary",
        name_of(map_case.scheme), settings.steps);
    figure.table = table.name();
    figure.x = stencil ? "alpha" : "tau";
    figure.y = "speed";
    figure.value = "observed_log10_growth";
    figure.x_label = stencil ? "alpha, cells² per step" : "tau";
    figure.y_label = "|v|, cells per step";
    figure.value_label = "log10 of growth";
    figure.contour = "tellable_excess";
    figure.contour_at = 1.0;
    figure.contour_label = "predicted: growth that the run can tell";
    report.draw(figure);
}

/// Step 3: the boundaries that numerics.md 1.1 and 1.3 state, to 1e-3.
void judge_limits(StudyReport& report, const Settings& settings) {
    Table& table = report.table("limits", "Predicted largest stable speed",
                                {{"scheme", ""}, {"tau", ""}, {"limit", "cells per step"}, {"limit_over_alpha", ""}});
    const auto limit = [&](LatticeScheme scheme, double tau) {
        const double speed = predicted_limit(scheme, alpha_of(tau), settings.cells);
        table.add({name_of(scheme), tau, speed, speed / alpha_of(tau)});
        return speed;
    };
    const double bgk = limit(LatticeScheme::bgk, 0.501);
    report.judge({"BGK at tau = 0.501: largest stable speed", bgk, 0.568, 0.588,
                  "numerics 1.3: 0.578 as tau -> 1/2; 0.01 for other wavenumbers and directions"});
    double least = 1.0;
    for (const double tau : {0.501, 0.51, 0.6, 0.8, 1.0}) {
        least = std::min(least, limit(LatticeScheme::trt_quarter, tau));
    }
    report.judge({"TRT 1/4, tau from 0.501 to 1: least largest stable speed", least, 0.8, 1.0,
                  "numerics 1.3: up to at least 0.8, independent of tau"});
    for (const double tau : {0.505, 0.51, 0.52}) {
        const double peclet = limit(LatticeScheme::trt_fourth_order, tau) / alpha_of(tau);
        report.judge({fmt::format("TRT fourth-order at tau = {:g}: largest stable cell Peclet number", tau), peclet,
                      20.0, 26.0,
                      "numerics 1.3: about 22 alpha at small alpha; at least the 20 that the program allows"});
    }
    double worst = 0.0;
    for (const double alpha : {0.1, 0.25, 0.4, 0.45}) {
        const double speed = predicted_limit(LatticeScheme::stencil, alpha, settings.cells);
        table.add({name_of(LatticeScheme::stencil), tau_of(alpha), speed, speed / alpha});
        worst = std::max(worst, std::abs(speed - std::sqrt(1.0 - 2.0 * alpha)));
    }
    report.judge({"stencil: largest stable speed off sqrt(1 - 2 alpha)", worst, 0.0, 2e-3,
                  "2 alpha + v^2 <= 1, to the search's 1e-3 and its threshold"});
}

}  // namespace

StudyRun stability_map(StudyDeck& deck) {
    Settings settings;
    // Even, so that the shortest wave, the first to grow, is one of the grid's.
    settings.cells = 2 * (deck.integer("cells", IntRange::at_least(8, "cells")) / 2);
    settings.steps = deck.integer("steps", IntRange::at_least(500));
    settings.columns = deck.integer("columns", IntRange::at_least(4));
    settings.rows = deck.integer("rows", IntRange::at_least(4));
    return [settings](StudyReport& report) {
        for (const MapCase& map_case : map_cases()) {
            const Map map = compute_map(map_case, settings);
            judge_map(report, map_case, map, settings);
            tabulate(report, map_case, map, settings);
        }
        judge_limits(report, settings);
    };
}

}  // namespace ebru
