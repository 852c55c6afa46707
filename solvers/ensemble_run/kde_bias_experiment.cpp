#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

#include "app/progress.hpp"
#include "solvers/density/kde_bias.hpp"
#include "solvers/density/kernel_density.hpp"
#include "solvers/density/point_source.hpp"
#include "solvers/ensemble_run/experiment.hpp"
#include "solvers/ensemble_run/plane_fields.hpp"

namespace ebru {

namespace {

/// Where biases are looked at: along coordinate 0 through the middle of the picture, other coordinates at the mean.
std::vector<double> places(const EnsembleSettings& settings) {
    constexpr int count = 41;
    const std::array<GaussianMixture, 2> laws{*settings.density.mixture, *settings.second->mixture};
    const PlaneGrid window = picture_grid(settings.pictures, laws);
    const auto d = static_cast<std::size_t>(settings.dimension);
    const std::vector<double> middle = settings.density.mixture->mean();
    std::vector<double> points;
    for (int i = 0; i < count; ++i) {
        points.push_back(window.lower[0] + (i + 0.5) * (window.upper[0] - window.lower[0]) / count);
        points.insert(points.end(), middle.begin() + 1, middle.begin() + static_cast<std::ptrdiff_t>(d));
    }
    return points;
}

/// Standard deviation of rho_hat(x) from N points: N Var = E K^2 - (E K)^2, and K_h^2 = K_(h/sqrt 2) (2 sqrt(pi) h)^-d.
double estimate_deviation(const GaussianMixture& mixture, std::span<const double> x, double h, double particles) {
    const double mean = expected_estimate(mixture, h).density(x);
    const double square = expected_estimate(mixture, h / std::numbers::sqrt2).density(x) *
                          std::pow(2.0 * std::sqrt(std::numbers::pi) * h, -mixture.dimension());
    return std::sqrt(std::max(0.0, square - mean * mean) / particles);
}

/// Largest differences over all places, of a bandwidth.
struct Remainders {
    double bandwidth = 0.0;
    double second = 0.0;     ///< exact bias less its h^2 term
    double fourth = 0.0;     ///< less its h^4 term too
    double posterior = 0.0;  ///< exact shift of the posterior less its h^2 term
};

/// What ParaView shows of a bandwidth, a number a place.
struct BiasProfile {
    double bandwidth = 0.0;
    std::vector<double> density = {}, estimate = {}, exact = {}, second_order = {}, fourth_order = {};
};

/// A row of points a bandwidth, the narrowest first; ParaView's time is h^2/2, the alpha t of the blur that the kernel
/// is.
void draw_profiles(ExperimentRun& run, std::span<const double> at, std::vector<BiasProfile> profiles) {
    std::ranges::sort(profiles, {}, &BiasProfile::bandwidth);
    const auto d = static_cast<std::size_t>(run.settings.dimension);
    const VtkGrid line{static_cast<int>(at.size() / d), 1, at[0], d > 1 ? at[1] : 0.0, at[d] - at[0], 1.0};
    VtkGridSeries series(run.folder, "bias", line);
    for (std::size_t i = 0; i < profiles.size(); ++i) {
        const BiasProfile& p = profiles[i];
        const std::array<VtkGridArray, 5> arrays{{{"density", 1, p.density},
                                                  {"estimate", 1, p.estimate},
                                                  {"bias", 1, p.exact},
                                                  {"bias_second_order", 1, p.second_order},
                                                  {"bias_fourth_order", 1, p.fourth_order}}};
        series.write_frame({blur_of_bandwidth(p.bandwidth), static_cast<int>(i)}, arrays);
    }
    series.finish();
    run.files.emplace_back("the bias in ParaView", series.series_file());
}

/// One bandwidth at all places: closed forms, and one estimate from the points.
Remainders look_at(ExperimentRun& run, double h, const std::vector<double>& points, std::span<const double> at,
                   ResultTable& table, BiasProfile& profile) {
    const EnsembleSettings& settings = run.settings;
    const GaussianMixture& first = *settings.density.mixture;
    const GaussianMixture& second = *settings.second->mixture;
    const auto d = static_cast<std::size_t>(settings.dimension);
    const std::size_t count = at.size() / d;
    const KernelDensity estimate(points, settings.dimension, h, settings.kde.tolerance, "kde.bandwidths");
    std::vector<double> log_density(count);
    estimate.evaluate(at, log_density, {});
    const GaussianMixture blurred_first = expected_estimate(first, h);
    const GaussianMixture blurred_second = expected_estimate(second, h);
    Remainders rest{h};
    for (std::size_t i = 0; i < count; ++i) {
        const std::span<const double> x = at.subspan(i * d, d);
        const double rho = first.density(x);
        const double exact = blurred_first.density(x) - rho;
        const double second_order = bias_to_second_order(first, x, h);
        const double fourth_order = bias_to_fourth_order(first, x, h);
        const double shift = posterior(blurred_first, blurred_second, x) - posterior(first, second, x);
        const double shift_form = posterior_shift(first, second, x, h);
        const double deviation = estimate_deviation(first, x, h, static_cast<double>(settings.particles));
        const double sampled = std::exp(log_density[i]) - rho;
        rest.second = std::max(rest.second, std::abs(exact - second_order));
        rest.fourth = std::max(rest.fourth, std::abs(exact - fourth_order));
        rest.posterior = std::max(rest.posterior, std::abs(shift - shift_form));
        profile.density.push_back(rho);
        profile.estimate.push_back(rho + sampled);
        profile.exact.push_back(exact);
        profile.second_order.push_back(second_order);
        profile.fourth_order.push_back(fourth_order);
        table.add({h, x[0], rho, exact, second_order, fourth_order, sampled, deviation, shift, shift_form});
        // A sum of fewer terms than this is not near a normal distribution.
        constexpr double enough = 30.0;
        if (const double level = exact + rho; deviation > 0.0 && level * level > enough * deviation * deviation) {
            run.findings.check({fmt::format("h = {:g}, x = {:.3g}: bias", h, x[0]), sampled, exact, deviation,
                                settings.kde.tolerance * level});
        }
    }
    return rest;
}

/// What halving h divides the remainders by: 16 behind the h^2 term, 64 behind the h^4 term.
void tabulate_ratios(ExperimentRun& run, const std::vector<Remainders>& rests) {
    ResultTable table("remainders", {"bandwidth", "second_order", "fourth_order", "posterior", "order_second",
                                     "order_fourth", "order_posterior"});
    for (std::size_t i = 0; i < rests.size(); ++i) {
        const auto order = [&](double Remainders::* which) {
            if (i == 0) {
                return static_cast<double>(NAN);
            }
            return std::log(rests[i - 1].*which / (rests[i].*which)) /
                   std::log(rests[i - 1].bandwidth / rests[i].bandwidth);
        };
        table.add({rests[i].bandwidth, rests[i].second, rests[i].fourth, rests[i].posterior, order(&Remainders::second),
                   order(&Remainders::fourth), order(&Remainders::posterior)});
        if (i > 0) {
            run.findings.remark(
                {fmt::format("halving_{}.order_second", i), order(&Remainders::second),
                 fmt::format(
                     "h = {:g} to {:g}: halving h divides what the h^2 term leaves by {:.2f} (16), what the h^4 "
                     "term leaves by {:.1f} (64), what the posterior's leaves by {:.2f} (16)",
                     rests[i - 1].bandwidth, rests[i].bandwidth, std::exp2(order(&Remainders::second)),
                     std::exp2(order(&Remainders::fourth)), std::exp2(order(&Remainders::posterior)))});
        }
    }
    run.findings.table(std::move(table));
}

}  // namespace

void run_kde_bias(ExperimentRun& run) {
    const EnsembleSettings& settings = run.settings;
    const auto d = static_cast<std::size_t>(settings.dimension);
    const std::vector<double> at = places(settings);
    const std::unique_ptr<PointSource> source = make_mixture_source(*settings.density.mixture);
    std::vector<double> points(static_cast<std::size_t>(settings.particles) * d);
    ResultTable table("bias", {"bandwidth", "x", "density", "exact", "second_order", "fourth_order", "sampled",
                               "standard_error", "posterior_shift", "posterior_second_order"});
    std::vector<Remainders> rests;
    std::vector<BiasProfile> profiles;
    Progress progress(static_cast<std::int64_t>(settings.list.size()), "bandwidths", "ensemble");
    for (std::size_t i = 0; i < settings.list.size(); ++i) {
        // Another bandwidth, other points: otherwise all bandwidths would err together.
        source->draw(settings.seed, static_cast<std::int64_t>(i) * settings.particles, points);
        profiles.push_back({.bandwidth = settings.list[i]});
        rests.push_back(look_at(run, settings.list[i], points, at, table, profiles.back()));
        progress.advance(1);
    }
    progress.finish();
    if (settings.pictures.vtk == Switch::on) {
        draw_profiles(run, at, std::move(profiles));
    }
    run.findings.table(std::move(table));
    tabulate_ratios(run, rests);
}

}  // namespace ebru
