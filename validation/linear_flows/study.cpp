#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "validation/common/convergence.hpp"
#include "validation/common/study.hpp"
#include "validation/linear_flows/compensation.hpp"

namespace ebru {

namespace {

struct Settings {
    LinearFlowCase base;  ///< without flow and grid
    double alpha_second_order = 0.0;
    std::vector<double> turns;
    std::vector<int> sizes;
    int factor_cells = 0;

    [[nodiscard]] LinearFlowCase on(LinearFlow flow, int n) const {
        LinearFlowCase flow_case = base;
        flow_case.flow = flow;
        flow_case.n = n;
        return flow_case;
    }
};

/// A series of grids for every scheme.
struct Series {
    std::string name;
    LinearFlow flow;
    double alpha;
    Compensation compensation;
    double order;
    std::string why;
};

void judge_order(StudyReport& report, const Settings& settings, const Series& series) {
    const std::string subject = fmt::format("{}, alpha = {:.4g}, compensation {}", name_of(series.flow), series.alpha,
                                            series.compensation == Compensation::on ? "on" : "off");
    Table& table = convergence_table(report, series.name, fmt::format("Gaussian in {}", subject));
    std::vector<std::string> subjects;
    const double rms_size =
        std::sqrt(std::numbers::pi * settings.base.variance);  // of the blob over the square, at most
    for (const TransportScheme scheme : all_transport_schemes) {
        std::vector<GridErrors> grids;
        for (const int n : settings.sizes) {
            const LinearFlowCase flow_case = settings.on(series.flow, n);
            grids.push_back(
                transport_errors(scheme, flow_case.problem(series.alpha, series.compensation), flow_case.exact(1.0)));
        }
        subjects.push_back(fmt::format("{}, {}", name_of(scheme), subject));
        judge_convergence(report, table, {subjects.back(), series.order, 0.1, rms_size, series.why}, grids);
    }
    report.draw(convergence_figure(series.name, table.caption() + ", against the exact solution", table, subjects,
                                   {series.order}));
}

void draw_fields(StudyReport& report, const Settings& settings) {
    const int n = settings.sizes.front();
    FieldFigure figure;
    figure.name = "fields";
    figure.caption = fmt::format("Start, and end in rotation and in shear, on {} x {} cells (stencil)", n, n);
    const auto solved = [&](LinearFlow flow) {
        return solve_transport<double>(TransportScheme::stencil,
                                       settings.on(flow, n).problem(1.0 / 6.0, Compensation::on));
    };
    figure.panels = {{"start, rotation", n, n, settings.on(LinearFlow::rotation, n).exact(0.0)},
                     {"end, rotation", n, n, solved(LinearFlow::rotation)},
                     {"start, shear", n, n, settings.on(LinearFlow::shear, n).exact(0.0)},
                     {"end, shear", n, n, solved(LinearFlow::shear)}};
    report.draw(figure);
}

}  // namespace

StudyRun linear_flows(StudyDeck& deck) {
    Settings settings;
    settings.base.fourier = deck.deck().real("fourier", Range::above(0.0));
    settings.base.variance = deck.deck().real("variance", Range::above(0.0));
    settings.base.offset = deck.deck().real("offset", Range::open(0.0, 0.5, "widths"));
    settings.base.turn = deck.deck().real("turn", Range::open(0.0, 1.0));
    settings.alpha_second_order = deck.deck().real("alpha_second_order", Range::closed(0.1, 0.16));
    settings.turns = deck.deck().reals("turns", Range::open(0.0, 1.0));
    settings.sizes = deck.refinements("sizes");
    settings.factor_cells = deck.integer("factor_cells", IntRange::at_least(24, "cells"));
    constexpr double five_deviations = 2.9e-7;  // of a Gaussian, beyond one side
    if (settings.base.mass_beyond_walls() > five_deviations) {
        deck.deck().refuse("offset", "the blob ends less than 5 standard deviations from a wall",
                           "give a smaller offset, variance or fourier");
    }
    return [settings](StudyReport& report) {
        const double sixth = 1.0 / 6.0;
        const double eighth = settings.alpha_second_order;
        const std::string leading = "diffusive scaling: leading error terms of numerics 1.2";
        // Step 1: orders, with the velocity compensated as the processes do.
        judge_order(report, settings, {"rotation", LinearFlow::rotation, eighth, Compensation::on, 2.0, leading});
        judge_order(report, settings, {"shear", LinearFlow::shear, eighth, Compensation::on, 2.0, leading});
        // Step 2: what the compensation is worth where nothing else is of second order.
        judge_order(report, settings,
                    {"rotation_compensated", LinearFlow::rotation, sixth, Compensation::on, 4.0,
                     "numerics 1.2: at tau = 1 the lag is the only error of second order"});
        judge_order(report, settings,
                    {"rotation_lagging", LinearFlow::rotation, sixth, Compensation::off, 2.0,
                     "the lag L v.grad v is of second order"});
        // Step 3: the lag itself.
        judge_compensation(report, settings.on(LinearFlow::rotation, settings.factor_cells), eighth, settings.turns);
        // Step 4: what one sees.
        draw_fields(report, settings);
    };
}

}  // namespace ebru
