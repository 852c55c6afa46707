#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "validation/common/study.hpp"
#include "validation/schedule/delta_moments.hpp"

namespace ebru {

namespace {

struct Settings {
    DeltaRun run;
    double fo_first = 0.0;
    double fo_last = 0.0;
    double sigma_last = 0.0;
    int levels = 0;
    std::vector<int> formula_levels;
};

constexpr struct {
    ScheduleKind kind;
    const char* name;
} kinds[] = {
    {ScheduleKind::exponential, "exponential"}, {ScheduleKind::linear, "linear"}, {ScheduleKind::cosine, "cosine"}};

/// F_k written a second time, with other operations than the program's.
double formula(ScheduleKind kind, int level, int levels, double first, double last) {
    if (levels == 1) {
        return last;
    }
    const double rest = double(levels - level) / (levels - 1);
    const double part = double(level - 1) / (levels - 1);
    switch (kind) {
        case ScheduleKind::exponential:
            return std::exp(rest * std::log(first) + part * std::log(last));
        case ScheduleKind::linear:
            return rest * first + part * last;
        default:
            return first * std::pow(std::cos(0.5 * std::numbers::pi * part), 2) +
                   last * std::pow(std::sin(0.5 * std::numbers::pi * part), 2);
    }
}

/// Step 1: cumulative Fourier numbers against the formulas.
void judge_formulas(StudyReport& report, const Settings& settings) {
    Table& table = report.table("formulas", "Cumulative Fourier numbers of the schedules of the run",
                                {{"kind", ""}, {"level", ""}, {"fo", ""}, {"formula", ""}});
    CurveFigure figure{"formulas",
                       "Cumulative Fourier number of the schedules (lines: formula)",
                       "level",
                       "Fo",
                       Scale::linear,
                       Scale::log,
                       {},
                       {}};
    for (const auto& [kind, name] : kinds) {
        double worst = 0.0;
        for (const int levels : settings.formula_levels) {
            const LevelSchedule schedule(kind, levels, settings.fo_first, settings.fo_last);
            worst = schedule.levels() == levels && schedule.fo(0) == 0.0 ? worst : HUGE_VAL;
            for (int k = 1; k <= levels; ++k) {
                const double expected = formula(kind, k, levels, settings.fo_first, settings.fo_last);
                worst = std::max(worst, std::abs(schedule.fo(k) / expected - 1.0));
            }
        }
        const LevelSchedule drawn(kind, settings.levels, settings.fo_first, settings.fo_last);
        for (int k = 1; k <= settings.levels; ++k) {
            table.add({std::string(name), std::int64_t{k}, drawn.fo(k),
                       formula(kind, k, settings.levels, settings.fo_first, settings.fo_last)});
        }
        figure.curves.push_back(
            {name, "formulas", "level", "formula", {{"kind", name}}, Curve::Style::points_and_line, "", ""});
        report.judge(bound_verdict(
            fmt::format("{} schedule: relative distance of all levels from the formula", name), worst,
            16.0 * std::numeric_limits<double>::epsilon() * (1.0 + std::log(settings.fo_last / settings.fo_first)),
            "roundings of a power or its logarithm, 16 eps (1 + log(F_K/F_1))"));
    }
    report.draw(figure);
}

struct Miss {
    double spread = 0.0;  ///< |half variance - asked|, largest share of what is allowed
    double shift = 0.0;
    double relative = 0.0;  ///< largest |half variance/asked - 1|
};

/// Allowed: 1e-11 of the growth and of sigma_last in double; what roundings may leave in float.
Miss worst_miss(const std::vector<LevelMoments>& levels, const Settings& settings, bool in_float) {
    Miss miss;
    for (const LevelMoments& m : levels) {
        const double eps_steps = 4.0 * std::numeric_limits<float>::epsilon() * m.steps;
        const double n = settings.run.cells;
        const double allowed_spread = in_float ? eps_steps * (n * n / 12.0 + m.asked_spread) : 1e-11 * m.asked_spread;
        const double allowed_shift = in_float ? eps_steps * n / 2.0 : 1e-11 * settings.sigma_last;
        const double off = std::max(std::abs(m.spread_x - m.asked_spread), std::abs(m.spread_y - m.asked_spread));
        const double astray = std::max(std::abs(m.shift - m.asked_shift), std::abs(m.shift_across));
        miss.spread = off <= miss.spread * allowed_spread ? miss.spread : off / allowed_spread;
        miss.shift = astray <= miss.shift * allowed_shift ? miss.shift : astray / allowed_shift;
        miss.relative = std::max(miss.relative, off / m.asked_spread);
    }
    return miss;
}

void add_rows(Table& table, const std::string& name, const std::vector<LevelMoments>& levels) {
    for (const LevelMoments& m : levels) {
        table.add({name, std::int64_t{m.level}, m.tau, std::int64_t{m.steps}, m.asked_spread, m.spread_x, m.spread_y,
                   m.spread_x / m.asked_spread, m.asked_shift, m.shift});
    }
}

/// Step 2: with hand-over, every scheme, on the exponential schedule and on the others.
void judge_moments(StudyReport& report, const Settings& settings, Table& table) {
    for (const LatticeScheme scheme :
         {LatticeScheme::bgk, LatticeScheme::trt_quarter, LatticeScheme::trt_fourth_order, LatticeScheme::stencil}) {
        Miss in_double;
        Miss in_float;
        for (const auto& [kind, name] : kinds) {
            const LevelSchedule schedule(kind, settings.levels, settings.fo_first, settings.fo_last);
            DeltaRun run = settings.run;
            run.scheme = scheme;
            const std::vector<LevelMoments> levels = delta_moments<double>(run, schedule);
            const Miss miss = worst_miss(levels, settings, false);
            in_double.spread = std::max(in_double.spread, miss.spread);
            in_double.shift = std::max(in_double.shift, miss.shift);
            const Miss float_miss = worst_miss(delta_moments<float>(run, schedule), settings, true);
            in_float.spread = std::max(in_float.spread, float_miss.spread);
            in_float.shift = std::max(in_float.shift, float_miss.shift);
            add_rows(table, fmt::format("{}, {}, hand-over", name_of(scheme), name), levels);
        }
        const std::string why = "numerics 1.6 and 2, item 2: exact for any schedule; 1e-11 of the growth";
        const std::string why_float = "a step rounds every cell by a few eps of the mean, at worst all alike";
        report.judge({name_of(scheme) + ", double: half the variance growth off sum alpha n, share of 1e-11",
                      in_double.spread, 0.0, 1.0, why});
        report.judge(
            {name_of(scheme) + ", double: centroid off sum V n, share of 1e-11 sigma", in_double.shift, 0.0, 1.0, why});
        report.judge({name_of(scheme) + ", float: half the variance growth, share of what round-off may leave",
                      in_float.spread, 0.0, 1.0, why_float});
        report.judge({name_of(scheme) + ", float: centroid, share of what round-off may leave", in_float.shift, 0.0,
                      1.0, why_float});
    }
}

/// Step 3: without hand-over, on the exponential schedule.
void show_missing_hand_over(StudyReport& report, const Settings& settings, Table& table) {
    CurveFigure figure{
        "hand_over",
        "Half the variance growth over Fo N² asked for, exponential schedule: populations handed over, and kept "
        "as they are",
        "level",
        "met / asked",
        Scale::linear,
        Scale::linear,
        {},
        {}};
    const LevelSchedule schedule(ScheduleKind::exponential, settings.levels, settings.fo_first, settings.fo_last);
    for (const LatticeScheme scheme :
         {LatticeScheme::bgk, LatticeScheme::trt_quarter, LatticeScheme::trt_fourth_order}) {
        DeltaRun run = settings.run;
        run.scheme = scheme;
        run.hand_over = IntervalHandOver::none;
        const std::vector<LevelMoments> levels = delta_moments<double>(run, schedule);
        const std::string kept = name_of(scheme) + ", exponential, no hand-over";
        add_rows(table, kept, levels);
        report.judge({name_of(scheme) + ": largest share of Fo missed without hand-over",
                      worst_miss(levels, settings, false).relative, 0.1, HUGE_VAL,
                      "numerics 1.6: tens of percent early in a schedule"});
        for (const std::string& name : {name_of(scheme) + ", exponential, hand-over", kept}) {
            figure.curves.push_back({name,
                                     "moments",
                                     "level",
                                     "met_over_asked",
                                     {{"case", name}},
                                     name == kept ? Curve::Style::dashed : Curve::Style::points_and_line,
                                     "",
                                     ""});
        }
    }
    report.draw(figure);
}

}  // namespace

StudyRun schedule(StudyDeck& deck) {
    Settings settings;
    settings.run.cells = deck.deck().integer("cells", IntRange::at_least(33, "cells"));
    settings.run.cell_peclet = deck.deck().real("cell_peclet", Range::closed(0.0, 0.6));
    settings.run.alpha_max = deck.deck().real("alpha_max", Range::closed(0.02, 1.0 / 6.0, "cells^2 per step"));
    const double sigma_first = deck.deck().real("sigma_first", Range::above(0.0, "pixels"));
    settings.sigma_last = deck.deck().real("sigma_last", Range::above(sigma_first, "pixels"));
    settings.formula_levels = deck.deck().integers("formula_levels", IntRange::at_least(1));
    settings.levels = deck.integer("levels", IntRange::at_least(3));
    const auto fo = [&](double sigma) { return 0.5 * std::pow(sigma / settings.run.cells, 2); };
    settings.fo_first = fo(sigma_first);
    settings.fo_last = fo(settings.sigma_last);
    return [settings](StudyReport& report) {
        judge_formulas(report, settings);
        Table& table = report.table("moments", "A delta over whole schedules, double",
                                    {{"case", ""},
                                     {"level", ""},
                                     {"tau", ""},
                                     {"steps", ""},
                                     {"asked_spread", "cells^2"},
                                     {"spread_x", "cells^2"},
                                     {"spread_y", "cells^2"},
                                     {"met_over_asked", ""},
                                     {"asked_shift", "cells"},
                                     {"shift", "cells"}});
        judge_moments(report, settings, table);
        show_missing_hand_over(report, settings, table);
    };
}

}  // namespace ebru
