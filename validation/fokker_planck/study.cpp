#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "diagnostics/observed_order.hpp"
#include "validation/common/continuity_residual.hpp"
#include "validation/common/five_gaussians.hpp"
#include "validation/common/study.hpp"

namespace ebru {

namespace {

struct Settings {
    double time = 0.0;
    int places = 0;
    std::vector<double> spacings;
};

constexpr double time_ratio = 0.5;  ///< difference in time over that in the plane

struct NamedKind {
    GaussianKind kind;
    const char* name;
};
constexpr NamedKind kinds[] = {{GaussianKind::ddpm, "ddpm"},
                               {GaussianKind::vp, "vp"},
                               {GaussianKind::ve, "ve"},
                               {GaussianKind::flow, "flow"},
                               {GaussianKind::brownian, "brownian"}};

std::vector<double> random_places(int count) {
    std::mt19937_64 bits(17);
    std::vector<double> places;
    for (int i = 0; i < 2 * count; ++i) {
        places.push_back(-2.0 + 4.0 * static_cast<double>(bits() >> 11) * 0x1p-53);
    }
    return places;
}

/// A rate of change of a density at a place, by a formula.
using Rate = std::function<double(const GaussianMixture& rho, std::span<const double> x)>;

/// Root mean square of central differences in time minus the formula, relative to that of the differences.
double residual_of_rate(const std::function<GaussianMixture(double)>& rho_at, const Rate& rate, double t, double h,
                        std::span<const double> places) {
    const double k = time_ratio * h;
    const GaussianMixture earlier = rho_at(t - k);
    const GaussianMixture now = rho_at(t);
    const GaussianMixture later = rho_at(t + k);
    double squares = 0.0;
    double rates = 0.0;
    for (std::size_t i = 0; i < places.size(); i += 2) {
        const std::span<const double> x = places.subspan(i, 2);
        const double measured = (later.density(x) - earlier.density(x)) / (2.0 * k);
        const double difference = measured - rate(now, x);
        squares += difference * difference;
        rates += measured * measured;
    }
    return std::sqrt(squares / rates);
}

/// x . grad rho
double along_x(const GaussianMixture& rho, std::span<const double> x) {
    std::vector<double> score(x.size());
    rho.score(x, score);
    double sum = 0.0;
    for (std::size_t c = 0; c < x.size(); ++c) {
        sum += x[c] * score[c];
    }
    return sum * rho.density(x);
}

Table& residual_table(StudyReport& report, const std::string& name, const std::string& caption) {
    return report.table(name, caption, {{"subject", ""}, {"h", ""}, {"residual", "of d rho/dt"}});
}

Curve curve_of(const std::string& table, const std::string& subject) {
    return {subject, table, "h", "residual", {{"subject", subject}}, Curve::Style::points_and_line, "", ""};
}

/// Step 1: velocity and density of the device, every kind of path.
void judge_velocity(StudyReport& report, const Settings& settings, const std::vector<double>& places) {
    Table& table = residual_table(report, "velocity", "Residual of d_t rho + div(rho v) of five Gaussians");
    CurveFigure figure{"velocity", table.caption() + ": central differences of spacing h",
                       "h",        "residual / root mean square of d_t rho",
                       Scale::log, Scale::log,
                       {},         {{2.0, "order 2"}}};
    for (const NamedKind& kind : kinds) {
        const GaussianPath path = continuity_path(kind.kind);
        std::vector<double> residuals;
        for (const double h : settings.spacings) {
            residuals.push_back(continuity_residual(five_gaussians(), path, settings.time, h, time_ratio, places));
            table.add({kind.name, h, residuals.back()});
        }
        report.judge(order_verdict(fmt::format("{}: order of the residual with the exact velocity", kind.name),
                                   fit_power_law(settings.spacings, residuals).slope, 2.0, 0.1,
                                   "central differences; the next term is (h/width)^2/10 of the first"));
        report.judge(bound_verdict(fmt::format("{}: residual at the finest h", kind.name), residuals.back(), 1e-3,
                                   "(h/width)^2/6, 7e-5 at h = 0.005 and width 0.24, times what a third derivative is "
                                   "larger than the rate over width^2: up to ten"));
        figure.curves.push_back(curve_of("velocity", kind.name));
    }
    report.draw(figure);
}

struct NamedRate {
    std::string name;
    bool full;        ///< the whole equation, otherwise as printed
    bool drift_only;  ///< of x' = -(beta/2) x without noise
    Rate rate;
};

std::vector<NamedRate> rates_of(double beta, double variance) {
    constexpr double d = 2.0;
    return {
        {"drift alone, full", true, true,
         [=](const GaussianMixture& rho, std::span<const double> x) {
             return 0.5 * beta * (d * rho.density(x) + along_x(rho, x));
         }},
        {"drift alone, as printed (eq 66)", false, true,
         [=](const GaussianMixture& rho, std::span<const double> x) { return 0.5 * beta * d * rho.density(x); }},
        {"diffusion and drift, full", true, false,
         [=](const GaussianMixture& rho, std::span<const double> x) {
             return 0.5 * beta * (d * rho.density(x) + along_x(rho, x) + variance * rho.laplacian(x));
         }},
        {"diffusion and drift, as printed (eq 81)", false, false,
         [=](const GaussianMixture& rho, std::span<const double> x) {
             return beta * (0.5 * d * rho.density(x) - 0.5 * variance * rho.laplacian(x));
         }},
    };
}

/// Step 2: the rates written out, in full and as the paper prints them.
void judge_rates(StudyReport& report, const Settings& settings, const std::vector<double>& places) {
    const GaussianPath path = continuity_path(GaussianKind::vp);
    const double variance = path.parameters().noise_scale * path.parameters().noise_scale;
    const double beta = path.squared_diffusion(settings.time) / variance;
    Table& table = residual_table(report, "rates", "Residual of formulas for d_t rho, in full and as printed, vp");
    CurveFigure figure{"rates",    table.caption() + ": central differences in time",
                       "h",        "residual / root mean square of d_t rho",
                       Scale::log, Scale::log,
                       {},         {{2.0, "order 2"}}};
    for (const NamedRate& formula : rates_of(beta, variance)) {
        const auto rho_at = [&](double t) {
            const GaussianTransition law = law_at(path, t);
            return five_gaussians().after(law.factor, formula.drift_only ? 0.0 : law.variance);
        };
        std::vector<double> residuals;
        for (const double h : settings.spacings) {
            residuals.push_back(residual_of_rate(rho_at, formula.rate, settings.time, h, places));
            table.add({formula.name, h, residuals.back()});
        }
        if (formula.full) {
            report.judge(order_verdict(formula.name + ": order of the residual",
                                       fit_power_law(settings.spacings, residuals).slope, 2.0, 0.1,
                                       "central differences in time"));
        } else {
            report.judge({formula.name + ": residual at the finest h over that at twice it",
                          residuals.back() / residuals[residuals.size() - 2], 0.99, 1.01,
                          "what is left out does not depend on h"});
            report.judge({formula.name + ": residual at the finest h", residuals.back(), 0.1,
                          std::numeric_limits<double>::infinity(),
                          "the terms left out or turned round are of the size of the rate itself"});
        }
        figure.curves.push_back(curve_of("rates", formula.name));
    }
    report.draw(figure);
}

/// Step 3: eq 81 where nothing changes: beta (d - |x|^2/(2 sigma^2)) rho is left of it.
void judge_rest(StudyReport& report, const Settings& settings, const std::vector<double>& places) {
    const GaussianPath path = continuity_path(GaussianKind::vp);
    const double variance = path.parameters().noise_scale * path.parameters().noise_scale;
    const double beta = path.squared_diffusion(settings.time) / variance;
    const GaussianMixture rest({{1.0, {0.0, 0.0}, Covariance::isotropic(2, variance)}});
    const std::vector<NamedRate> rates = rates_of(beta, variance);
    double full = 0.0;
    double printed = 0.0;
    for (std::size_t i = 0; i < places.size(); i += 2) {
        const std::span<const double> x = std::span<const double>(places).subspan(i, 2);
        const double left = beta * (2.0 - (x[0] * x[0] + x[1] * x[1]) / (2.0 * variance)) * rest.density(x);
        full = std::max(full, std::abs(rates[2].rate(rest, x)));
        printed = std::max(printed, std::abs(rates[3].rate(rest, x) - left));
    }
    const double allowed = 64.0 * std::numeric_limits<double>::epsilon() * beta;
    const std::string why = "64 eps beta: sums of a few terms of at most 4 beta rho, rho < 0.1";
    report.judge(bound_verdict("N(0, sigma^2 I) under vp: full rate, largest", full, allowed, why));
    report.judge(
        bound_verdict("N(0, sigma^2 I) under vp: eq 81 as printed minus beta (d - |x|^2/(2 sigma^2)) rho, largest",
                      printed, allowed, why));
}

}  // namespace

StudyRun fokker_planck(StudyDeck& deck) {
    Settings settings;
    settings.time = deck.deck().real("time", Range::closed(0.33, 0.37));
    settings.places = deck.integer("places", IntRange::at_least(10, "places"));
    settings.spacings = deck.reals("spacings", Range::closed(1e-4, 0.05));
    return [settings](StudyReport& report) {
        const std::vector<double> places = random_places(settings.places);
        judge_velocity(report, settings, places);
        judge_rates(report, settings, places);
        judge_rest(report, settings, places);
    };
}

}  // namespace ebru
