#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "app/progress.hpp"
#include "diagnostics/energy_distance.hpp"
#include "solvers/ensemble/reversal.hpp"
#include "solvers/ensemble/snapshot_score.hpp"
#include "solvers/ensemble/velocity.hpp"
#include "solvers/ensemble_run/component_checks.hpp"
#include "solvers/ensemble_run/particle_table.hpp"
#include "solvers/ensemble_run/path_walk.hpp"
#include "solvers/ensemble_run/snapshots.hpp"

namespace ebru {

namespace {

/// A walk against the diffusion, or one that keeps its density.
struct Way {
    std::string name;                 ///< of its files: "back_knob_1"
    std::string stage;                ///< for people: "reverse, knob 1"
    std::vector<ControlStep> steps;   ///< what is recorded
    std::vector<ControlStep> coarse;  ///< the same in steps twice as long along the same Brownian path; may be empty
    RandomPurpose purpose = RandomPurpose::ensemble_reverse;
    double tick = 0.0;  ///< a step's time where the density stands still; 0: the way goes back in time
};

/// What an experiment's ways have in common.
template <class Real>
struct Ground {
    ExperimentRun& run;
    const GaussianPath& path;
    const GaussianMixture& data;
    ResultTable& components;
};

constexpr std::size_t most_rows = 11;

/// Where the ways back begin: level K, but for flow the level before, since its drift is infinite at t = 1.
int turning_level(const GaussianPath& path) {
    return path.kind() == GaussianKind::flow ? path.levels() - 1 : path.levels();
}

/// Rows of a walk of n steps: evenly spread steps and their times. The way back continues the clock: t = 2 - time.
std::vector<int> kept_steps(std::size_t steps) {
    std::vector<int> kept;
    const std::size_t parts = std::min(steps, most_rows - 1);
    for (std::size_t i = 0; i <= parts; ++i) {
        kept.push_back(static_cast<int>(i * steps / parts));
    }
    return kept;
}

Recording recording_of(const ExperimentRun& run, const GaussianPath& path, const Way& way) {
    Recording recording{way.name, way.stage, describe_density(run.settings.density), {}, {}, way.stage};
    for (const int step : kept_steps(way.steps.size())) {
        const bool begins = step == 0;
        const double time = begins ? way.steps.front().time : way.steps[static_cast<std::size_t>(step) - 1].time_after;
        const double clock = way.tick > 0.0 ? time + step * way.tick : 2.0 - time;
        recording.rows.push_back({clock, static_cast<std::int32_t>(std::lround(time * path.levels()))});
    }
    return recording;
}

/// Walks and records; `visit` sees every kept row. Interrupted between rows.
template <class Real, class Advance, class Visit>
void walk_and_record(const Ground<Real>& ground, const Way& way, const Positions<Real>& x, const Advance& advance,
                     const Visit& visit) {
    RowRecorder<Real> recorder(ground.run, recording_of(ground.run, ground.path, way), ground.run.settings.particles,
                               ground.run.settings.dimension);
    const std::vector<int> kept = kept_steps(way.steps.size());
    Progress progress(kept.back(), "steps", way.name);
    for (std::size_t row = 0; row < kept.size(); ++row) {
        if (row > 0) {
            advance(kept[row - 1], kept[row]);
            Kokkos::fence();
            progress.advance(kept[row] - kept[row - 1]);
            recorder.stop_if_asked();
        }
        if (row >= recorder.rows_done()) {
            recorder.record(x);
        }
        visit(row, x);
    }
    progress.finish();
    recorder.finish();
    ground.run.findings.table(particle_table(ground.run.folder / (way.name + ".h5"), way.name));
}

/// With the exact score.
template <class Real>
Positions<Real> go(const Ground<Real>& ground, const Way& way, const Positions<Real>& from) {
    const Positions<Real> x = copy_of(from);
    const Reversal<Real> reversal(way.steps, ground.run.settings.seed, way.purpose);
    const MixtureField<Real> field = reversal.field_of(ground.data);
    walk_and_record(
        ground, way, x, [&](int begin, int end) { reversal.advance(field, x, begin, end); },
        [](std::size_t, const Positions<Real>&) {});
    return x;
}

template <class Real>
std::vector<ComponentMoments> go_in_longer_steps(const Ground<Real>& ground, const Way& way, const GaussianMixture& law,
                                                 const Positions<Real>& from) {
    if (way.coarse.empty()) {
        return {};
    }
    const Positions<Real> x = copy_of(from);
    const Reversal<Real> reversal(way.coarse, ground.run.settings.seed, way.purpose);
    reversal.advance(reversal.field_of(ground.data), x, 0, static_cast<int>(way.coarse.size()));
    Kokkos::fence();
    return component_moments(law, x);
}

GaussianMixture law_of(const GaussianMixture& data, const GaussianPath& path, double t) {
    const GaussianTransition law = law_at(path, t);
    return data.after(law.factor, law.variance);
}

/// The largest distance of a component's numbers from the expected ones, in standard errors: for ways whose error of
/// the time step is not measured.
double farthest(const GaussianMixture& expected, const std::vector<ComponentMoments>& measured) {
    Findings findings;
    check_components(findings, "", expected, measured, {}, 0.0);
    double largest = 0.0;
    for (const Check& check : findings.checks()) {
        largest = std::max(largest, std::abs(check.score()));
    }
    return largest;
}

template <class Real>
void go_back(const Ground<Real>& ground, const Way& way, const Positions<Real>& end) {
    const GaussianMixture law = law_of(ground.data, ground.path, way.steps.back().time_after);
    const std::vector<ComponentMoments> back = component_moments(law, go(ground, way, end));
    const std::vector<ComponentMoments> coarse = go_in_longer_steps(ground, way, law, end);
    add_components(ground.components, way.stage, back);
    if (!coarse.empty()) {
        add_components(ground.components, way.stage + ", half the steps", coarse);
        check_components(ground.run.findings, way.stage, law, back, coarse,
                         rounding_of<Real>(static_cast<int>(way.steps.size())));
        return;
    }
    const double largest = farthest(law, back);
    ground.run.findings.remark({way.name + ".farthest", largest,
                                fmt::format("{}: the farthest of weights, means and covariances is {:.1f} standard "
                                            "errors from the data's; its steps are the chain's own, exact to O(beta)",
                                            way.stage, largest)});
}

/// The density-preserving control: moments of the components, and a two-sample test against the ensemble's beginning at
/// every row, with other particles on either side.
template <class Real>
void hold(const Ground<Real>& ground, const Positions<Real>& start) {
    const EnsembleSettings& settings = ground.run.settings;
    const int level = std::clamp(static_cast<int>(std::lround(settings.reversal.hold_time * ground.path.levels())), 1,
                                 ground.path.levels() - 1);
    const double time = ground.path.time(level);
    const GaussianMixture law = law_at_level(ground.data, ground.path, level);
    double least = INFINITY;
    for (const MixtureComponent& component : law.components()) {
        least = std::min(least, component.covariance.eigenvalues().front());
    }
    // A step of 2 % of g^2 dt = V: the density is off by V/(1 - 0.005).
    constexpr double share = 0.02;
    const double step = share * least / ground.path.squared_diffusion(time);
    const Way way{"hold",
                  fmt::format("preserve at t = {:.3g}", time),
                  preserving_steps(ground.path, time, step, settings.reversal.steps),
                  {},
                  RandomPurpose::ensemble_preserve,
                  step};
    const Positions<Real> x = copy_of(start);
    ForwardChain<Real>(ground.path, settings.seed).advance(x, 0, level);
    Kokkos::fence();
    const std::size_t half = std::min<std::size_t>(x.extent(0) / 2, 1000);
    const HostPositions<Real> first = host_copy(x);
    const std::vector<double> before = doubles_of(first, half);
    const Reversal<Real> reversal(way.steps, settings.seed, way.purpose);
    const MixtureField<Real> field = reversal.field_of(ground.data);
    ResultTable tests("two_sample", {"row", "steps", "statistic", "null_mean", "null_deviation", "p_value"});
    const std::vector<int> kept = kept_steps(way.steps.size());
    double smallest = 1.0;
    walk_and_record(
        ground, way, x, [&](int begin, int end) { reversal.advance(field, x, begin, end); },
        [&](std::size_t row, const Positions<Real>& now) {
            if (half < 2) {
                return;
            }
            const HostPositions<Real> host = host_copy(now);
            const std::vector<double> both = doubles_of(host, 2 * half);
            const std::size_t numbers = half * host.extent(1);
            const TwoSampleResult result = energy_test(before, std::span(both).subspan(numbers, numbers),
                                                       settings.dimension, {199, settings.seed + row});
            tests.add({static_cast<double>(row), static_cast<double>(kept[row]), result.statistic, result.null_mean,
                       result.null_deviation, result.p_value});
            smallest = std::min(smallest, result.p_value);
        });
    const std::vector<ComponentMoments> held = component_moments(law, x);
    add_components(ground.components, way.stage, held);
    check_components(ground.run.findings, way.stage, law, held, {}, 1.5 * 0.25 * share);
    ground.run.findings.remark(
        {"hold.smallest_p", smallest,
         fmt::format("{}: energy distance of {} particles from others at the beginning, {} times: smallest p {:.3f}",
                     way.stage, half, kept.size(), smallest)});
    ground.run.findings.table(std::move(tests));
}

/// Ways back by a score that is estimated from a second ensemble.
template <class Real>
void go_back_by_memory(const Ground<Real>& ground, const Positions<Real>& end) {
    const EnsembleSettings& settings = ground.run.settings;
    const int last = turning_level(ground.path);
    int lowest = 0;
    while (lowest + 1 < last && ground.path.time(lowest) < settings.reversal.end) {
        ++lowest;
    }
    const auto snapshots = take_snapshots<Real>(*make_point_source(settings.density), ground.path, settings.kde,
                                                settings.seed + 1, settings.particles, last, lowest);
    const SnapshotScore<Real> memory(snapshots, settings.particles);
    const Positions<Real> score = copy_of(end);
    for (const double knob : settings.reversal.knobs) {
        const Way way{fmt::format("back_memory_{:g}", knob),
                      fmt::format("memorised score, knob {:g}", knob),
                      reverse_steps(ground.path, level_times(ground.path, last, lowest), knob),
                      {}};
        const Reversal<Real> reversal(way.steps, settings.seed, way.purpose);
        const Positions<Real> x = copy_of(end);
        walk_and_record(
            ground, way, x, [&](int begin, int to) { reversal.advance(memory, x, score, begin, to); },
            [](std::size_t, const Positions<Real>&) {});
        const GaussianMixture law = law_at_level(ground.data, ground.path, lowest);
        const std::vector<ComponentMoments> back = component_moments(law, x);
        add_components(ground.components, way.stage, back);
        const double h = snapshots.back()->bandwidth();
        const double largest = farthest(law, back);
        ground.run.findings.remark(
            {way.name + ".farthest", largest,
             fmt::format("{}: the farthest number is {:.1f} standard errors off; kernels of width {:.3g} at the end "
                         "make every part wider",
                         way.stage, largest, h)});
    }
}

std::vector<Way> ways_back(const EnsembleSettings& settings, const GaussianPath& path) {
    const ReversalSettings& reversal = settings.reversal;
    const double begin = path.time(turning_level(path));
    const std::vector<double> fine = uniform_times(begin, reversal.end, 2 * (reversal.steps / 2));
    const std::vector<double> coarse = uniform_times(begin, reversal.end, reversal.steps / 2);
    std::vector<Way> ways;
    for (const Control control : reversal.controls) {
        if (control == Control::reverse) {
            for (const double knob : reversal.knobs) {
                ways.push_back({fmt::format("back_knob_{:g}", knob), fmt::format("reverse, knob {:g}", knob),
                                reverse_steps(path, fine, knob), reverse_steps(path, coarse, knob, 2)});
            }
        } else if (control == Control::paper) {
            ways.push_back({"back_paper", "reverse as the paper's eq 96", paper_reverse_steps(path, fine),
                            paper_reverse_steps(path, coarse, 2)});
        } else if (control == Control::chain) {
            ways.push_back({"back_chain",
                            fmt::format("reverse chain, {} noise", to_name(reversal.noise)),
                            reverse_chain_steps(path, turning_level(path), 0, reversal.noise),
                            {}});
        }
    }
    return ways;
}

template <class Real>
Positions<Real> turning_point(const EnsembleSettings& settings, const GaussianPath& path,
                              const ForwardWalk<Real>& walk) {
    const int turn = turning_level(path);
    if (turn == path.levels()) {
        return walk.end;
    }
    const Positions<Real> x = copy_of(walk.start);
    ForwardChain<Real>(path, settings.seed).advance(x, 0, turn);
    Kokkos::fence();
    return x;
}

template <class Real>
void reversal(ExperimentRun& run) {
    const EnsembleSettings& settings = run.settings;
    const GaussianPath path(settings.gaussian);
    const std::vector<Way> ways = settings.reversal.score == ScoreSource::kde
                                      ? std::vector<Way>{}
                                      : ways_back(settings, path);  // refusals come before any work
    ResultTable components = component_table();
    const Ground<Real> ground{run, path, *settings.density.mixture, components};
    const ForwardWalk<Real> walk = walk_forward<Real>(run, path);
    run.findings.table(particle_table(run.folder / "trajectory.h5", "particles"));
    const Positions<Real> end = turning_point(settings, path, walk);
    add_components(components, "density", ground.data);
    const std::vector<ComponentMoments> before = component_moments(ground.data, walk.start);
    add_components(components, "before", before);
    check_components(run.findings, "before", ground.data, before, {}, rounding_of<Real>(1));
    for (const Way& way : ways) {
        go_back(ground, way, end);
    }
    if (settings.reversal.score == ScoreSource::kde) {
        go_back_by_memory(ground, end);
    }
    const std::vector<Control>& controls = settings.reversal.controls;
    if (std::find(controls.begin(), controls.end(), Control::preserve) != controls.end()) {
        hold(ground, walk.start);
    }
    run.findings.table(std::move(components));
}

}  // namespace

void run_reversal(ExperimentRun& run) {
    in_precision(run.settings.precision, [&]<class Real>(Real) { reversal<Real>(run); });
}

}  // namespace ebru
