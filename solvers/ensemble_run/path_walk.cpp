#include "solvers/ensemble_run/path_walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "app/progress.hpp"
#include "solvers/ensemble/ensemble_start.hpp"
#include "solvers/ensemble_run/moment_checks.hpp"
#include "solvers/forward/gaussian_settings.hpp"

namespace ebru {

namespace {

/// Levels walked between two looks at the clock and the signals.
constexpr int levels_at_once = 16;

std::string level_name(int level) {
    return fmt::format("level {}", level);
}

template <class Real>
void check_rows(ExperimentRun& run, const GaussianPath& path, const std::vector<EnsembleMoments>& moments) {
    const std::vector<int>& levels = run.settings.output.levels;
    if (run.settings.density.mixture) {
        check_moments(run.findings, moments.front(), *run.settings.density.mixture, level_name(0),
                      rounding_of<Real>(1));
    }
    for (std::size_t row = 1; row < levels.size(); ++row) {
        check_moments_after(run.findings, moments.front(), moments[row], path.level_mean_factor(levels[row]),
                            path.level_standard_deviation(levels[row]), level_name(levels[row]),
                            rounding_of<Real>(levels[row]));
    }
}

}  // namespace

template <class Real>
double rounding_of(int steps) {
    return 0.5 * (steps + 2) * static_cast<double>(std::numeric_limits<Real>::epsilon());
}

GaussianMixture law_at_level(const GaussianMixture& data, const GaussianPath& path, int level) {
    const double s = path.level_standard_deviation(level);
    return data.after(path.level_mean_factor(level), s * s);
}

void velocity_of_score(const GaussianPath& path, double t, std::span<const double> points,
                       std::span<const double> score, std::span<double> velocity) {
    const double f = path.drift(t);
    const double half = 0.5 * path.squared_diffusion(t);
    for (std::size_t i = 0; i < points.size(); ++i) {
        velocity[i] = f * points[i] - half * score[i];
    }
}

std::vector<TrajectoryTime> level_rows(const GaussianPath& path, const std::vector<int>& levels) {
    std::vector<TrajectoryTime> rows;
    for (const int level : levels) {
        rows.push_back({path.time(level), level});
    }
    return rows;
}

Recording forward_recording(const ExperimentRun& run, const GaussianPath& path) {
    Recording recording{"trajectory",
                        std::string(to_name(path.kind())),
                        describe_density(run.settings.density),
                        level_rows(path, run.settings.output.levels),
                        {},
                        "the trajectory"};
    const bool finite = path.kind() != GaussianKind::flow;  // whose velocity ends at t = 1
    if (run.settings.output.velocity == Switch::on && run.settings.density.mixture && finite) {
        recording.velocity = [data = *run.settings.density.mixture, path](const TrajectoryTime& time,
                                                                          std::span<const double> points,
                                                                          std::span<double> velocity) {
            std::vector<double> log_density(points.size() / static_cast<std::size_t>(data.dimension()));
            std::vector<double> score(points.size());
            density_at(law_at_level(data, path, time.level))(points, log_density, score);
            velocity_of_score(path, time.t, points, score, velocity);
        };
    }
    return recording;
}

template <class Real>
ForwardWalk<Real> walk_forward(ExperimentRun& run, const GaussianPath& path, const LevelVisitor<Real>& visit) {
    const EnsembleSettings& settings = run.settings;
    const std::vector<int>& levels = settings.output.levels;
    const auto source = make_point_source(settings.density);
    RowRecorder<Real> recorder(run, forward_recording(run, path), settings.particles, settings.dimension);
    Positions<Real> start = start_ensemble<Real>(*source, settings.seed, settings.particles);
    const bool resumed = recorder.rows_done() > 0;
    Positions<Real> x = resumed ? recorder.saved() : copy_of(start);
    const ForwardChain<Real> chain(path, settings.seed);
    Progress progress(levels.back(), "levels", "forward");
    std::size_t row = resumed ? recorder.rows_done() - 1 : 0;
    progress.resume_from(levels[row]);
    for (;; ++row) {
        if (recorder.rows_done() == row) {
            recorder.record(x);
        }
        if (visit) {
            visit(row, x);
        }
        if (row + 1 == levels.size()) {
            break;
        }
        for (int level = levels[row]; level < levels[row + 1];) {
            const int next = std::min(level + levels_at_once, levels[row + 1]);
            chain.advance(x, level, next);
            Kokkos::fence();
            progress.advance(next - level);
            level = next;
            recorder.stop_if_asked();
        }
    }
    progress.finish();
    ForwardWalk<Real> walk{start, x, recorder.finish()};
    check_rows<Real>(run, path, walk.moments);
    return walk;
}

#define EBRU_INSTANTIATE_(Real)             \
    template double rounding_of<Real>(int); \
    template ForwardWalk<Real> walk_forward<Real>(ExperimentRun&, const GaussianPath&, const LevelVisitor<Real>&);
EBRU_INSTANTIATE_(float)
EBRU_INSTANTIATE_(double)
#undef EBRU_INSTANTIATE_

}  // namespace ebru
