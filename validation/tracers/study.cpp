#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "diagnostics/observed_order.hpp"
#include "solvers/advection_diffusion/lattice_velocity.hpp"
#include "solvers/advection_diffusion/transport_plan.hpp"
#include "solvers/forward/forward_settings.hpp"
#include "solvers/forward/velocity_settings.hpp"
#include "validation/common/mode_series.hpp"
#include "validation/common/sample_statistics.hpp"
#include "validation/common/study.hpp"
#include "validation/tracers/tracer_paths.hpp"

namespace ebru {

namespace tracer_study {

namespace {

struct Settings {
    int paper_cells = 0;
    std::vector<double> paper_peclets;
    int transport_cells = 0;
    std::vector<double> transport_peclets;
    double path_peclet = 0.0;
    double clock = 0.0;
    double cells_per_step = 0.0;
    int fields = 0;
    int tracers = 0;
};

/// The preset as `ebru forward` reads it, for images of cells x cells.
ForwardSettings preset_settings(const std::string& preset, double peclet, int cells) {
    Deck deck = Deck::parse(fmt::format("preset = \"{}\"\n[transport]\nPe = {:.17g}\n", preset, peclet), preset);
    const DataSettings data = read_data_settings(deck);
    return read_forward_settings(deck, data, cells);
}

/// What the limiter does to fields 0 .. fields - 1.
struct Limited {
    std::vector<std::vector<double>> kept;  ///< (F, K) of V
    double smallest = 1.0;
    double largest_speed = 0.0;  ///< after it, cells per step
};

Limited limited_by_cap(const ForwardSettings& settings, const std::vector<IntervalPlan>& plan, Grid grid, int fields) {
    const auto model = make_velocity_model(settings.velocity, grid, settings.transport.walls, settings.seed,
                                           static_cast<int>(plan.size()));
    LatticeVelocity velocity(model, {grid, settings.transport.walls, settings.transport.limiter, Compensation::off,
                                     settings.transport.request.speed_cap});
    std::vector<SampleId> ids(static_cast<std::size_t>(fields));
    std::iota(ids.begin(), ids.end(), SampleId{0});
    velocity.set_batch(ids);
    Limited limited{std::vector<std::vector<double>>(ids.size())};
    for (std::size_t k = 0; k < plan.size(); ++k) {
        velocity.update({.time = static_cast<double>(k), .scale = plan[k].velocity_scale});
        for (std::size_t f = 0; f < ids.size(); ++f) {
            limited.kept[f].push_back(velocity.kept_scale()[f]);
            limited.smallest = std::min(limited.smallest, velocity.kept_scale()[f]);
            limited.largest_speed = std::max(limited.largest_speed, velocity.max_speed()[f]);
        }
    }
    return limited;
}

TracerCase preset_case(StudyReport& report, const std::string& preset, double peclet, int cells, int fields) {
    const ForwardSettings settings = preset_settings(preset, peclet, cells);
    const std::vector<IntervalPlan> plan = plan_transport(*settings.schedule, cells, settings.transport.request);
    TracerCase subject;
    subject.name = preset;
    subject.peclet = peclet;
    subject.turbulence = settings.velocity.turbulence;
    subject.turbulence.grid = {cells, cells};
    subject.turbulence.seed = settings.seed;
    subject.stretches = stretches_of(plan, Clock::level, 1.0);
    subject.coherent_bound = peclet * settings.schedule->fo(settings.schedule->levels()) * cells;
    Limited limited = limited_by_cap(settings, plan, {cells, cells}, fields);
    const double cap = settings.transport.request.speed_cap;
    report.judge({fmt::format("{}, Pe = {:g}: largest speed, cells per step", preset, peclet), limited.largest_speed,
                  0.0, cap * (1.0 + std::numeric_limits<double>::epsilon()),
                  "the limiter scales fields down to the cap"});
    if (limited.smallest < 1.0) {
        report.note(
            fmt::format("{}, Pe = {:g}: a field's peak exceeds the {:g} times rms that steps are planned for; the "
                        "limiter leaves {:.3f} of its V there.",
                        preset, peclet, settings.transport.request.peak_ratio, limited.smallest));
    }
    subject.kept = std::move(limited.kept);
    return subject;
}

/// The paper's code on the plan of the preset `paper`, which is its own: n = ceil(3 d sigma^2) steps.
TracerCase code_case(double peclet, const Settings& settings) {
    const ForwardSettings preset = preset_settings("paper", peclet, settings.paper_cells);
    const std::vector<IntervalPlan> plan =
        plan_transport(*preset.schedule, settings.paper_cells, preset.transport.request);
    TracerCase subject;
    subject.name = "paper's code";
    subject.peclet = peclet;
    subject.turbulence.grid = {settings.paper_cells, settings.paper_cells};
    subject.turbulence.kind = TurbulenceKind::independent;
    subject.turbulence.slope = 7.0 / 3.0;  // amplitude |m|^-(p+1)/2 = |m|^-5/3
    subject.turbulence.seed = preset.seed;
    // omega = clock 2 pi |m| per step
    subject.turbulence.phase_speed = settings.clock * settings.paper_cells;
    // every component has the standard deviation V: the velocity's rms is sqrt(2) V
    subject.stretches = stretches_of(plan, Clock::step, std::numbers::sqrt2);
    subject.coherent_bound =
        std::numbers::sqrt2 * peclet * preset.schedule->fo(preset.schedule->levels()) * settings.paper_cells;
    return subject;
}

/// Mean square displacement and its error, from fields as the independent samples.
struct Displacement {
    double rms = 0.0;
    double error = 0.0;
    double largest = 0.0;
};

Displacement summarised(const std::vector<std::vector<Point>>& moved) {
    SampleStatistics squares;
    Displacement displacement;
    for (const std::vector<Point>& field : moved) {
        double mean = 0.0;
        for (const Point& by : field) {
            const double square = by[0] * by[0] + by[1] * by[1];
            mean += square / static_cast<double>(field.size());
            displacement.largest = std::max(displacement.largest, std::sqrt(square));
        }
        squares.add(mean);
    }
    displacement.rms = std::sqrt(squares.mean());
    displacement.error = 0.5 * squares.standard_error() / displacement.rms;
    return displacement;
}

void judge_case(StudyReport& report, Table& table, const Settings& settings, const TracerCase& subject) {
    const std::vector<std::vector<Point>> moved =
        displacements(subject, settings.fields, settings.tracers, settings.cells_per_step);
    const Displacement measured = summarised(moved);
    const double predicted = predicted_displacement(subject);
    const double sum = subject.displacement_sum();
    table.add({subject.name, subject.peclet, subject.coherent_bound, sum, predicted, measured.rms, measured.error,
               measured.rms - 4.0 * measured.error, measured.rms + 4.0 * measured.error,
               measured.rms / std::numbers::sqrt2, measured.largest});
    const std::string name = fmt::format("{}, Pe = {:g}", subject.name, subject.peclet);
    report.judge(order_verdict(name + ": sum V_k n_k over the coherent bound", sum / subject.coherent_bound, 1.0,
                               std::numeric_limits<double>::epsilon() * static_cast<double>(subject.stretches.size()),
                               "eps for every interval or step added"));
    constexpr double small = 0.25;  // cells: the shortest waves of the band have four
    if (subject.coherent_bound < small) {
        report.judge(sampled_verdict(name + ": rms displacement over the small-displacement law",
                                     measured.rms / predicted, 1.0, measured.error / predicted,
                                     "standard error from the fields"));
    }
    if (subject.turbulence.kind == TurbulenceKind::walls) {
        report.judge({name + ": rms displacement over the coherent bound", measured.rms / subject.coherent_bound, 0.0,
                      1.0 + 4.0 * measured.error / subject.coherent_bound,
                      "Minkowski's inequality for evenly spread tracers, four standard errors"});
        double beyond = 0.0;
        for (std::size_t f = 0; f < moved.size(); ++f) {
            const auto begin = starts(subject.turbulence, static_cast<std::int64_t>(f), settings.tracers);
            for (std::size_t i = 0; i < begin.size(); ++i) {
                for (std::size_t d = 0; d < 2; ++d) {
                    const double place = begin[i][d] + moved[f][i][d];
                    beyond = std::max({beyond, -place, place - subject.turbulence.grid.nx});
                }
            }
        }
        report.judge(bound_verdict(name + ": farthest beyond a wall, cells", beyond, 0.0,
                                   "v.n = 0 there: a path only ever approaches a wall"));
    }
}

/// Order of the integrator and its error at the step in use, on the frozen field of one case.
void judge_integrator(StudyReport& report, const Settings& settings, TracerCase subject) {
    subject.kept.clear();
    subject.stretches = {{0.0, 24.0}};  // cells of the unit field: some turns of an eddy
    const Point start = {0.37 * subject.turbulence.grid.nx, 0.41 * subject.turbulence.grid.ny};
    Table& table = report.table("integrator", "Runge-Kutta on one frozen field: difference to half the step",
                                {{"step", "cells of the unit field"}, {"difference", "cells"}, {"psi_change", ""}});
    const ModeSeries series(subject.turbulence, 0);
    std::vector<double> steps;
    std::vector<double> differences;
    Point before{};
    double psi_change = 0.0;
    constexpr int halvings = 5;
    for (int i = 0; i <= halvings; ++i) {
        const double cells_per_step = 2.0 * settings.cells_per_step / (1 << i);
        const Point end = path_of(subject, 0, start, cells_per_step).back();
        psi_change = std::abs(series.stream_function(end[0], end[1]) - series.stream_function(start[0], start[1]));
        if (i > 0) {
            steps.push_back(2.0 * cells_per_step / 3.0);
            differences.push_back(std::hypot(end[0] - before[0], end[1] - before[1]));
            table.add({steps.back(), differences.back(), psi_change});
        }
        before = end;
    }
    report.judge(order_verdict(fmt::format("Runge-Kutta: order over {} steps", halvings),
                               fit_power_law(steps, differences).slope, 4.0, 0.1, "classical method"));
    // psi changes along its gradient, whose length is |v| <= 4 rms = 4
    report.judge(bound_verdict("Runge-Kutta: change of the stream function along the finest path", psi_change,
                               4.0 * differences.back(), "peak speed times the path's error"));
}

void draw_paths(StudyReport& report, const Settings& settings, const TracerCase& subject) {
    Table& table = report.table("paths", fmt::format("Paths in {} at Pe = {:g}", subject.name, subject.peclet),
                                {{"tracer", ""}, {"level", ""}, {"x", "cells"}, {"y", "cells"}});
    CurveFigure figure{
        "paths",
        fmt::format("Paths of tracers through the whole schedule, preset `{}` at Pe = {:g}, {} cells wide; "
                    "a mark for every level",
                    subject.name, subject.peclet, subject.turbulence.grid.nx),
        "x, cells",
        "y, cells",
        Scale::linear,
        Scale::linear,
        {},
        {}};
    constexpr int side = 4;
    const std::vector<Point> begin = starts(subject.turbulence, 0, side);
    for (std::size_t i = 0; i < begin.size(); ++i) {
        const std::vector<Point> path = path_of(subject, 0, begin[i], settings.cells_per_step);
        for (std::size_t k = 0; k < path.size(); ++k) {
            table.add({static_cast<std::int64_t>(i), static_cast<std::int64_t>(k), path[k][0], path[k][1]});
        }
        const std::string tracer = fmt::format("{}", i);
        figure.curves.push_back(
            {"tracer " + tracer, "paths", "x", "y", {{"tracer", tracer}}, Curve::Style::points_and_line, "", ""});
    }
    report.draw(figure);
}

void draw_displacements(StudyReport& report, const std::vector<std::string>& names) {
    CurveFigure figure{
        "displacement",
        "Rms displacement of tracers over a whole schedule, with four standard errors; dashed: the coherent "
        "bound Pe sigma²/(2 L)",
        "Pe",
        "rms displacement, cells",
        Scale::log,
        Scale::log,
        {},
        {}};
    for (const std::string& name : names) {
        const std::vector<std::pair<std::string, std::string>> where = {{"case", name}};
        figure.curves.push_back(
            {name, "displacement", "Pe", "rms", where, Curve::Style::points_and_line, "low", "high"});
        figure.curves.push_back(
            {name + ", coherent bound", "displacement", "Pe", "coherent_bound", where, Curve::Style::dashed, "", ""});
    }
    report.draw(figure);
}

void run(StudyReport& report, const Settings& settings) {
    Table& table = report.table("displacement", "Displacement of tracers over a whole schedule, cells",
                                {{"case", ""},
                                 {"Pe", ""},
                                 {"coherent_bound", "Pe sigma^2/(2 L)"},
                                 {"displacement_sum", "sum V_k n_k"},
                                 {"small_law", "rms, Pe to 0"},
                                 {"rms", ""},
                                 {"rms_error", "standard error"},
                                 {"low", "-4 standard errors"},
                                 {"high", "+4 standard errors"},
                                 {"per_component", "rms / sqrt(2)"},
                                 {"largest", ""}});
    for (const double peclet : settings.paper_peclets) {
        judge_case(report, table, settings,
                   preset_case(report, "paper", peclet, settings.paper_cells, settings.fields));
    }
    for (const double peclet : settings.paper_peclets) {
        judge_case(report, table, settings, code_case(peclet, settings));
    }
    for (const double peclet : settings.transport_peclets) {
        judge_case(report, table, settings,
                   preset_case(report, "transport", peclet, settings.transport_cells, settings.fields));
    }
    const TracerCase drawn = preset_case(report, "transport", settings.path_peclet, settings.transport_cells, 1);
    judge_integrator(report, settings, drawn);
    draw_displacements(report, {"paper", "paper's code", "transport"});
    draw_paths(report, settings, drawn);
}

}  // namespace

}  // namespace tracer_study

StudyRun tracers(StudyDeck& deck) {
    using namespace tracer_study;
    Settings settings;
    settings.paper_cells = deck.integer("paper_cells", IntRange::at_least(16, "cells"));
    settings.paper_peclets = deck.deck().reals("paper_Pe", Range::above(0.0));
    settings.transport_cells = deck.deck().integer("transport_cells", IntRange::at_least(16, "cells"));
    settings.transport_peclets = deck.deck().reals("transport_Pe", Range::above(0.0));
    settings.path_peclet = deck.deck().real("path_Pe", Range::above(0.0));
    settings.clock = deck.deck().real("clock", Range::above(0.0, "per lattice step"));
    settings.cells_per_step = deck.deck().real("cells_per_step", Range::left_open(0.0, 1.0, "cells"));
    settings.fields = deck.integer("fields", IntRange::at_least(4, "fields: their scatter is the error"));
    settings.tracers = deck.integer("tracers", IntRange::at_least(1));
    return [settings](StudyReport& report) { run(report, settings); };
}

}  // namespace ebru
