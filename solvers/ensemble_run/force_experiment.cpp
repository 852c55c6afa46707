#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "app/progress.hpp"
#include "solvers/density/kernel_density.hpp"
#include "solvers/ensemble/ensemble_start.hpp"
#include "solvers/ensemble_run/particle_table.hpp"
#include "solvers/ensemble_run/plane_fields.hpp"
#include "solvers/ensemble_run/row_recorder.hpp"
#include "solvers/force/bhattacharyya.hpp"
#include "solvers/force/force_field.hpp"
#include "solvers/force/free_motion.hpp"

namespace ebru {

namespace {

constexpr int kept_times = 11;

/// Both densities draw from streams of their own.
std::uint64_t seed_of(const EnsembleSettings& settings, const DensitySettings& density) {
    return settings.seed + (&density == &settings.density ? 0 : 1);
}

/// N points of a density.
std::vector<double> drawn(const EnsembleSettings& settings, const DensitySettings& density) {
    std::vector<double> points(static_cast<std::size_t>(settings.particles) *
                               static_cast<std::size_t>(settings.dimension));
    make_point_source(density)->draw(seed_of(settings, density), 0, points);
    return points;
}

/// Exact, or estimated from N points of the density.
DensityAt known_or_estimated(const EnsembleSettings& settings, const DensitySettings& density) {
    if (density.mixture) {
        return density_at(*density.mixture);
    }
    const std::vector<double> points = drawn(settings, density);
    return density_at(std::make_shared<const KernelDensity>(points, settings.dimension,
                                                            kde_bandwidth(settings.kde, points, settings.dimension),
                                                            settings.kde.tolerance, "kde.bandwidth"));
}

bool is_single(const DensitySettings& density) {
    return density.mixture && density.mixture->components().size() == 1;
}

double dot(std::span<const double> x, std::span<const double> y) {
    return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

/// Two Gaussians: the closed form beside quadrature (in 1 and 2 dimensions), and the direction beside Fisher's.
void check_closed_form(ExperimentRun& run, const GaussianMixture& first, const GaussianMixture& second) {
    const MixtureComponent& one = first.components().front();
    const MixtureComponent& two = second.components().front();
    const GaussianOverlap overlap({one.mean, one.covariance}, {two.mean, two.covariance});
    const std::vector<double> force = overlap.force();
    const std::vector<double> fisher = overlap.fisher_direction();
    if (const double lengths = std::sqrt(dot(force, force) * dot(fisher, fisher)); lengths > 0.0) {
        constexpr double rounding = 1e-10;
        run.findings.check(
            {"cosine of force and Fisher's direction to rho_1", dot(force, fisher) / lengths, -1.0, 0.0, rounding});
    }
    if (first.dimension() > 2) {
        return;
    }
    const OverlapQuadrature sum = overlap_by_quadrature(first, second);
    const double tolerance = sum.error + 1e-12;
    run.findings.check({"U by quadrature", sum.coefficient, overlap.coefficient(), 0.0, tolerance});
    for (std::size_t a = 0; a < force.size(); ++a) {
        run.findings.check({fmt::format("total force by quadrature, x{}", a), sum.force[a], force[a], 0.0, tolerance});
    }
}

/// U and the total force as means over particles of rho_2, beside the exact ones.
void check_samples(ExperimentRun& run, const DensityAt& first, const DensityAt& second) {
    const EnsembleSettings& settings = run.settings;
    const GaussianMixture& mixture = *settings.second->mixture;
    if (!settings.density.mixture ||
        (settings.dimension > 2 && !(is_single(settings.density) && is_single(*settings.second)))) {
        return;
    }
    std::vector<double> force(static_cast<std::size_t>(settings.dimension));
    const double exact = rigid_potential(*settings.density.mixture, mixture)(std::vector<double>(force.size()), force);
    const SampledOverlap overlap =
        sampled_overlap(first, second, settings.dimension, drawn(settings, *settings.second));
    run.findings.check({"U over the particles", overlap.coefficient, exact, overlap.coefficient_error});
    for (std::size_t a = 0; a < force.size(); ++a) {
        run.findings.check({fmt::format("total force over the particles, x{}", a), overlap.force[a], force[a],
                            overlap.force_error[a]});
    }
}

PlaneGrid force_window(const EnsembleSettings& settings) {
    if (settings.density.mixture && settings.second->mixture) {
        const std::array<GaussianMixture, 2> laws{*settings.density.mixture, *settings.second->mixture};
        return picture_grid(settings.pictures, laws);
    }
    std::vector<double> points = drawn(settings, settings.density);
    const std::vector<double> others = drawn(settings, *settings.second);
    points.insert(points.end(), others.begin(), others.end());
    return picture_grid(settings.pictures, points, settings.dimension);
}

/// The field of the force in the plane, as a table and for ParaView.
void draw_field(ExperimentRun& run, const DensityAt& first, const DensityAt& second) {
    const EnsembleSettings& settings = run.settings;
    if (settings.dimension != 2) {
        return;
    }
    const PlaneGrid window = force_window(settings);
    const ForceGrid field = force_on_grid(first, second, window);
    const std::vector<double> centres = window.centres();
    ResultTable table("field", {"x", "y", "density_1", "density_2", "root_product", "force_x", "force_y"});
    for (std::size_t i = 0; i < field.root_product.size(); ++i) {
        table.add({centres[2 * i], centres[2 * i + 1], field.first_density[i], field.second_density[i],
                   field.root_product[i], field.force[2 * i], field.force[2 * i + 1]});
    }
    run.findings.table(std::move(table));
    run.findings.remark({"grid.coefficient", field.coefficient,
                         fmt::format("on the picture's grid U = {:.6g}, total force ({:.6g}, {:.6g})",
                                     field.coefficient, field.total_force[0], field.total_force[1])});
    if (settings.pictures.vtk == Switch::on) {
        VtkGridSeries series(run.folder, "force", vtk_grid(window));
        const std::array<VtkGridArray, 4> arrays{{{"density_1", 1, field.first_density},
                                                  {"density_2", 1, field.second_density},
                                                  {"root_product", 1, field.root_product},
                                                  {"force", 2, field.force}}};
        series.write_frame({0.0, 0}, arrays);
        series.finish();
        run.files.emplace_back("the force in ParaView", series.series_file());
    }
}

std::vector<int> kept_steps(int steps) {
    std::vector<int> kept;
    const int parts = std::min(steps, kept_times - 1);
    for (int i = 0; i <= parts; ++i) {
        kept.push_back(static_cast<int>(static_cast<std::int64_t>(i) * steps / parts));
    }
    return kept;
}

Recording recording_of(const EnsembleSettings& settings) {
    Recording recording{"trajectory", "Bhattacharyya force", describe_density(*settings.second), {},
                        {},           "the trajectory"};
    for (const int step : kept_steps(settings.force.steps)) {
        recording.rows.push_back({step * settings.force.motion.time_step, step});
    }
    return recording;
}

/// A moving ensemble in numbers.
struct MotionRow {
    double time = 0.0;
    std::vector<double> mean;
    double potential = 0.0;
    double kinetic = 0.0;
};

/// Energy without friction, U in overdamped motion, and how far the ensembles are apart.
void report_motion(ExperimentRun& run, const std::vector<MotionRow>& rows, std::span<const double> first_mean) {
    const MotionParameters& motion = run.settings.force.motion;
    ResultTable table("motion", {"t", "mean_x", "mean_y", "distance", "potential", "kinetic", "energy"});
    int rises = 0;
    double energy_change = 0.0;
    const auto energy = [](const MotionRow& row) { return row.potential + row.kinetic; };
    const auto distance = [&](const MotionRow& row) {
        double square = 0.0;
        for (std::size_t a = 0; a < row.mean.size(); ++a) {
            square += (row.mean[a] - first_mean[a]) * (row.mean[a] - first_mean[a]);
        }
        return std::sqrt(square);
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        table.add({rows[i].time, rows[i].mean[0], rows[i].mean.size() > 1 ? rows[i].mean[1] : 0.0, distance(rows[i]),
                   rows[i].potential, rows[i].kinetic, energy(rows[i])});
        rises += i > 0 && rows[i].potential > rows[i - 1].potential ? 1 : 0;
        energy_change = std::max(energy_change, std::abs(energy(rows[i]) - energy(rows.front())));
    }
    run.findings.table(std::move(table));
    run.findings.remark({"motion.distance", distance(rows.back()),
                         fmt::format("the means are {:.4g} apart at first and {:.4g} at last: rho_2 moves {} rho_1, U "
                                     "{} from {:.4g} to {:.4g}",
                                     distance(rows.front()), distance(rows.back()),
                                     distance(rows.back()) > distance(rows.front()) ? "away from" : "towards",
                                     rows.back().potential < rows.front().potential ? "falls" : "rises",
                                     rows.front().potential, rows.back().potential)});
    if (motion.motion == ForceMotion::overdamped && run.settings.force.dynamics == ForceDynamics::rigid) {
        run.findings.check({"steps in which U rises", static_cast<double>(rises), 0.0});
    }
    if (motion.motion == ForceMotion::inertial && motion.friction == 0.0) {
        run.findings.remark({"motion.energy_change", energy_change,
                             fmt::format("kinetic energy and U together change by {:.2g} at most", energy_change)});
    }
}

template <class Real>
Positions<Real> start_of(const EnsembleSettings& settings) {
    return start_ensemble<Real>(*make_point_source(*settings.second), seed_of(settings, *settings.second),
                                settings.particles);
}

template <class Real>
void move_rigidly(ExperimentRun& run) {
    const EnsembleSettings& settings = run.settings;
    const GaussianMixture& first = *settings.density.mixture;
    const GaussianMixture& second = *settings.second->mixture;
    const std::vector<double> begin = second.mean();
    RigidMotion motion(rigid_potential(first, second), settings.dimension, settings.force.motion);
    Recording recording = recording_of(settings);
    recording.velocity = [&motion](const TrajectoryTime&, std::span<const double> points, std::span<double> velocity) {
        const std::vector<double>& of_all = motion.state().velocity;
        for (std::size_t i = 0; i < points.size(); ++i) {
            velocity[i] = of_all[i % of_all.size()];
        }
    };
    RowRecorder<Real> recorder(run, recording, settings.particles, settings.dimension);
    const Positions<Real> start = start_of<Real>(settings);
    const Positions<Real> moved = copy_of(start);
    std::vector<MotionRow> rows;
    Progress progress(settings.force.steps, "steps", "ensemble");
    const std::vector<int> kept = kept_steps(settings.force.steps);
    for (int step = 0; step <= settings.force.steps; ++step) {
        if (step > 0) {
            motion.advance(1);
            progress.advance(1);
            recorder.stop_if_asked();
        }
        MotionRow row{motion.state().time, begin, motion.potential(), motion.kinetic_energy()};
        for (std::size_t a = 0; a < begin.size(); ++a) {
            row.mean[a] += motion.state().displacement[a];
        }
        rows.push_back(std::move(row));
        if (recorder.rows_done() < kept.size() && kept[recorder.rows_done()] == step) {
            place_rigid(start, motion.state().displacement, moved);
            Kokkos::fence();
            recorder.record(moved);
        }
    }
    progress.finish();
    const EnsembleMoments last = recorder.finish().back();
    for (std::size_t a = 0; a < begin.size(); ++a) {
        const double variance = last.covariance[a * begin.size() + a];
        run.findings.check({fmt::format("mean of x{} at the end", a), last.mean[a], rows.back().mean[a],
                            std::sqrt(variance / static_cast<double>(settings.particles))});
    }
    report_motion(run, rows, first.mean());
}

/// A step, or what it means when the particles have no density any more.
void advance_freely(FreeMotion& motion, const EnsembleSettings& settings) {
    try {
        motion.advance(1);
    } catch (const UserError& error) {
        throw UserError(
            fmt::format("force.steps = {}", settings.force.steps),
            fmt::format("at t = {:.3g} the free ensemble has run into itself: {}", motion.time(), error.problem()),
            "give fewer steps, or a smaller force.dt");
    }
}

void move_freely(ExperimentRun& run, const DensityAt& first, std::span<const double> first_mean) {
    const EnsembleSettings& settings = run.settings;
    const Positions<double> start = start_of<double>(settings);
    SelfDensity self = gaussian_fit();
    if (settings.force.fit == SelfFit::kernel) {
        const HostPositions<double> host = host_copy(start);
        self = kernel_fit(kde_bandwidth(settings.kde, numbers_of(host), settings.dimension), settings.kde.tolerance);
    }
    RowRecorder<double> recorder(run, recording_of(settings), settings.particles, settings.dimension);
    FreeMotion motion(first, self, start, settings.force.motion);
    std::vector<MotionRow> rows;
    Progress progress(settings.force.steps, "steps", "ensemble");
    const std::vector<int> kept = kept_steps(settings.force.steps);
    for (int step = 0; step <= settings.force.steps; ++step) {
        if (step > 0) {
            advance_freely(motion, settings);
            progress.advance(1);
            recorder.stop_if_asked();
        }
        rows.push_back(
            {motion.time(), ensemble_moments(motion.positions()).mean, motion.potential(), motion.kinetic_energy()});
        if (recorder.rows_done() < kept.size() && kept[recorder.rows_done()] == step) {
            recorder.record(motion.positions());
        }
    }
    progress.finish();
    recorder.finish();
    report_motion(run, rows, first_mean);
}

}  // namespace

void check_force(const EnsembleSettings& settings) {
    if (settings.force.dynamics != ForceDynamics::rigid) {
        return;
    }
    const double longest =
        longest_time_step(settings.force.motion, curvature_bound(*settings.density.mixture, *settings.second->mixture));
    validate(settings.force.motion.time_step <= longest,
             fmt::format("force.dt = {:g}", settings.force.motion.time_step),
             "the curvature of U may make longer steps grow", fmt::format("give at most {:.3g}", longest));
}

void run_force(ExperimentRun& run) {
    const EnsembleSettings& settings = run.settings;
    const DensityAt first = known_or_estimated(settings, settings.density);
    const DensityAt second = known_or_estimated(settings, *settings.second);
    if (is_single(settings.density) && is_single(*settings.second)) {
        check_closed_form(run, *settings.density.mixture, *settings.second->mixture);
    }
    if (settings.second->mixture) {
        check_samples(run, first, second);
    }
    draw_field(run, first, second);
    if (settings.force.dynamics == ForceDynamics::none) {
        return;
    }
    if (settings.force.dynamics == ForceDynamics::rigid) {
        in_precision(settings.precision, [&]<class Real>(Real) { move_rigidly<Real>(run); });
    } else {
        std::vector<double> mean(static_cast<std::size_t>(settings.dimension), 0.0);
        const std::vector<double> points = drawn(settings, settings.density);
        for (std::size_t i = 0; i < points.size(); ++i) {
            mean[i % mean.size()] += points[i] / static_cast<double>(settings.particles);
        }
        move_freely(run, first, mean);
    }
    run.findings.table(particle_table(run.folder / "trajectory.h5", "particles"));
}

}  // namespace ebru
