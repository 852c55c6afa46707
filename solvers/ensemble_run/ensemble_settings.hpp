#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/enum_names.hpp"
#include "base/precision.hpp"
#include "config/deck.hpp"
#include "solvers/density/kernel_density.hpp"
#include "solvers/ensemble/control_steps.hpp"
#include "solvers/ensemble/flow_map.hpp"
#include "solvers/ensemble_run/density_settings.hpp"
#include "solvers/force/rigid_motion.hpp"
#include "solvers/gaussian/gaussian_path.hpp"

namespace ebru {

enum class Experiment {
    random_walk,      ///< an ensemble runs through a path; density, flux and mass balance
    reversal,         ///< forward, and back by control
    covariance,       ///< what the chain makes of the data's covariance and of its noise
    reverse_step,     ///< one Gaussian step back by three noises
    flow_map,         ///< which point goes where: the chain beside the probability flow
    kernel_velocity,  ///< the mean motion of what started in one point
    kde_bias,         ///< what a kernel does to a density and to a posterior
    force,            ///< the Bhattacharyya force between two densities and the motion under it
};

template <>
struct EnumNames<Experiment> {
    static constexpr auto table = std::to_array<EnumName<Experiment>>({{Experiment::random_walk, "random-walk"},
                                                                       {Experiment::reversal, "reversal"},
                                                                       {Experiment::covariance, "covariance"},
                                                                       {Experiment::reverse_step, "reverse-step"},
                                                                       {Experiment::flow_map, "flow-map"},
                                                                       {Experiment::kernel_velocity, "kernel-velocity"},
                                                                       {Experiment::kde_bias, "kde-bias"},
                                                                       {Experiment::force, "force"}});
};

/// Where the score of a way back comes from.
enum class ScoreSource {
    analytic,  ///< the mixture that the data's becomes, exact
    kde,       ///< an estimate from a second ensemble that went forward: the memorised velocity
};

template <>
struct EnumNames<ScoreSource> {
    static constexpr auto table =
        std::to_array<EnumName<ScoreSource>>({{ScoreSource::analytic, "analytic"}, {ScoreSource::kde, "kde"}});
};

template <>
struct EnumNames<Control> {
    static constexpr auto table = std::to_array<EnumName<Control>>({{Control::reverse, "reverse"},
                                                                    {Control::paper, "paper"},
                                                                    {Control::chain, "chain"},
                                                                    {Control::preserve, "preserve"}});
};

template <>
struct EnumNames<ReverseNoise> {
    static constexpr auto table = std::to_array<EnumName<ReverseNoise>>(
        {{ReverseNoise::upper, "upper"}, {ReverseNoise::lower, "lower"}, {ReverseNoise::gaussian, "gaussian"}});
};

template <>
struct EnumNames<RungeKutta> {
    static constexpr auto table = std::to_array<EnumName<RungeKutta>>(
        {{RungeKutta::euler, "euler"}, {RungeKutta::heun, "heun"}, {RungeKutta::fourth, "rk4"}});
};

/// How the particles of rho_2 move.
enum class ForceDynamics {
    none,   ///< they do not: the field alone
    rigid,  ///< all by the same displacement
    free,   ///< each by the force in its own place
};

template <>
struct EnumNames<ForceDynamics> {
    static constexpr auto table = std::to_array<EnumName<ForceDynamics>>(
        {{ForceDynamics::none, "none"}, {ForceDynamics::rigid, "rigid"}, {ForceDynamics::free, "free"}});
};

template <>
struct EnumNames<ForceMotion> {
    static constexpr auto table = std::to_array<EnumName<ForceMotion>>(
        {{ForceMotion::inertial, "inertial"}, {ForceMotion::overdamped, "overdamped"}});
};

/// What a free ensemble takes its own density for.
enum class SelfFit {
    gaussian,  ///< the normal density with its mean and covariance
    kernel,    ///< a kernel density estimate
};

template <>
struct EnumNames<SelfFit> {
    static constexpr auto table =
        std::to_array<EnumName<SelfFit>>({{SelfFit::gaussian, "gaussian"}, {SelfFit::kernel, "kernel"}});
};

enum class Switch { off, on };

template <>
struct EnumNames<Switch> {
    static constexpr auto table = std::to_array<EnumName<Switch>>({{Switch::on, "on"}, {Switch::off, "off"}});
};

/// Standard deviation of a kernel: a number, or a rule that finds it from the points.
struct KdeSettings {
    std::optional<double> bandwidth;  ///< > 0; none: by the rule
    BandwidthRule rule = BandwidthRule::silverman;
    double tolerance = KernelDensity::default_tolerance;
};

/// Ways back of the experiments reversal and flow-map.
struct ReversalSettings {
    std::vector<Control> controls{Control::reverse, Control::chain, Control::preserve};
    std::vector<double> knobs{0.0, 1.0};       ///< of `reverse`: a way back each, in [0, 1]
    ReverseNoise noise = ReverseNoise::lower;  ///< of `chain`: upper or lower
    int steps = 200;                           ///< of time, from t = 1 to `end`; every way is also gone in half of them
    double end = 0.0;                          ///< where the way back ends, in [0, 1)
    double hold_time = 0.3;                    ///< of `preserve`, in (0, 1)
    ScoreSource score = ScoreSource::analytic;
    RungeKutta scheme = RungeKutta::fourth;  ///< of flow-map
};

struct ForceSettings {
    ForceDynamics dynamics = ForceDynamics::rigid;
    MotionParameters motion;
    SelfFit fit = SelfFit::gaussian;  ///< free
    int steps = 400;
};

/// What the trajectory file keeps.
struct OutputSettings {
    std::vector<int> levels;       ///< increasing, from 0 to K
    std::int64_t particles = 0;    ///< that keep their path
    Switch velocity = Switch::on;  ///< v(x, t) of the kept particles, where the density is known
    double checkpoint_seconds = 20.0;
};

struct EnsemblePictures {
    Switch vtk = Switch::on;
    Switch plots = Switch::on;
    int grid = 64;               ///< cells of a side
    std::vector<double> window;  ///< (2 d of the plane) lower and upper x, lower and upper y; empty: chosen
};

/// A deck of `ebru ensemble`. Experiments read the tables that they use; others are refused as unknown.
struct EnsembleSettings {
    std::uint64_t seed = 1;
    Experiment experiment = Experiment::random_walk;
    std::int64_t particles = 100000;
    int dimension = 2;
    Precision precision = Precision::single_precision;
    DensitySettings density;
    std::optional<DensitySettings> second;
    GaussianParameters gaussian;
    ReversalSettings reversal;
    KdeSettings kde;
    std::vector<double> list;  ///< sigmas of kernel-velocity, bandwidths of kde-bias
    ForceSettings force;
    OutputSettings output;
    EnsemblePictures pictures;
};

/// \throws UserError for what is wrong, and for keys that this experiment does not read.
EnsembleSettings read_ensemble_settings(Deck& deck);

/// The bandwidth for points (N, d): as given, or by the rule.
double kde_bandwidth(const KdeSettings& kde, std::span<const double> points, int dimension);

}  // namespace ebru
