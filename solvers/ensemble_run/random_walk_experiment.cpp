#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "solvers/ensemble_run/crossings.hpp"
#include "solvers/ensemble_run/line_law.hpp"
#include "solvers/ensemble_run/particle_table.hpp"
#include "solvers/ensemble_run/path_walk.hpp"
#include "solvers/ensemble_run/plane_fields.hpp"

namespace ebru {

namespace {

/// Cells of the first coordinate: the deck's window, else what holds the ensemble at its start and at its end.
LineCells line_cells(const EnsembleSettings& settings, const GaussianPath& path, const PointSource& source) {
    LineCells cells;
    if (!settings.pictures.window.empty()) {
        cells.lower = settings.pictures.window[0];
        cells.upper = settings.pictures.window[1];
        return cells;
    }
    const auto d = static_cast<std::size_t>(settings.dimension);
    const std::int64_t looked_at = std::min<std::int64_t>(settings.particles, 4096);
    std::vector<double> points(static_cast<std::size_t>(looked_at) * d);
    source.draw(settings.seed, 0, points);
    double low = INFINITY;
    double high = -INFINITY;
    for (std::size_t i = 0; i < points.size(); i += d) {
        low = std::min(low, points[i]);
        high = std::max(high, points[i]);
    }
    const int last = path.levels();
    const double a = path.level_mean_factor(last);
    const double room = 3.0 * path.prior_standard_deviation();
    cells.lower = std::min(low, a * low - room);
    cells.upper = std::max(high, a * high + room);
    return cells;
}

LineLaw::Moment moment_at(const GaussianPath& path, int level) {
    return {path.level_mean_factor(level), path.level_standard_deviation(level)};
}

/// Counts of crossings beside what the closed form expects of every face and interval.
void check_flow(ExperimentRun& run, const GaussianPath& path, const LineCells& cells,
                const std::vector<FlowCount>& counts, const LineLaw& law) {
    constexpr std::int64_t enough_for_a_normal = 25;
    const std::vector<int>& levels = run.settings.output.levels;
    const auto n = static_cast<double>(run.settings.particles);
    ResultTable table("flux",
                      {"level_from", "level_to", "t_from", "t_to", "face", "crossings", "gross", "closed_form"});
    int unbalanced = 0;
    std::vector<double> below_before;
    for (std::size_t row = 0; row < levels.size(); ++row) {
        std::vector<double> below;
        for (int face = 0; face <= cells.cells; ++face) {
            below.push_back(law.share_below(moment_at(path, levels[row]), cells.face(face)));
        }
        for (std::size_t face = 0; row > 0 && face < below.size(); ++face) {
            const double place = cells.face(static_cast<int>(face));
            const double expected = n * (below_before[face] - below[face]);
            const auto net = static_cast<double>(counts[row].net[face]);
            const std::int64_t gross = counts[row].gross[face];
            table.add({static_cast<double>(levels[row - 1]), static_cast<double>(levels[row]),
                       path.time(levels[row - 1]), path.time(levels[row]), place, net, static_cast<double>(gross),
                       expected});
            if (gross >= enough_for_a_normal) {
                run.findings.check(
                    {fmt::format("crossings of x = {:.3g}, levels {} to {}", place, levels[row - 1], levels[row]), net,
                     expected, std::sqrt(static_cast<double>(gross)), 0.5});
            }
        }
        unbalanced += row > 0 ? unbalanced_cells(counts[row - 1], counts[row]) : 0;
        below_before = below;
    }
    run.findings.check({"cells where d rho/dt = -div J fails", static_cast<double>(unbalanced), 0.0});
    run.findings.table(std::move(table));
}

/// The density and flux along the first coordinate at every kept level.
void tabulate_profile(ExperimentRun& run, const GaussianPath& path, const LineCells& cells,
                      const std::vector<FlowCount>& counts, const LineLaw& law) {
    ResultTable table("profile", {"level", "t", "x", "measured", "density", "flux"});
    const std::vector<int>& levels = run.settings.output.levels;
    const double scale = static_cast<double>(run.settings.particles) * cells.width();
    for (std::size_t row = 0; row < levels.size(); ++row) {
        const LineLaw::Moment moment = moment_at(path, levels[row]);
        const double t = path.time(levels[row]);
        const bool smooth = moment.deviation > 0.0 || law.least_deviation() > 0.0;
        const bool finite = path.kind() != GaussianKind::flow || t < 1.0;
        for (int cell = 0; cell < cells.cells; ++cell) {
            const double left = cells.face(cell);
            const double right = cells.face(cell + 1);
            const double middle = 0.5 * (left + right);
            const double mean = (law.share_below(moment, right) - law.share_below(moment, left)) / cells.width();
            table.add({static_cast<double>(levels[row]), t, middle,
                       static_cast<double>(counts[row].inside[static_cast<std::size_t>(cell) + 1]) / scale, mean,
                       smooth && finite ? law.flux(path, t, middle) : NAN});
        }
    }
    run.findings.table(std::move(table));
}

/// rho v through the faces, integrated over time, is the change of the probability on one side.
void compare_integrated_flux(ExperimentRun& run, const GaussianPath& path, const LineCells& cells, const LineLaw& law) {
    const bool timed = path.kind() != GaussianKind::ve && path.kind() != GaussianKind::flow;
    if (law.least_deviation() == 0.0 || !timed) {
        return;
    }
    const int last = path.levels();
    double largest = 0.0;
    for (int face = 0; face <= cells.cells; ++face) {
        const double place = cells.face(face);
        const double change =
            law.share_below(moment_at(path, 0), place) - law.share_below(moment_at(path, last), place);
        largest = std::max(largest, std::abs(law.integrated_flux(path, 0, last, place) - change));
    }
    run.findings.remark({"flux.integral_error", largest,
                         fmt::format("flux rho v through a face, integrated over time, against the probability that "
                                     "changed sides: {:.2g} at most",
                                     largest)});
}

/// Density, velocity and flux in the plane: of the mixture, or estimated from the kept particles.
template <class Real>
void draw_fields(ExperimentRun& run, const GaussianPath& path) {
    const EnsembleSettings& settings = run.settings;
    if (settings.dimension != 2 || settings.output.particles < 2) {
        return;
    }
    const TrajectoryReader trajectory(run.folder / "trajectory.h5");
    std::optional<PlaneFields> fields;
    std::vector<double> points(2 * static_cast<std::size_t>(settings.output.particles));
    trajectory.read_position<double>(trajectory.layout().rows() - 1, 0, settings.output.particles, points);
    std::vector<GaussianMixture> laws;
    if (settings.density.mixture) {
        laws = {*settings.density.mixture, law_at_level(*settings.density.mixture, path, path.levels())};
    }
    fields.emplace(run, "fields",
                   laws.empty() ? picture_grid(settings.pictures, points, 2) : picture_grid(settings.pictures, laws));
    const std::vector<double> centres = fields->grid().centres();
    std::vector<double> density(centres.size() / 2);
    std::vector<double> score(centres.size());
    std::vector<double> velocity(centres.size());
    for (std::int64_t row = 0; row < trajectory.layout().rows(); ++row) {
        const TrajectoryTime& time = trajectory.layout().times[static_cast<std::size_t>(row)];
        if (path.kind() == GaussianKind::flow && time.t == 1.0) {
            continue;
        }
        if (settings.density.mixture) {
            density_at(law_at_level(*settings.density.mixture, path, time.level))(centres, density, score);
        } else {
            trajectory.read_position<double>(row, 0, settings.output.particles, points);
            const KernelDensity estimate(points, 2, rule_bandwidth(BandwidthRule::silverman, points, 2));
            estimate.evaluate(centres, density, score);
        }
        std::transform(density.begin(), density.end(), density.begin(), [](double log) { return std::exp(log); });
        velocity_of_score(path, time.t, centres, score, velocity);
        fields->add({time.t, time.level}, density, velocity);
    }
    fields->finish();
}

template <class Real>
void random_walk(ExperimentRun& run) {
    const EnsembleSettings& settings = run.settings;
    const GaussianPath path(settings.gaussian);
    const LineCells cells = line_cells(settings, path, *make_point_source(settings.density));
    CrossingCounter counter(cells);
    const FlowLog log(run.folder / "crossings.partial");
    std::vector<FlowCount> counts;
    const LevelVisitor<Real> visit = [&](std::size_t row, const Positions<Real>& x) {
        const FlowCount look = counter.look(host_copy(x));
        if (row > 0 && counts.empty()) {
            counts = log.load(row + 1, cells);  // this row's is among them
            return;
        }
        counts.push_back(look);
        log.save(counts);
    };
    const ForwardWalk<Real> walk = walk_forward<Real>(run, path, visit);
    const LineLaw law = [&] {
        if (settings.density.mixture) {
            return LineLaw::of_mixture(*settings.density.mixture, 0);
        }
        const HostPositions<Real> start = host_copy(walk.start);
        std::vector<double> first;
        for (std::size_t i = 0; i < start.extent(0); ++i) {
            first.push_back(static_cast<double>(start(i, 0)));
        }
        return LineLaw::of_points(std::move(first));
    }();
    check_flow(run, path, cells, counts, law);
    tabulate_profile(run, path, cells, counts, law);
    compare_integrated_flux(run, path, cells, law);
    run.findings.table(particle_table(run.folder / "trajectory.h5", "particles"));
    draw_fields<Real>(run, path);
    log.remove();
}

}  // namespace

void run_random_walk(ExperimentRun& run) {
    in_precision(run.settings.precision, [&]<class Real>(Real) { random_walk<Real>(run); });
}

}  // namespace ebru
