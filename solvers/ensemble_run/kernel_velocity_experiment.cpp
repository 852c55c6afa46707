#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "app/progress.hpp"
#include "io/vtk_points.hpp"
#include "solvers/ensemble/forward_chain.hpp"
#include "solvers/ensemble/moments.hpp"
#include "solvers/ensemble_run/experiment.hpp"
#include "solvers/ensemble_run/host_positions.hpp"

namespace ebru {

namespace {

/// The mean velocity of Brownian particles that passed x at time t, measured over one level on either side:
/// E[x(t + h) - x(t - h) | x(t) = x]/(2 h). The future of a Brownian path does not depend on its past, so the later
/// half is 0 on average, and the earlier half is x h/t, for x(t - h) given x(t) has mean x (t - h)/t: x/(2 t) exactly,
/// for every h <= t and every sigma.
struct Slope {
    double measured = 0.0;
    double error = 0.0;
};

/// Regression of y = (x(t+h) - x(t-h))/(2h) on x(t), all coordinates together. Given x(t), y has variance
/// (g^2 h + g^2 h (t - h)/t)/(4 h^2).
template <class Real>
Slope measure_slope(const Positions<Real>& before, const Positions<Real>& at, const Positions<Real>& after, double t,
                    double h, double squared_diffusion) {
    const std::size_t d = at.extent(1);
    const CrossCovariance earlier = cross_covariance(before, at);
    const CrossCovariance later = cross_covariance(after, at);
    const EnsembleMoments now = ensemble_moments(at);
    double together = 0.0;
    double spread = 0.0;
    for (std::size_t a = 0; a < d; ++a) {
        together += later.covariance[a * d + a] - earlier.covariance[a * d + a];
        spread += now.covariance[a * d + a];
    }
    const double variance = squared_diffusion * (h + h * (t - h) / t) / (4.0 * h * h);
    return {together / (2.0 * h * spread), std::sqrt(variance / (static_cast<double>(now.particles) * spread))};
}

/// Means of y in bins of x, coordinate 0, for the plot.
template <class Real>
void tabulate_bins(ResultTable& table, double sigma, double t, double h, const Positions<Real>& before,
                   const Positions<Real>& at, const Positions<Real>& after) {
    constexpr int bins = 21;
    constexpr double reach = 2.5;  // standard deviations
    const HostPositions<Real> x0 = host_copy(before);
    const HostPositions<Real> x1 = host_copy(at);
    const HostPositions<Real> x2 = host_copy(after);
    const double width = 2.0 * reach * sigma * std::sqrt(t) / bins;
    struct Bin {
        double count = 0.0, x = 0.0, y = 0.0, yy = 0.0;
    };
    std::vector<Bin> sums(bins);
    for (std::size_t i = 0; i < x1.extent(0); ++i) {
        const auto x = static_cast<double>(x1(i, 0));
        const double place = x / width + 0.5 * bins;
        if (place >= 0.0 && place < bins) {
            const double y = (static_cast<double>(x2(i, 0)) - static_cast<double>(x0(i, 0))) / (2.0 * h);
            Bin& bin = sums[static_cast<std::size_t>(place)];
            bin.count += 1.0;
            bin.x += x;
            bin.y += y;
            bin.yy += y * y;
        }
    }
    for (const Bin& bin : sums) {
        if (bin.count >= 25.0) {
            const double mean = bin.y / bin.count;
            const double error = std::sqrt(std::max(0.0, bin.yy / bin.count - mean * mean) / bin.count);
            table.add({sigma, t, bin.x / bin.count, mean, error, bin.x / bin.count / (2.0 * t)});
        }
    }
}

/// The kept particles at t for ParaView: "velocity" is x/(2t), "own_motion" what each did itself over a level on either
/// side.
template <class Real>
void draw_points(VtkPointSeries& series, const VtkMoment& moment, double h, std::size_t kept,
                 const Positions<Real>& before, const Positions<Real>& at, const Positions<Real>& after) {
    const HostPositions<Real> host = host_copy(at);
    const std::vector<double> earlier = doubles_of(host_copy(before), kept);
    std::vector<double> own_motion = doubles_of(host_copy(after), kept);
    std::vector<Real> velocity(numbers_of(host, kept).begin(), numbers_of(host, kept).end());
    for (std::size_t i = 0; i < velocity.size(); ++i) {
        velocity[i] *= static_cast<Real>(0.5 / moment.t);
        own_motion[i] = (own_motion[i] - earlier[i]) / (2.0 * h);
    }
    const std::array<VtkPointArray, 1> further{{{"own_motion", static_cast<int>(host.extent(1)), own_motion}}};
    series.write_frame<Real>(moment, {numbers_of(host, kept), velocity, {}, further});
}

template <class Real>
void kernel_velocity(ExperimentRun& run) {
    const EnsembleSettings& settings = run.settings;
    const auto n = static_cast<std::size_t>(settings.particles);
    const auto d = static_cast<std::size_t>(settings.dimension);
    ResultTable bins("velocity", {"sigma", "t", "x", "measured", "standard_error", "closed_form"});
    Progress progress(static_cast<std::int64_t>(settings.list.size()), "values of sigma", "ensemble");
    for (std::size_t which = 0; which < settings.list.size(); ++which) {
        GaussianParameters parameters = settings.gaussian;
        parameters.noise_scale = settings.list[which];
        const GaussianPath path(parameters);
        // Another sigma, another seed: otherwise all would be one walk, enlarged.
        const ForwardChain<Real> chain(path, settings.seed + which);
        Positions<Real> x("positions", n, d);  // all at 0
        std::optional<VtkPointSeries> points;
        if (settings.pictures.vtk == Switch::on) {
            points.emplace(run.folder, fmt::format("kernel_sigma_{:g}", settings.list[which]), settings.dimension);
        }
        int level = 0;
        for (const int part : {20, 8, 4, 2}) {
            const int target = std::max(level + 2, path.levels() / part);
            if (target >= path.levels()) {
                continue;
            }
            chain.advance(x, level, target - 1);
            const Positions<Real> before = copy_of(x);
            chain.advance(x, target - 1, target);
            const Positions<Real> at = copy_of(x);
            chain.advance(x, target, target + 1);
            Kokkos::fence();
            const double t = path.time(target);
            const double h = path.time(target + 1) - t;
            const Slope slope = measure_slope(before, at, x, t, h, path.squared_diffusion(t));
            run.findings.check(
                {fmt::format("sigma {:g}, t = {:.3g}: velocity over x", settings.list[which], t), slope.measured,
                 1.0 / (2.0 * t), slope.error,
                 static_cast<double>(target) * static_cast<double>(std::numeric_limits<Real>::epsilon()) / h});
            tabulate_bins(bins, settings.list[which], t, h, before, at, x);
            if (points) {
                draw_points(*points, {t, target}, h, static_cast<std::size_t>(settings.output.particles), before, at,
                            x);
            }
            level = target + 1;
        }
        if (points) {
            points->finish();
            run.files.emplace_back(fmt::format("sigma {:g} in ParaView", settings.list[which]), points->series_file());
        }
        progress.advance(1);
    }
    progress.finish();
    run.findings.table(std::move(bins));
}

}  // namespace

void run_kernel_velocity(ExperimentRun& run) {
    in_precision(run.settings.precision, [&]<class Real>(Real) { kernel_velocity<Real>(run); });
}

}  // namespace ebru
