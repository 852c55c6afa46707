#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "solvers/density/kde_bias.hpp"
#include "solvers/density/kernel_density.hpp"
#include "solvers/density/point_source.hpp"
#include "validation/common/sample_statistics.hpp"
#include "validation/common/study.hpp"
#include "validation/common/two_classes.hpp"

namespace ebru {

namespace {

struct Settings {
    double largest_bandwidth = 0.0;
    int halvings = 0;
    std::vector<double> bandwidths;
    int points = 0;
};

using OfPlace = std::function<double(std::span<const double> x, double h)>;

/// A quantity, its shift by the kernel in closed form and by a series in h.
struct Series {
    std::string name;
    OfPlace exact;
    OfPlace series;
    double ratio;      ///< 2^order of the remainder
    double tolerance;  ///< of the ratio
    int halvings;      ///< until round-off
};

std::vector<Series> all_series(int halvings) {
    const GaussianMixture one = first_class();
    const GaussianMixture two = second_class();
    const OfPlace bias = [=](std::span<const double> x, double h) {
        return expected_estimate(one, h).density(x) - one.density(x);
    };
    return {
        {"density, second order", bias,
         [=](std::span<const double> x, double h) { return bias_to_second_order(one, x, h); }, 16.0, 1.0, halvings},
        {"density, fourth order", bias,
         [=](std::span<const double> x, double h) { return bias_to_fourth_order(one, x, h); }, 64.0, 4.0, 1},
        {"posterior, second order",
         [=](std::span<const double> x, double h) {
             return posterior(expected_estimate(one, h), expected_estimate(two, h), x) - posterior(one, two, x);
         },
         [=](std::span<const double> x, double h) { return posterior_shift(one, two, x, h); }, 16.0, 1.0, halvings}};
}

/// Step 1: remainders of the series. Round-off of 1e-16 against h^4/8 = 3e-10 at the smallest bandwidth, and against
/// h^6/48 = 2e-11 at half the largest.
void judge_series(StudyReport& report, const Settings& settings) {
    Table& table = report.table("remainders", "What the series in h leave of the exact shift",
                                {{"subject", ""}, {"place", ""}, {"h", ""}, {"shift", ""}, {"remainder", ""}});
    CurveFigure figure{"remainders",
                       "What the series in the bandwidth leave of the exact shift, at the first place",
                       "bandwidth h",
                       "|remainder|",
                       Scale::log,
                       Scale::log,
                       {},
                       {{4.0, "order 4"}, {6.0, "order 6"}}};
    const std::vector<std::vector<double>> places = places_of_two_classes();
    for (const Series& subject : all_series(settings.halvings)) {
        for (int i = 0; i <= subject.halvings; ++i) {
            const double h = settings.largest_bandwidth / (1 << i);
            double farthest = subject.ratio;
            for (std::size_t place = 0; place < places.size(); ++place) {
                const auto exact = [&](double width) { return subject.exact(places[place], width); };
                const auto series = [&](double width) { return subject.series(places[place], width); };
                table.add(
                    {subject.name, static_cast<std::int64_t>(place), h, exact(h), std::abs(exact(h) - series(h))});
                const double ratio = i > 0 ? ratio_on_halving(2.0 * h, exact, series) : subject.ratio;
                // Not a number stays.
                farthest = std::abs(ratio - subject.ratio) <= std::abs(farthest - subject.ratio) ? farthest : ratio;
            }
            if (i > 0) {
                report.judge(
                    order_verdict(fmt::format("{}: remainder at h = {:g} over that at {:g}, farthest of all places",
                                              subject.name, 2.0 * h, h),
                                  farthest, subject.ratio, subject.tolerance / (1 << (2 * (i - 1))),
                                  "the next term's share, a few per cent at the largest h, falls fourfold on halving"));
            }
        }
        figure.curves.push_back({subject.name,
                                 "remainders",
                                 "h",
                                 "remainder",
                                 {{"subject", subject.name}, {"place", "0"}},
                                 Curve::Style::points_and_line,
                                 "",
                                 ""});
    }
    report.draw(figure);
}

/// Step 2: estimates from points against the exact mean, in exact standard errors.
void judge_estimates(StudyReport& report, const Settings& settings) {
    Table& table = report.table(
        "estimates", fmt::format("Estimates from {} points", settings.points),
        {{"h", ""}, {"place", ""}, {"density", ""}, {"exact_mean", ""}, {"estimate", ""}, {"standard_error", ""}});
    const GaussianMixture rho = first_class();
    std::vector<double> points(2 * static_cast<std::size_t>(settings.points));
    make_mixture_source(rho)->draw(5, 0, points);
    const std::vector<std::vector<double>> places = places_of_two_classes();
    double bias_seen = 0.0;
    for (const double h : settings.bandwidths) {
        const KernelDensity estimator(points, 2, h);
        const GaussianMixture expected = expected_estimate(rho, h);
        const GaussianMixture of_square = expected_estimate(rho, h / std::numbers::sqrt2);
        double farthest = 0.0;
        for (std::size_t place = 0; place < places.size(); ++place) {
            const std::vector<double>& x = places[place];
            double log_density = 0.0;
            estimator.evaluate(x, {&log_density, 1}, {});
            const double estimate = std::exp(log_density);
            const double mean = expected.density(x);
            const double square = of_square.density(x) / (4.0 * std::numbers::pi * h * h);
            const double error = std::sqrt((square - mean * mean) / settings.points);
            table.add({h, static_cast<std::int64_t>(place), rho.density(x), mean, estimate, error});
            const double away = (estimate - mean) / error;
            farthest = std::abs(away) <= std::abs(farthest) ? farthest : away;
            bias_seen = std::max(bias_seen, std::abs(mean - rho.density(x)) / error);
        }
        report.judge(sampled_verdict(
            fmt::format("estimate at h = {:g} minus its exact mean, in standard errors, farthest of all places", h),
            farthest, 0.0, 1.0, "the standard error is exact: E K^2 is known"));
    }
    report.judge({"largest bias in standard errors: what the comparison could see", bias_seen, 10.0,
                  std::numeric_limits<double>::infinity(), "otherwise rho itself would pass for the mean"});
    std::vector<Curve> curves;
    for (const double h : settings.bandwidths) {
        curves.push_back({fmt::format("h = {:g}", h),
                          "estimates",
                          "exact_mean",
                          "estimate",
                          {{"h", exact(Table::Cell(h))}},
                          Curve::Style::points,
                          "",
                          ""});
    }
    report.draw(CurveFigure{"estimates",
                            table.caption() + " against their exact means",
                            "exact mean",
                            "estimate",
                            Scale::linear,
                            Scale::linear,
                            curves,
                            {}});
}

}  // namespace

StudyRun kernel_density_bias(StudyDeck& deck) {
    Settings settings;
    settings.largest_bandwidth = deck.deck().real("largest_bandwidth", Range::closed(0.02, 0.07));
    settings.halvings = deck.deck().integer("halvings", IntRange::closed(1, 4));
    settings.bandwidths = deck.deck().reals("bandwidths", Range::above(0.0));
    settings.points = deck.integer("points", IntRange::at_least(1000, "points"));
    return [settings](StudyReport& report) {
        judge_series(report, settings);
        judge_estimates(report, settings);
    };
}

}  // namespace ebru
