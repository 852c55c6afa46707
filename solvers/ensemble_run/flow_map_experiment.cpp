#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/progress.hpp"
#include "solvers/ensemble/flow_map.hpp"
#include "solvers/ensemble_run/line_law.hpp"
#include "solvers/ensemble_run/moment_checks.hpp"
#include "solvers/ensemble_run/path_walk.hpp"

namespace ebru {

namespace {

/// Cov(x_0, x_T) of both maps. The chain forgets: a C_0, standard error sqrt(C_0 s^2/N) given the start. The flow does
/// not: for one Gaussian with variances V_0 and V_T in a direction it is the factor sqrt(V_T/V_0), to the scheme's
/// error: at most 1.5 times the difference from half the steps, for every order.
template <class Real>
void compare_memory(ExperimentRun& run, const GaussianPath& path, const Positions<Real>& start,
                    const Positions<Real>& walked, const Positions<Real>& carried, const Positions<Real>& coarse,
                    double t) {
    const EnsembleSettings& settings = run.settings;
    const auto d = static_cast<std::size_t>(settings.dimension);
    const auto n = static_cast<double>(settings.particles);
    const std::vector<double> at_start = ensemble_moments(start).covariance;
    const std::vector<double> chain = cross_covariance(walked, start).covariance;
    const std::vector<double> flow = cross_covariance(carried, start).covariance;
    const std::vector<double> coarse_flow = cross_covariance(coarse, start).covariance;
    const double a = path.level_mean_factor(path.levels());
    const double s = path.level_standard_deviation(path.levels());
    const MixtureComponent& first = settings.density.mixture->components().front();
    const std::vector<double> matrix = first.covariance.matrix();
    const double flow_a = path.mean_factor(t);
    const double flow_s = path.standard_deviation(t);
    ResultTable table("memory", {"coordinate", "chain", "chain_closed_form", "flow", "flow_closed_form"});
    const bool diagonal = settings.density.mixture->components().size() == 1 &&
                          std::all_of(matrix.begin(), matrix.end(), [&, i = std::size_t{0}](double entry) mutable {
                              const std::size_t at = i++;
                              return at % d == at / d || entry == 0.0;
                          });
    for (std::size_t axis = 0; axis < d; ++axis) {
        const std::size_t i = axis * d + axis;
        run.findings.check({fmt::format("chain: covariance of x_0 and x_K, x{}", axis), chain[i], a * at_start[i],
                            s * std::sqrt(at_start[i] / n), rounding_of<Real>(path.levels()) * at_start[i]});
        double form = NAN;
        if (diagonal) {
            const double stretch = std::sqrt(flow_a * flow_a + flow_s * flow_s / matrix[i]);
            form = stretch * at_start[i];
            run.findings.check(
                {fmt::format("flow: covariance of x_0 and x_T, x{}", axis), flow[i], form, 0.0,
                 1.5 * std::abs(flow[i] - coarse_flow[i]) + 4.0 * rounding_of<Real>(settings.reversal.steps) * form});
        }
        table.add({static_cast<double>(axis), chain[i], a * at_start[i], flow[i], form});
    }
    run.findings.table(std::move(table));
}

/// Distance of two ensembles, particle by particle.
struct Distance {
    double largest = 0.0;
    double root_mean_square = 0.0;
};

template <class Real>
Distance distance_of(const HostPositions<Real>& x, const HostPositions<Real>& y) {
    Distance distance;
    double sum = 0.0;
    for (std::size_t i = 0; i < x.extent(0); ++i) {
        double square = 0.0;
        for (std::size_t a = 0; a < x.extent(1); ++a) {
            const double difference = static_cast<double>(x(i, a)) - static_cast<double>(y(i, a));
            square += difference * difference;
        }
        distance.largest = std::max(distance.largest, std::sqrt(square));
        sum += square;
    }
    distance.root_mean_square = std::sqrt(sum / static_cast<double>(x.extent(0)));
    return distance;
}

/// In one dimension the flow carries quantiles: F_T(x(T)) = F_0(x(0)).
template <class Real>
void compare_quantiles(ExperimentRun& run, const GaussianPath& path, const HostPositions<Real>& start,
                       const HostPositions<Real>& carried, double t) {
    const LineLaw law = LineLaw::of_mixture(*run.settings.density.mixture, 0);
    const LineLaw::Moment moment{path.mean_factor(t), path.standard_deviation(t)};
    double largest = 0.0;
    for (std::size_t i = 0; i < start.extent(0); ++i) {
        largest = std::max(largest, std::abs(law.share_below(moment, static_cast<double>(carried(i, 0))) -
                                             law.share_below({}, static_cast<double>(start(i, 0)))));
    }
    run.findings.remark({"flow.quantile_error", largest,
                         fmt::format("the flow carries quantiles: F_T(x(T)) - F_0(x(0)) is {:.2g} at most", largest)});
}

template <class Real>
ResultTable map_table(const HostPositions<Real>& start, const HostPositions<Real>& walked,
                      const HostPositions<Real>& carried, const HostPositions<Real>& back) {
    constexpr std::size_t most = 2000;
    ResultTable table("map",
                      {"id", "start_x", "start_y", "chain_x", "chain_y", "flow_x", "flow_y", "back_x", "back_y"});
    for (std::size_t i = 0; i < std::min(start.extent(0), most); ++i) {
        std::vector<TableField> row{static_cast<double>(i)};
        for (const HostPositions<Real>* x : {&start, &walked, &carried, &back}) {
            row.emplace_back(static_cast<double>((*x)(i, 0)));
            row.emplace_back(x->extent(1) > 1 ? static_cast<double>((*x)(i, 1)) : 0.0);
        }
        table.add(std::move(row));
    }
    return table;
}

/// The flow's way, recorded at as many times as the chain's.
template <class Real>
Positions<Real> carry(ExperimentRun& run, const GaussianPath& path, const FlowMap<Real>& flow,
                      const Positions<Real>& start) {
    const std::vector<double>& times = flow.times();
    const auto steps = static_cast<int>(times.size()) - 1;
    const int parts = std::min(steps, static_cast<int>(run.settings.output.levels.size()) - 1);
    std::vector<int> kept;
    Recording recording{"flow", "probability flow", describe_density(run.settings.density), {}, {}, "the flow"};
    for (int i = 0; i <= parts; ++i) {
        kept.push_back(static_cast<int>(static_cast<std::int64_t>(i) * steps / parts));
        const double t = times[static_cast<std::size_t>(kept.back())];
        recording.rows.push_back({t, static_cast<std::int32_t>(std::lround(t * path.levels()))});
    }
    RowRecorder<Real> recorder(run, recording, run.settings.particles, run.settings.dimension);
    const Positions<Real> x = copy_of(start);
    Progress progress(steps, "steps", "flow");
    for (std::size_t row = 0; row < kept.size(); ++row) {
        if (row > 0) {
            flow.carry(x, kept[row - 1], kept[row]);
            Kokkos::fence();
            progress.advance(kept[row] - kept[row - 1]);
            recorder.stop_if_asked();
        }
        if (row >= recorder.rows_done()) {
            recorder.record(x);
        }
    }
    progress.finish();
    recorder.finish();
    return x;
}

template <class Real>
void flow_map(ExperimentRun& run) {
    const EnsembleSettings& settings = run.settings;
    const GaussianPath path(settings.gaussian);
    const GaussianMixture& data = *settings.density.mixture;
    const double end = path.kind() == GaussianKind::flow ? path.time(path.levels() - 1) : 1.0;
    const FlowMap<Real> flow(data, path, uniform_times(0.0, end, settings.reversal.steps), settings.reversal.scheme);
    const ForwardWalk<Real> walk = walk_forward<Real>(run, path);
    const Positions<Real> carried = carry(run, path, flow, walk.start);
    const GaussianMixture law = data.after(path.mean_factor(end), std::pow(path.standard_deviation(end), 2));
    check_moments(run.findings, ensemble_moments(carried), law, "flow at its end",
                  1e-5 + rounding_of<Real>(settings.reversal.steps));
    const FlowMap<Real> coarse(data, path, uniform_times(0.0, end, settings.reversal.steps / 2),
                               settings.reversal.scheme);
    const Positions<Real> in_longer_steps = copy_of(walk.start);
    coarse.carry(in_longer_steps, 0, settings.reversal.steps / 2);
    Kokkos::fence();
    compare_memory(run, path, walk.start, walk.end, carried, in_longer_steps, end);
    const Positions<Real> back = copy_of(carried);
    flow.carry(back, settings.reversal.steps, 0);
    const Positions<Real> elsewhere = copy_of(walk.end);
    flow.carry(elsewhere, settings.reversal.steps, 0);
    Kokkos::fence();
    const HostPositions<Real> start = host_copy(walk.start);
    const Distance own = distance_of(host_copy(back), start);
    const Distance other = distance_of(host_copy(elsewhere), start);
    run.findings.remark(
        {"flow.recovery_error", own.largest,
         fmt::format("there by the flow and back by the flow: {:.2g} from the own start at most, {:.2g} "
                     "root mean square",
                     own.largest, own.root_mean_square)});
    run.findings.remark({"chain.recovery_error", other.root_mean_square,
                         fmt::format("there by the chain and back by the flow: {:.3g} from the own start, root mean "
                                     "square; the density returns, the particles do not",
                                     other.root_mean_square)});
    if (settings.dimension == 1) {
        compare_quantiles(run, path, start, host_copy(carried), end);
    }
    run.findings.table(map_table(start, host_copy(walk.end), host_copy(carried), host_copy(back)));
}

}  // namespace

void run_flow_map(ExperimentRun& run) {
    in_precision(run.settings.precision, [&]<class Real>(Real) { flow_map<Real>(run); });
}

}  // namespace ebru
