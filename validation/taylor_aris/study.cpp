#include <fmt/format.h>

#include <cmath>

#include "diagnostics/observed_order.hpp"
#include "validation/common/convergence.hpp"
#include "validation/common/study.hpp"
#include "validation/taylor_aris/channel_runs.hpp"

namespace ebru {

namespace {

struct Settings {
    double peclet = 0.0;  ///< U a / alpha
    double alpha = 0.0;
    int aspect = 0;
    double fourier = 0.0;
    int long_aspect = 0;
    double deviation = 0.0;
    std::vector<int> aspects;
    std::vector<int> sizes;
    std::vector<int> long_sizes;
    int figure_cells = 0;

    [[nodiscard]] PoiseuilleChannel channel(int height, int length_over_height, double time) const {
        return {height, length_over_height, 2.0 * peclet, alpha, time};
    }
};

/// Step 1: the reference against the closed form: D(k) - D falls as k^2.
void judge_reference(StudyReport& report, const Settings& settings) {
    Table& table = report.table("small_wavenumbers", "The eigenvalue problem against alpha (1 + 8 Pe²/945)",
                                {{"kH", ""}, {"diffusivity", "alpha"}, {"difference", "alpha"}});
    std::vector<double> wavenumbers;
    std::vector<double> differences;
    const double limit = taylor_aris_diffusivity(2.0 * settings.peclet);
    for (const double k : {0.02, 0.04, 0.08, 0.16}) {
        const double diffusivity = -poiseuille_mode(2.0 * settings.peclet, k).rate.real() / (k * k);
        wavenumbers.push_back(k);
        differences.push_back(std::abs(diffusivity - limit));
        table.add({k, diffusivity, differences.back()});
    }
    report.judge(order_verdict("eigenvalue problem: order in k of D(k) - alpha (1 + 8 Pe²/945)",
                               fit_power_law(wavenumbers, differences).slope, 2.0, 0.1,
                               "D(k) is even in k; a wrong constant would give order 0"));
}

/// Step 2: one mode, every scheme, both precisions.
void judge_mode(StudyReport& report, const Settings& settings) {
    Table& table = convergence_table(report, "mode", fmt::format("One mode of wavelength {} H", settings.aspect));
    std::vector<std::string> subjects;
    const PoiseuilleMode mode =
        poiseuille_mode(2.0 * settings.peclet, settings.channel(1, settings.aspect, 0.0).wavenumber());
    for (const TransportScheme scheme : all_transport_schemes) {
        std::vector<GridErrors> grids;
        for (const int height : settings.sizes) {
            const PoiseuilleChannel channel = settings.channel(height, settings.aspect, settings.fourier);
            TransportProblem problem = channel.problem();
            problem.initial = mode_image(channel, mode, 0.0);
            const double time = problem.steps * channel.alpha / (double(height) * height);
            GridErrors errors = transport_errors(scheme, problem, mode_image(channel, mode, time));
            errors.cells = height;
            grids.push_back(errors);
        }
        subjects.push_back(name_of(scheme) + ", mode");
        judge_convergence(report, table, {subjects.back(), 2.0, 0.1, 0.3, "diffusive scaling; numerics 1.2"}, grids);
    }
    CurveFigure figure =
        convergence_figure("mode", table.caption() + ", against the eigenvalue problem", table, subjects, {2.0});
    figure.x_label = "spacing h / H";
    report.draw(figure);
}

/// Step 3: growth of the variance in a long channel.
void judge_variance(StudyReport& report, const Settings& settings) {
    Table& table =
        report.table("variance", "Effective diffusivity from the growth of the variance between mirror walls",
                     {{"scheme", ""}, {"H", "cells"}, {"h", "1/H"}, {"diffusivity", "alpha"}, {"error", ""}});
    CurveFigure figure{"variance", "Error of D/alpha from the growth of the variance, against 1 + 8 Pe²/945",
                       "h / H",    "|D/alpha - (1 + 8 Pe²/945)|",
                       Scale::log, Scale::log,
                       {},         {{2.0, "order 2"}}};
    const double expected = taylor_aris_diffusivity(2.0 * settings.peclet);
    for (const TransportScheme scheme : all_transport_schemes) {
        std::vector<double> spacings;
        std::vector<double> errors;
        for (const int height : settings.long_sizes) {
            const PoiseuilleChannel channel = settings.channel(height, settings.long_aspect, 1.0);
            const double diffusivity = variance_diffusivity(scheme, channel, settings.deviation);
            spacings.push_back(1.0 / height);
            errors.push_back(std::abs(diffusivity - expected));
            table.add({name_of(scheme), std::int64_t{height}, 1.0 / height, diffusivity, errors.back()});
        }
        report.judge(
            order_verdict(fmt::format("{}, double: order of D over {} channels", name_of(scheme), errors.size()),
                          fit_power_law(spacings, errors).slope, 2.0, 0.1, "diffusive scaling; numerics 1.2"));
        figure.curves.push_back({name_of(scheme),
                                 "variance",
                                 "h",
                                 "error",
                                 {{"scheme", name_of(scheme)}},
                                 Curve::Style::points_and_line,
                                 "",
                                 ""});
    }
    report.draw(figure);
}

/// Step 4: where Taylor and Aris hold.
void draw_dispersion(StudyReport& report, const Settings& settings) {
    Table& table = report.table("dispersion", "Effective diffusivity against wavenumber",
                                {{"kH", ""},
                                 {"eigenvalue", "alpha"},
                                 {"limit", "alpha"},
                                 {"D2Q9 BGK", "alpha"},
                                 {"D2Q9 TRT", "alpha"},
                                 {"stencil", "alpha"}});
    for (const int aspect : settings.aspects) {
        const PoiseuilleChannel channel = settings.channel(settings.figure_cells, aspect, settings.fourier);
        const double k = channel.wavenumber();
        const PoiseuilleMode mode = poiseuille_mode(channel.peclet, k);
        std::vector<Table::Cell> row = {k, -mode.rate.real() / (k * k), taylor_aris_diffusivity(channel.peclet)};
        for (const TransportScheme scheme : all_transport_schemes) {
            row.emplace_back(measured_diffusivity(scheme, channel, mode));
        }
        table.add(row);
    }
    CurveFigure figure;
    figure.name = "dispersion";
    figure.caption = fmt::format(
        "D(k)/alpha at Pe = {:g}: the eigenvalue problem, its Taylor-Aris limit, and runs with "
        "H = {} cells",
        settings.peclet, settings.figure_cells);
    figure.x_label = "k H";
    figure.y_label = "D(k)/alpha";
    figure.curves = {{"eigenvalue problem", "dispersion", "kH", "eigenvalue", {}, Curve::Style::line, "", ""},
                     {"1 + 8 Pe²/945", "dispersion", "kH", "limit", {}, Curve::Style::dashed, "", ""}};
    for (const TransportScheme scheme : all_transport_schemes) {
        figure.curves.push_back(
            {name_of(scheme), "dispersion", "kH", name_of(scheme), {}, Curve::Style::points, "", ""});
    }
    report.draw(figure);
}

}  // namespace

StudyRun taylor_aris(StudyDeck& deck) {
    Settings settings;
    settings.peclet = deck.deck().real("peclet", Range::left_open(0.0, 20.0));
    settings.alpha = deck.deck().real("alpha", Range::closed(0.1, 1.0 / 6.0, "cells^2 per step"));
    settings.aspect = deck.deck().integer("aspect", IntRange::at_least(1));
    settings.fourier = deck.deck().real("fourier", Range::above(0.0));
    settings.long_aspect = deck.deck().integer("long_aspect", IntRange::at_least(4));
    settings.deviation = deck.deck().real("deviation", Range::left_open(0.0, 1.0));
    settings.aspects = deck.deck().integers("aspects", IntRange::at_least(1));
    settings.sizes = deck.refinements("sizes");
    settings.long_sizes = deck.refinements("long_sizes");
    settings.figure_cells = deck.integer("figure_cells", IntRange::at_least(4, "cells"));
    return [settings](StudyReport& report) {
        judge_reference(report, settings);
        judge_mode(report, settings);
        judge_variance(report, settings);
        draw_dispersion(report, settings);
    };
}

}  // namespace ebru
