#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "diagnostics/observed_order.hpp"
#include "validation/common/quantile_flow.hpp"
#include "validation/common/reversal_differences.hpp"
#include "validation/common/sample_statistics.hpp"
#include "validation/common/study.hpp"

namespace ebru {

namespace {

struct Settings {
    int return_steps = 0;
    int finest_steps = 0;
    int particles = 0;
    int return_particles = 0;
    std::vector<int> flow_steps;
};

GaussianPath vp() {
    GaussianParameters p;
    p.kind = GaussianKind::vp;
    p.beta_min = 0.2;
    p.beta_max = 6.0;
    return GaussianPath(p);
}

struct NamedPlan {
    std::string name;
    ReversalPlan plan;
};

std::vector<NamedPlan> all_plans() {
    const GaussianPath path = vp();
    std::vector<NamedPlan> plans;
    for (const double knob : {0.0, 0.5, 1.0}) {
        plans.push_back({fmt::format("knob {:g}", knob), [path, knob](int n, int parts) {
                             return reverse_steps(path, uniform_times(1.0, 0.0, n), knob, parts);
                         }});
    }
    plans.push_back(
        {"eq 96", [path](int n, int parts) { return paper_reverse_steps(path, uniform_times(1.0, 0.0, n), parts); }});
    return plans;
}

/// Step 1: how the returned numbers change with the step.
void judge_order(StudyReport& report, const Settings& settings) {
    Table& table = report.table("order",
                                fmt::format("Weights, means and covariances of five Gaussians after the way back: "
                                            "difference between n and 2 n steps, {} particles twice",
                                            settings.particles),
                                {{"control", ""}, {"dt", ""}, {"difference", ""}});
    CurveFigure figure{"order",
                       table.caption(),
                       "step of time dt = 1/n",
                       "root of the sum of squares of 30 differences",
                       Scale::log,
                       Scale::log,
                       {},
                       {{1.0, "order 1"}}};
    for (const NamedPlan& control : all_plans()) {
        const ReversalDifferences found = reversal_differences(
            control.plan, [](int) { return five_gaussians(); }, settings.finest_steps, settings.particles);
        for (std::size_t i = 0; i < found.spacings.size(); ++i) {
            table.add({control.name, found.spacings[i], found.differences[i]});
        }
        report.judge(order_verdict(
            fmt::format("{}: order of the returned numbers, {} to {} steps", control.name, settings.finest_steps / 16,
                        settings.finest_steps),
            fit_power_law(found.spacings, found.differences).slope, 1.0, 0.15,
            "weak order of Euler and Maruyama's method; sample noise and the next term of the error move it by less"));
        figure.curves.push_back({control.name,
                                 "order",
                                 "dt",
                                 "difference",
                                 {{"control", control.name}},
                                 Curve::Style::points_and_line,
                                 "",
                                 ""});
    }
    report.draw(figure);
}

/// Step 2: the data come back.
void judge_return(StudyReport& report, const Settings& settings) {
    Table& table = report.table(
        "return",
        fmt::format("Components after {} steps back, {} particles", settings.return_steps, settings.return_particles),
        {{"control", ""},
         {"component", ""},
         {"number", ""},
         {"exact", ""},
         {"found", ""},
         {"standard_error", ""},
         {"of_step", ""}});
    constexpr const char* names[component_numbers] = {"weight", "mean x", "mean y", "cov xx", "cov xy", "cov yy"};
    const GaussianMixture data = five_gaussians();
    const std::vector<double> exact = exact_numbers(data);
    std::vector<Curve> curves;
    for (const NamedPlan& control : all_plans()) {
        const auto after = [&](int steps, int parts) {
            return reversed(data, data, control.plan(steps, parts), settings.return_particles, 11);
        };
        const ComponentNumbers whole = after(settings.return_steps, 2);
        const ComponentNumbers half = after(2 * settings.return_steps, 1);
        double farthest = 0.0;
        double largest_of_step = 0.0;
        for (std::size_t i = 0; i < exact.size(); ++i) {
            const double of_step = 2.5 * std::abs(whole.found[i] - half.found[i]);
            const double away = (std::abs(whole.found[i] - exact[i]) - of_step) / whole.error[i];
            farthest = away <= farthest ? farthest : away;  // not a number stays
            largest_of_step = std::max(largest_of_step, of_step);
            table.add({control.name, static_cast<std::int64_t>(i / component_numbers), names[i % component_numbers],
                       exact[i], whole.found[i], whole.error[i], of_step});
        }
        report.judge({fmt::format("{}: farthest of 30 numbers from the data's, in standard errors", control.name),
                      farthest, 0.0, allowed_standard_errors,
                      "beyond what is left of the step, 2.5 times the difference to half the step"});
        report.judge(bound_verdict(fmt::format("{}: largest allowance for the step", control.name), largest_of_step,
                                   0.01, "a sixth of the data's smallest variance, 0.06"));
        curves.push_back(
            {control.name, "return", "exact", "found", {{"control", control.name}}, Curve::Style::points, "", ""});
    }
    report.draw(CurveFigure{"return",
                            table.caption() + ": the 30 numbers against the data's",
                            "exact",
                            "found",
                            Scale::linear,
                            Scale::linear,
                            curves,
                            {}});
}

struct NamedScheme {
    std::string name;
    RungeKutta scheme;
    double order;
    double tolerance;
};

/// Step 3: the flow of the probability in one dimension. Steps where the first term of the error rules; the fourth
/// order uses the coarser ones, so that round-off (1e-13) does not show.
void judge_flow(StudyReport& report, const Settings& settings) {
    Table& table = report.table("flow", "Flow of three Gaussians on a line: largest change of a quantile",
                                {{"scheme", ""}, {"dt", ""}, {"error", ""}, {"way_back", ""}});
    CurveFigure figure{"flow",
                       table.caption() + " from t = 0 to 1",
                       "step of time dt = 1/n",
                       "largest |F_1(x(1)) - F_0(x(0))|",
                       Scale::log,
                       Scale::log,
                       {},
                       {{1.0, "order 1"}, {2.0, "order 2"}, {4.0, "order 4"}}};
    const std::vector<NamedScheme> schemes{{"Euler", RungeKutta::euler, 1.0, 0.1},
                                           {"Heun", RungeKutta::heun, 2.0, 0.15},
                                           {"Runge-Kutta 4", RungeKutta::fourth, 4.0, 0.25}};
    GaussianParameters parameters = vp().parameters();
    parameters.noise_scale = 1.2;
    const GaussianPath path(parameters);
    for (const NamedScheme& scheme : schemes) {
        std::vector<double> spacings;
        std::vector<double> errors;
        const int refined = scheme.scheme == RungeKutta::fourth ? 1 : 2;
        for (const int steps : settings.flow_steps) {
            const FlowErrors found = flow_errors(path, 1.0, scheme.scheme, refined * steps);
            spacings.push_back(1.0 / (refined * steps));
            errors.push_back(found.quantile);
            table.add({scheme.name, spacings.back(), found.quantile, found.place});
        }
        report.judge(order_verdict(fmt::format("flow, {}: order of the quantiles", scheme.name),
                                   fit_power_law(spacings, errors).slope, scheme.order, scheme.tolerance,
                                   "order of the scheme; the next term's share falls with the step"));
        figure.curves.push_back(
            {scheme.name, "flow", "dt", "error", {{"scheme", scheme.name}}, Curve::Style::points_and_line, "", ""});
    }
    report.draw(figure);
}

}  // namespace

StudyRun ensemble_reversal(StudyDeck& deck) {
    Settings settings;
    settings.return_steps = deck.deck().integer("return_steps", IntRange::at_least(16, "steps"));
    settings.finest_steps = deck.integer("finest_steps", IntRange::at_least(256, "steps"));
    settings.particles = deck.integer("particles", IntRange::at_least(1000, "particles"));
    settings.return_particles = deck.integer("return_particles", IntRange::at_least(1000, "particles"));
    settings.flow_steps = deck.refinements("flow_steps");
    return [settings](StudyReport& report) {
        judge_order(report, settings);
        judge_return(report, settings);
        judge_flow(report, settings);
    };
}

}  // namespace ebru
