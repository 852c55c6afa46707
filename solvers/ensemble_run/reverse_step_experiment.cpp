#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "app/progress.hpp"
#include "io/vtk_points.hpp"
#include "solvers/ensemble/ensemble_start.hpp"
#include "solvers/ensemble/forward_chain.hpp"
#include "solvers/ensemble/moments.hpp"
#include "solvers/ensemble/reversal.hpp"
#include "solvers/ensemble_run/experiment.hpp"
#include "solvers/ensemble_run/host_positions.hpp"
#include "solvers/ensemble_run/path_walk.hpp"
#include "solvers/gaussian/chain_moments.hpp"

namespace ebru {

namespace {

/// Mean over directions of the variances, or of a covariance's diagonal.
double mean_diagonal(const std::vector<double>& matrix) {
    const auto d = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(matrix.size()))));
    double sum = 0.0;
    for (std::size_t a = 0; a < d; ++a) {
        sum += matrix[a * d + a];
    }
    return sum / static_cast<double>(d);
}

constexpr std::array<ReverseNoise, 3> noises{ReverseNoise::upper, ReverseNoise::lower, ReverseNoise::gaussian};

/// One level of the chain and its step back.
template <class Real>
struct Step {
    int level;
    Positions<Real> before;                        ///< at level - 1
    Positions<Real> after;                         ///< at level
    std::array<Positions<Real>, 3> returned = {};  ///< at level - 1 again, by each of the noises
};

/// The noise that the pairs (x_{k-1}, x_k) themselves show: the variance that a regression of the earlier on the later
/// leaves, beside gaussian_reverse; relative standard error sqrt(2/(N d)).
template <class Real>
double measure_noise(ExperimentRun& run, const GaussianPath& path, const Step<Real>& step, double data_variance) {
    const double earlier = mean_diagonal(ensemble_moments(step.before).covariance);
    const double later = mean_diagonal(ensemble_moments(step.after).covariance);
    const double together = mean_diagonal(cross_covariance(step.before, step.after).covariance);
    const double left = earlier - together * together / later;
    const double expected = path.gaussian_reverse(step.level, data_variance).variance;
    const auto numbers = static_cast<double>(step.before.extent(0) * step.before.extent(1));
    run.findings.check({fmt::format("level {}: variance of x_{} given x_{}", step.level, step.level - 1, step.level),
                        left, expected, expected * std::sqrt(2.0 / numbers),
                        4.0 * rounding_of<Real>(step.level) * earlier});
    return left;
}

/// Steps an ensemble back with each noise; its variance beside the closed form.
template <class Real>
void measure_steps(ExperimentRun& run, const GaussianPath& path, Step<Real>& step, const GaussianMixture& data,
                   double noise_left, ResultTable& table) {
    const EnsembleSettings& settings = run.settings;
    const double data_variance = data.components().front().covariance.eigenvalues().front();
    const auto law = [&](int level) {
        const double a = path.level_mean_factor(level);
        const double s = path.level_standard_deviation(level);
        return NormalLaw{0.0, a * a * data_variance + s * s};
    };
    const double target = law(step.level - 1).variance;
    const double forward = std::sqrt(path.transition(step.level - 1, step.level).variance);
    const auto numbers = static_cast<double>(step.after.extent(0) * step.after.extent(1));
    for (std::size_t i = 0; i < noises.size(); ++i) {
        const ReverseNoise noise = noises[i];
        const std::vector<ControlStep> steps =
            reverse_chain_steps(path, step.level, step.level - 1, noise, data_variance);
        const NormalLaw form = gaussian_recursion(steps, {0.0, data_variance}, law(step.level))[1];
        const Reversal<Real> reversal(steps, settings.seed, RandomPurpose::ensemble_reverse,
                                      4 * step.level + static_cast<std::int64_t>(noise));
        const Positions<Real> x = copy_of(step.after);
        step.returned[i] = x;
        reversal.advance(reversal.field_of(data), x, 0, 1);
        Kokkos::fence();
        const double measured = mean_diagonal(ensemble_moments(x).covariance);
        const std::string name(to_name(noise));
        run.findings.check({fmt::format("level {}: variance after a step back, {} noise", step.level, name), measured,
                            form.variance, form.variance * std::sqrt(2.0 / numbers),
                            4.0 * rounding_of<Real>(step.level) * form.variance});
        if (noise == ReverseNoise::gaussian) {
            constexpr double rounding = 1e-12;
            run.findings.check({fmt::format("level {}: variance that the exact step returns to", step.level),
                                form.variance, target, 0.0, rounding * target});
        }
        table.add({static_cast<double>(step.level), path.beta(step.level), name,
                   reverse_noise(path, step.level, noise, data_variance) / forward, std::sqrt(noise_left) / forward,
                   measured, form.variance, target});
    }
}

/// Noise of the exact reverse of a first step over that of the forward step, eq 53: below 1 if and only if sigma >
/// sigma_0.
ResultTable noise_factors() {
    ResultTable table("noise_factor", {"beta", "sigma_over_sigma_0", "factor"});
    for (const double ratio : {0.25, 0.5, 0.8, 1.0, 1.25, 2.0, 4.0}) {
        for (int i = 0; i < 50; ++i) {
            const double beta = i / 50.0;
            table.add({beta, ratio, reverse_noise_factor(beta, ratio, 1.0)});
        }
    }
    return table;
}

/// The kept particles at the step's level for ParaView, with where they were and where each noise takes them back to.
template <class Real>
void draw_points(VtkPointSeries& series, double t, const Step<Real>& step, std::size_t kept) {
    const HostPositions<Real> after = host_copy(step.after);
    std::vector<std::vector<double>> values{doubles_of(host_copy(step.before), kept)};
    std::vector<std::string> names{"before"};
    for (std::size_t i = 0; i < noises.size(); ++i) {
        values.push_back(doubles_of(host_copy(step.returned[i]), kept));
        names.push_back(fmt::format("back_{}", to_name(noises[i])));
    }
    std::vector<VtkPointArray> arrays;
    for (std::size_t i = 0; i < values.size(); ++i) {
        arrays.push_back({names[i], static_cast<int>(after.extent(1)), values[i]});
    }
    series.write_frame<Real>({t, step.level}, {numbers_of(after, kept), {}, {}, arrays});
}

template <class Real>
void reverse_step(ExperimentRun& run) {
    const EnsembleSettings& settings = run.settings;
    const GaussianPath path(settings.gaussian);
    const GaussianMixture& data = *settings.density.mixture;
    const double data_variance = data.components().front().covariance.eigenvalues().front();
    const ForwardChain<Real> chain(path, settings.seed);
    const Positions<Real> x =
        start_ensemble<Real>(*make_point_source(settings.density), settings.seed, settings.particles);
    ResultTable table("steps", {"level", "beta", "noise", "noise_factor", "noise_factor_measured", "variance_measured",
                                "variance", "variance_before"});
    std::optional<VtkPointSeries> points;
    if (settings.pictures.vtk == Switch::on) {
        points.emplace(run.folder, "steps", settings.dimension);
    }
    Progress progress(path.levels(), "levels", "ensemble");
    int at = 0;
    for (const int level : settings.output.levels) {
        if (level == 0) {
            continue;
        }
        chain.advance(x, at, level - 1);
        const Positions<Real> before = copy_of(x);
        chain.advance(x, level - 1, level);
        Kokkos::fence();
        Step<Real> step{level, before, x};
        measure_steps(run, path, step, data, measure_noise(run, path, step, data_variance), table);
        if (points) {
            draw_points(*points, path.time(level), step, static_cast<std::size_t>(settings.output.particles));
        }
        progress.advance(level - at);
        at = level;
    }
    progress.finish();
    if (points) {
        points->finish();
        run.files.emplace_back("the steps in ParaView", points->series_file());
    }
    run.findings.table(std::move(table));
    run.findings.table(noise_factors());
}

}  // namespace

void run_reverse_step(ExperimentRun& run) {
    in_precision(run.settings.precision, [&]<class Real>(Real) { reverse_step<Real>(run); });
}

}  // namespace ebru
