#include <fmt/format.h>

#include <cmath>

#include "solvers/ensemble_run/experiment.hpp"
#include "solvers/ensemble_run/path_walk.hpp"
#include "solvers/gaussian/chain_moments.hpp"

namespace ebru {

namespace {

/// Sum over directions.
double trace(const std::vector<double>& matrix, std::size_t d) {
    double sum = 0.0;
    for (std::size_t a = 0; a < d; ++a) {
        sum += matrix[a * d + a];
    }
    return sum;
}

/// What is left of x_0 in x_k and how much noise there is, from the ensemble: by regression of x_k on x_0,
/// slope = sum_a Cov(x_k, x_0)_aa / sum_a Var(x_0)_aa with standard error s_k/sqrt(N sum_a Var(x_0)_aa), and the
/// variance that the regression leaves, relative error sqrt(2/(N d)).
template <class Real>
void measure_coefficients(ExperimentRun& run, const GaussianPath& path, const Positions<Real>& start) {
    const EnsembleSettings& settings = run.settings;
    const std::vector<CovarianceCoefficients> forms = covariance_coefficients(path);
    const auto d = static_cast<std::size_t>(settings.dimension);
    const auto n = static_cast<double>(settings.particles);
    const double sigma = path.parameters().noise_scale;
    const double spread = trace(ensemble_moments(start).covariance, d);
    const ForwardChain<Real> chain(path, settings.seed);
    const Positions<Real> x = copy_of(start);
    ResultTable table("coefficients", {"level", "beta", "data", "data_measured", "noise", "noise_measured",
                                       "transferred", "transferred_measured"});
    table.add({0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0});
    double data_before = 1.0;
    for (int level = 1; level <= path.levels(); ++level) {
        chain.advance(x, level - 1, level);
        Kokkos::fence();
        const CovarianceCoefficients& form = forms[static_cast<std::size_t>(level)];
        const double slope = trace(cross_covariance(x, start).covariance, d) / spread;
        const double rest =
            (trace(ensemble_moments(x).covariance, d) - slope * slope * spread) / static_cast<double>(d);
        const double noise = rest / (sigma * sigma);
        const double s = path.level_standard_deviation(level);
        const double rounding = rounding_of<Real>(level);
        run.findings.check({fmt::format("level {}: coefficient of x_0", level), slope, path.level_mean_factor(level),
                            s / std::sqrt(n * spread), rounding});
        run.findings.check({fmt::format("level {}: coefficient of sigma^2 I", level), noise, form.noise,
                            form.noise * std::sqrt(2.0 / (n * static_cast<double>(d))), 2.0 * rounding});
        table.add({static_cast<double>(level), path.beta(level), form.data, slope * slope, form.noise, noise,
                   form.transferred, data_before - slope * slope});
        data_before = slope * slope;
    }
    run.findings.table(std::move(table));
}

/// eps = (x_i - factor x_{i-1})/scale, into `before`.
template <class Real>
void recover_noise(const Positions<Real>& before, const Positions<Real>& after, const GaussianTransition& step) {
    const Real factor = static_cast<Real>(step.factor);
    const Real over_scale = static_cast<Real>(1.0 / std::sqrt(step.variance));
    Kokkos::parallel_for(
        "noise of a step", Kokkos::RangePolicy<>(0, before.extent(0)), KOKKOS_LAMBDA(std::size_t i) {
            for (std::size_t a = 0; a < before.extent(1); ++a) {
                before(i, a) = (after(i, a) - factor * before(i, a)) * over_scale;
            }
        });
    Kokkos::fence();
}

/// The share of every step's noise in x_k: c_i = (1/d) sum_a Cov(x_k, eps_i)_aa/sigma, the point of the unit sphere.
/// With R_a what is left of Var(x_k)_aa without sigma^2 c_i^2: standard error sqrt(sum_a (R_a + 2 sigma^2 c_i^2)/N)/(d
/// sigma). The chain is walked again from its beginning: its noise is a function of seed and level.
template <class Real>
double measure_sphere(ExperimentRun& run, const GaussianPath& path, const Positions<Real>& start, int target,
                      ResultTable& table) {
    const EnsembleSettings& settings = run.settings;
    const auto d = static_cast<std::size_t>(settings.dimension);
    const auto n = static_cast<double>(settings.particles);
    const double sigma = path.parameters().noise_scale;
    const std::vector<double> forms = sphere_coefficients(path, target);
    const ForwardChain<Real> chain(path, settings.seed);
    const Positions<Real> end = copy_of(start);
    chain.advance(end, 0, target);
    Kokkos::fence();
    const double spread = trace(ensemble_moments(end).covariance, d);
    const double from_data =
        trace(cross_covariance(end, start).covariance, d) / trace(ensemble_moments(start).covariance, d);
    table.add({static_cast<double>(target), 0.0, from_data, forms[0]});
    double square = from_data * from_data;
    const Positions<Real> x = copy_of(start);
    const Positions<Real> noise = copy_of(start);
    for (int level = 1; level <= target; ++level) {
        Kokkos::deep_copy(noise, x);
        chain.advance(x, level - 1, level);
        Kokkos::fence();
        recover_noise(noise, x, path.transition(level - 1, level));
        const double measured = trace(cross_covariance(end, noise).covariance, d) / (static_cast<double>(d) * sigma);
        const double form = forms[static_cast<std::size_t>(level)];
        const double scatter = spread + static_cast<double>(d) * sigma * sigma * form * form;
        // Round-off of eps: that of positions, over the step's noise.
        const double rounding =
            rounding_of<Real>(target) * (1.0 + std::sqrt(spread) / sigma) / std::sqrt(path.beta(level));
        run.findings.check({fmt::format("x_{}: coefficient of eps_{}", target, level), measured, form,
                            std::sqrt(scatter / n) / (static_cast<double>(d) * sigma), rounding});
        table.add({static_cast<double>(target), static_cast<double>(level), measured, form});
        square += measured * measured;
    }
    return square;
}

template <class Real>
void covariance(ExperimentRun& run) {
    const GaussianPath path(run.settings.gaussian);
    const ForwardWalk<Real> walk = walk_forward<Real>(run, path);
    measure_coefficients<Real>(run, path, walk.start);
    ResultTable sphere("sphere", {"level", "noise", "measured", "closed_form"});
    double worst = 0.0;
    for (std::size_t row = 1; row < run.settings.output.levels.size(); ++row) {
        const int target = run.settings.output.levels[row];
        const double square = measure_sphere<Real>(run, path, walk.start, target, sphere);
        worst = std::max(worst, std::abs(square - 1.0));
    }
    run.findings.table(std::move(sphere));
    run.findings.remark(
        {"sphere.radius_error", worst,
         fmt::format("the coefficients of x_0, eps_1, .. lie on the unit sphere: their measured squares "
                     "sum to 1 within {:.2g}",
                     worst)});
}

}  // namespace

void run_covariance(ExperimentRun& run) {
    in_precision(run.settings.precision, [&]<class Real>(Real) { covariance<Real>(run); });
}

}  // namespace ebru
