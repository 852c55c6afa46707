#include "solvers/ensemble_run/ensemble_settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <variant>

#include "io/vtk_support.hpp"
#include "solvers/forward/deck_names.hpp"
#include "solvers/forward/gaussian_settings.hpp"

namespace ebru {

namespace {

KdeSettings read_kde(Deck& deck) {
    KdeSettings kde;
    const std::variant<double, BandwidthRule> bandwidth =
        deck.real_or_choice<BandwidthRule>("kde.bandwidth", BandwidthRule::silverman, Range::above(0.0));
    if (const double* number = std::get_if<double>(&bandwidth)) {
        kde.bandwidth = *number;
    } else {
        kde.rule = std::get<BandwidthRule>(bandwidth);
    }
    kde.tolerance = deck.real("kde.tolerance", kde.tolerance, Range::open(0.0, 1.0));
    return kde;
}

/// Levels 0, ..., K: at most `most` of them, evenly spread.
std::vector<int> spread_levels(int last, int most) {
    std::vector<int> levels;
    const int parts = std::min(last, most - 1);
    for (int i = 0; i <= parts; ++i) {
        levels.push_back(static_cast<int>(static_cast<std::int64_t>(i) * last / parts));
    }
    return levels;
}

std::int64_t read_kept_particles(Deck& deck, std::int64_t particles) {
    return deck.integer64("output.particles", std::min<std::int64_t>(particles, 2000),
                          IntRange::closed(0, particles, "particles"));
}

OutputSettings read_output(Deck& deck, int last, std::int64_t particles) {
    OutputSettings output;
    output.levels = deck.integers("output.levels", spread_levels(last, 11), IntRange::closed(0, last));
    const std::vector<int>& levels = output.levels;
    const bool whole = levels.size() >= 2 && levels.front() == 0 && levels.back() == last;
    if (!whole || std::adjacent_find(levels.begin(), levels.end(), std::greater_equal<>()) != levels.end()) {
        deck.refuse("output.levels", "a trajectory goes from its start to its end",
                    fmt::format("list increasing levels from 0 to {}", last));
    }
    output.particles = read_kept_particles(deck, particles);
    output.velocity = deck.choice("output.velocity", Switch::on);
    output.checkpoint_seconds =
        deck.real("run.checkpoint_seconds", output.checkpoint_seconds, Range::at_least(0.0, "seconds"));
    return output;
}

EnsemblePictures read_pictures(Deck& deck, int dimension) {
    EnsemblePictures pictures;
    pictures.vtk = deck.choice("pictures.vtk", has_vtk() ? Switch::on : Switch::off);
    if (pictures.vtk == Switch::on) {
        require_vtk("pictures.vtk = \"on\"", "writes the files for ParaView", "leave it out or set it to \"off\"");
    }
    pictures.plots = deck.choice("pictures.plots", Switch::on);
    pictures.grid = deck.integer("pictures.grid", pictures.grid, IntRange::closed(4, 2048, "cells of a side"));
    pictures.window = deck.reals("pictures.window", std::vector<double>{});
    const std::vector<double>& window = pictures.window;
    if (!window.empty()) {
        const std::size_t ends = dimension == 1 ? 2 : 4;
        bool rising = window.size() == ends;
        for (std::size_t i = 0; rising && i < ends; i += 2) {
            rising = window[i] < window[i + 1];
        }
        if (!rising) {
            deck.refuse("pictures.window", "it is what a picture shows",
                        ends == 2 ? "give [left, right]" : "give [left, right, bottom, top]");
        }
    }
    return pictures;
}

std::vector<Control> read_controls(Deck& deck, const std::vector<Control>& fallback) {
    std::vector<std::string> words;
    for (const Control control : fallback) {
        words.emplace_back(to_name(control));
    }
    std::vector<Control> controls;
    for (const std::string& word : deck.strings("reversal.controls", words)) {
        const std::optional<Control> control = from_name<Control>(word);
        if (!control) {
            deck.refuse("reversal.controls", fmt::format("there is no control \"{}\"", word),
                        fmt::format("choose of {}", fmt::join(all_names<Control>(), ", ")));
        }
        controls.push_back(*control);
    }
    return controls;
}

ReversalSettings read_reversal(Deck& deck, Experiment experiment, const GaussianParameters& gaussian) {
    ReversalSettings reversal;
    reversal.steps = deck.integer("reversal.steps", reversal.steps, IntRange::closed(2, 1000000, "steps"));
    if (experiment == Experiment::flow_map) {
        reversal.scheme = deck.choice("reversal.scheme", reversal.scheme);
        return reversal;
    }
    reversal.score = deck.choice("reversal.score", ScoreSource::analytic);
    const bool estimated = reversal.score == ScoreSource::kde;
    reversal.controls = read_controls(deck, estimated ? std::vector{Control::reverse} : reversal.controls);
    const auto wants = [&](Control control) {
        return std::find(reversal.controls.begin(), reversal.controls.end(), control) != reversal.controls.end();
    };
    if (estimated && reversal.controls != std::vector{Control::reverse}) {
        deck.refuse("reversal.controls", "an estimated score is known at the levels alone",
                    "leave \"reverse\", or set reversal.score = \"analytic\"");
    }
    if (wants(Control::paper) && gaussian.kind != GaussianKind::ddpm && gaussian.kind != GaussianKind::vp) {
        deck.refuse("reversal.controls", "the paper's step is made of betas",
                    "set gaussian.kind to \"ddpm\" or \"vp\"");
    }
    reversal.end = deck.real("reversal.end", reversal.end, Range::right_open(0.0, 1.0));
    if (wants(Control::reverse)) {
        reversal.knobs = deck.reals("reversal.knobs", reversal.knobs, Range::closed(0.0, 1.0));
    }
    if (wants(Control::chain)) {
        reversal.noise = deck.choice("reversal.noise", reversal.noise);
    }
    if (wants(Control::preserve)) {
        reversal.hold_time = deck.real("reversal.hold_time", reversal.hold_time, Range::open(0.0, 1.0));
    }
    return reversal;
}

ForceSettings read_force(Deck& deck) {
    ForceSettings force;
    force.dynamics = deck.choice("force.dynamics", ForceDynamics::rigid);
    if (force.dynamics == ForceDynamics::none) {
        return force;
    }
    if (force.dynamics == ForceDynamics::free) {
        force.fit = deck.choice("force.fit", SelfFit::gaussian);
    }
    force.steps = deck.integer("force.steps", force.steps, IntRange::closed(1, 1000000, "steps"));
    MotionParameters& motion = force.motion;
    motion.motion = deck.choice("force.motion", ForceMotion::inertial);
    motion.time_step = deck.real("force.dt", motion.time_step, Range::above(0.0));
    if (motion.motion == ForceMotion::overdamped) {
        motion.mobility = deck.real("force.mobility", motion.mobility, Range::above(0.0));
    } else {
        motion.mass = deck.real("force.mass", motion.mass, Range::above(0.0));
        motion.friction = deck.real("force.friction", motion.friction, Range::at_least(0.0));
    }
    return force;
}

/// Closed forms of the experiment need the density in closed form.
void require_mixture(const Deck& deck, const DensitySettings& density, const char* why) {
    if (!density.mixture) {
        deck.refuse(density.table + ".kind", why, "set it to \"gaussian\" or \"mixture\"");
    }
}

void require_single_isotropic(const Deck& deck, const DensitySettings& density) {
    require_mixture(deck, density, "one step back is exact for Gaussian data alone");
    const Covariance& covariance = density.mixture->components().front().covariance;
    if (density.mixture->components().size() != 1 ||
        covariance.eigenvalues().front() != covariance.eigenvalues().back()) {
        deck.refuse(density.table + ".kind", "reverse-step compares three noises for data N(m, sigma_0^2 I)",
                    "give one Gaussian with one variance");
    }
}

/// Chains whose levels have a beta.
void require_betas(const Deck& deck, const GaussianParameters& gaussian, Experiment experiment) {
    if (gaussian.kind != GaussianKind::ddpm && gaussian.kind != GaussianKind::vp) {
        deck.refuse("gaussian.kind", fmt::format("{} is about the betas of a chain", to_name(experiment)),
                    "choose \"ddpm\" or \"vp\"");
    }
}

void read_path_experiment(Deck& deck, EnsembleSettings& settings) {
    const Experiment experiment = settings.experiment;
    settings.gaussian = read_gaussian_settings(deck);
    static_cast<void>(GaussianPath(settings.gaussian));  // refuses what no single key shows
    const int last = settings.gaussian.levels;
    if (experiment == Experiment::reversal || experiment == Experiment::flow_map) {
        settings.reversal = read_reversal(deck, experiment, settings.gaussian);
        require_mixture(deck, settings.density, "its components are followed there and back");
        if (settings.reversal.score == ScoreSource::kde) {
            settings.kde = read_kde(deck);
        }
    }
    if (experiment == Experiment::covariance) {
        require_betas(deck, settings.gaussian, experiment);
        constexpr int most = 64;  // every level's noise is kept
        if (last > most) {
            deck.refuse("gaussian.levels", "the covariance experiment keeps the noise of every level",
                        fmt::format("give at most {}", most));
        }
    }
    if (experiment == Experiment::reverse_step) {
        require_betas(deck, settings.gaussian, experiment);
        require_single_isotropic(deck, settings.density);
    }
    settings.output = read_output(deck, last, settings.particles);
}

void read_force_estimates(Deck& deck, EnsembleSettings& settings) {
    const bool both_known = settings.density.mixture && settings.second->mixture;
    if (settings.force.dynamics == ForceDynamics::rigid && !both_known) {
        deck.refuse("force.dynamics", "the force on a rigid ensemble is an integral over known densities",
                    "make both densities mixtures, or set it to \"free\" or \"none\"");
    }
    const bool fits = settings.force.dynamics == ForceDynamics::free && settings.force.fit == SelfFit::kernel;
    if (!both_known || fits) {
        settings.kde = read_kde(deck);
    }
    settings.output.particles = read_kept_particles(deck, settings.particles);
}

Precision read_precision(Deck& deck, const EnsembleSettings& settings) {
    const bool free = settings.experiment == Experiment::force && settings.force.dynamics == ForceDynamics::free;
    const Precision precision =
        deck.choice("ensemble.precision", free ? Precision::double_precision : Precision::single_precision);
    if (free && precision != Precision::double_precision) {
        deck.refuse("ensemble.precision", "a free ensemble moves in double precision", "leave it out");
    }
    return precision;
}

}  // namespace

EnsembleSettings read_ensemble_settings(Deck& deck) {
    EnsembleSettings settings;
    settings.seed = deck.unsigned64("seed", 1);
    settings.experiment = deck.choice<Experiment>("ensemble.experiment");
    const Experiment experiment = settings.experiment;
    settings.particles = deck.integer64("ensemble.particles", settings.particles,
                                        IntRange::closed(2, std::int64_t{1} << 31, "particles"));
    settings.dimension =
        deck.integer("ensemble.dimension", settings.dimension, IntRange::closed(1, Covariance::most_dimensions));
    if (experiment != Experiment::kernel_velocity) {
        settings.density = read_density_settings(deck, "density", settings.dimension);
    }
    switch (experiment) {
        case Experiment::kernel_velocity:
            settings.list = deck.reals("walk.sigmas", {0.5, 1.0, 2.0}, Range::above(0.0));
            settings.gaussian.kind = GaussianKind::brownian;
            settings.gaussian.levels = deck.integer("walk.levels", 100, IntRange::closed(4, 1000000));
            settings.output.particles = read_kept_particles(deck, settings.particles);
            break;
        case Experiment::kde_bias:
            require_mixture(deck, settings.density, "a bias is measured against a density that is known");
            settings.second = read_density_settings(deck, "second", settings.dimension);
            require_mixture(deck, *settings.second, "a bias is measured against a density that is known");
            settings.list = deck.reals("kde.bandwidths", {0.4, 0.2, 0.1, 0.05}, Range::above(0.0));
            settings.kde.tolerance = deck.real("kde.tolerance", settings.kde.tolerance, Range::open(0.0, 1.0));
            break;
        case Experiment::force:
            settings.second = read_density_settings(deck, "second", settings.dimension);
            settings.force = read_force(deck);
            read_force_estimates(deck, settings);
            break;
        default:
            read_path_experiment(deck, settings);
    }
    settings.precision = read_precision(deck, settings);
    settings.pictures = read_pictures(deck, settings.dimension);
    deck.reject_unknown();
    return settings;
}

double kde_bandwidth(const KdeSettings& kde, std::span<const double> points, int dimension) {
    return kde.bandwidth ? *kde.bandwidth : rule_bandwidth(kde.rule, points, dimension);
}

}  // namespace ebru
