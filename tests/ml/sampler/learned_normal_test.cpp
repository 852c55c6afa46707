#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "ml/objective/less_degraded.hpp"
#include "ml/sampler/ancestral_sampler.hpp"
#include "ml/sampler/level_sampler.hpp"
#include "ml/train/trainer.hpp"
#include "tests/ml/support/level_gains.hpp"
#include "tests/ml/support/normal_images.hpp"
#include "tests/ml/support/paths.hpp"
#include "tests/ml/support/scripted_noise.hpp"

// Data N(0, 0.6^2) in every value: what an objective's optimum is, and what a sampler makes of it, are closed forms.
// The trainer must reach the one and a sampler with the trained network the other.
namespace ebru {
namespace {

using test::LevelGains;
using test::PathLevels;

constexpr int levels = 10;
constexpr double deviation = 0.6;
constexpr double data_variance = deviation * deviation;
constexpr ImageShape shape{1, 5, 6};

/// The best gains at levels 1..K, (K, 1, Y, X) double: F = w/r x, r^2 = E[x^2], w = E[target x]/r.
struct Optimum {
    at::Tensor scale;     ///< r
    at::Tensor weight;    ///< w
    at::Tensor residual;  ///< E[(target - w x/r)^2]

    Optimum(const at::Tensor& input_square, const at::Tensor& target_input, const at::Tensor& target_square)
        : scale(input_square.sqrt()),
          weight(target_input / scale),
          residual((target_square - weight.square()).clamp_min(0.0)) {}
};

using MakeSampler = std::function<std::unique_ptr<ReverseSampler>(std::shared_ptr<Network>)>;

/// A process with an objective, a sampler of it, and their closed forms.
struct Problem {
    std::shared_ptr<const MarginalPath> path;
    std::shared_ptr<const Objective> objective;
    at::Tensor labels;  ///< (K) of the levels, as the network is told them
    Optimum optimum;
    MakeSampler make_sampler;
    at::Tensor noise;           ///< sampler's normals of which every mode is 1; undefined: it takes modes
    at::Tensor prior_variance;  ///< (1, 1, Y, X) of the modes
    at::Tensor end_variance;    ///< of the sampler's last state with the optimum
};

at::Tensor at_last(const at::Tensor& of_levels) {
    return of_levels.slice(0, -1);
}

/// target = p x_0 + q eps of x = a x_0 + s eps.
Optimum marginal_optimum(MarginalTarget target, const PathCoefficients& at) {
    const bool velocity = target == MarginalTarget::velocity;
    const double of_noise = target == MarginalTarget::score ? -1.0 : 1.0;
    const at::Tensor p = velocity ? -at.mean_factor_rate : at::zeros_like(at.mean_factor);
    const at::Tensor q = velocity ? -at.standard_deviation_rate : at::full_like(at.mean_factor, of_noise);
    return {PathLevels::variance(at, data_variance), data_variance * at.mean_factor * p + at.standard_deviation * q,
            data_variance * p.square() + q.square()};
}

/// With the variance of normal data ancestral sampling is exact up to its last step, which hands out the mean:
/// E[x_0 | x_1] has the variance cov(x_0, x_1)^2/var(x_1).
Problem marginal_problem(MarginalTarget target, const std::shared_ptr<const MarginalPath>& inner) {
    const auto path = std::make_shared<test::LevelsOf>(inner);
    const PathLevels of(*path);
    const std::vector<double>& times = path->level_times();
    const at::Tensor variance = PathLevels::variance(of.later, data_variance);
    const at::Tensor covariance = of.transition.ratio * PathLevels::variance(of.earlier, data_variance);
    const auto make = [=](std::shared_ptr<Network> network) -> std::unique_ptr<ReverseSampler> {
        return std::make_unique<AncestralSampler>(
            std::make_shared<LearnedDenoiser>(GuidedNetwork{.network = std::move(network)}, target, path), path,
            sampling_times(*path, levels, 0.0),
            AncestralSampler::Options{.variance = ReverseVariance::data, .data_deviation = deviation, .clip = {}});
    };
    return {.path = path,
            .objective = std::make_shared<MarginalObjective>(target, path, 3),
            .labels = marginal_time_label(target, *path, {times.data() + 1, times.size() - 1}),
            .optimum = marginal_optimum(target, of.later),
            .make_sampler = make,
            .noise = {},
            .prior_variance = at_last(variance),
            .end_variance = covariance.slice(0, 0, 1).square() / variance.slice(0, 0, 1)};
}

/// Regression on the level before, from u_k + sigma xi: u_{k-1} = x + F.
Optimum less_degraded_optimum(const PathLevels& of, double sigma) {
    const at::Tensor input = PathLevels::variance(of.later, data_variance) + sigma * sigma;
    const at::Tensor before = PathLevels::variance(of.earlier, data_variance);
    const at::Tensor covariance = of.transition.ratio * before;
    return {input, covariance - input, before - 2.0 * covariance + input};
}

/// \param sigma of the input's noise. \param fresh variances of the noise after the steps from levels 1..K.
Problem less_degraded_problem(const std::shared_ptr<const MarginalPath>& path, double sigma, const at::Tensor& fresh,
                              MakeSampler make) {
    const PathLevels of(*path);
    const Optimum optimum = less_degraded_optimum(of, sigma);
    const at::Tensor gain = 1.0 + optimum.weight / optimum.scale;
    const at::Tensor prior = at_last(PathLevels::variance(of.later, data_variance));
    at::Tensor variance = prior;
    for (int k = levels; k >= 1; --k) {
        const auto at_k = [k](const at::Tensor& of_levels) { return of_levels.slice(0, k - 1, k); };
        variance = at_k(gain).square() * (variance + sigma * sigma);
        if (k > 1) {
            variance = variance + at_k(fresh);
        }
    }
    return {.path = path,
            .objective =
                std::make_shared<LessDegraded>(LessDegraded::Parameters{.levels = levels, .noise = sigma, .seed = 3}),
            .labels = at::arange(1, levels + 1, at::kFloat),
            .optimum = optimum,
            .make_sampler = std::move(make),
            .noise = path->from_modes(at::ones_like(prior)),
            .prior_variance = prior,
            .end_variance = variance};
}

std::vector<double> even_times() {
    std::vector<double> times;
    for (int k = 0; k <= levels; ++k) {
        times.push_back(static_cast<double>(k) / levels);
    }
    return times;
}

constexpr double heat_noise = 0.05;

/// Heat flow: no noise of its own, so that noise is given to the input.
Problem heat() {
    const auto path = std::make_shared<CosineMarginals>(
        Grid{shape.ny, shape.nx},
        LinearCoefficients::from_functions([](double) { return 0.5; }, [](double) { return 0.0; }), even_times(), 1e-3);
    return less_degraded_problem(path, heat_noise, at::zeros({levels, 1, 1, 1}, at::kDouble),
                                 [](std::shared_ptr<Network> network) -> std::unique_ptr<ReverseSampler> {
                                     return std::make_unique<LevelSampler>(
                                         std::make_shared<LearnedLevelModel>(GuidedNetwork{.network = network}), levels,
                                         1, heat_noise);
                                 });
}

/// The linear SPDE by Tweedie's formula. The mean of the image has no drift: its variance grows by the noise alone.
Problem tweedie() {
    const auto path = test::cosine_path(even_times());
    const at::Tensor fresh = PathLevels(*path).transition.variance.slice(2, 0, 1).slice(3, 0, 1);
    return less_degraded_problem(
        path, 0.0, fresh, [fresh](std::shared_ptr<Network> network) -> std::unique_ptr<ReverseSampler> {
            const auto root = [fresh](const at::Tensor& u, int level, const NormalDraw& draw) {
                return fresh.slice(0, level - 1, level).sqrt() * draw.like(u);
            };
            return std::make_unique<TweedieSampler>(
                std::make_shared<LearnedLevelModel>(GuidedNetwork{.network = network}), levels, 1, root);
        });
}

/// How training is set up, and what follows for the error of the average weights.
struct Plan {
    static constexpr std::int64_t batch = 40;
    static constexpr std::int64_t updates = 4000;
    static constexpr double decay = 0.998;

    static UpdateSettings settings() {
        UpdateSettings settings;
        settings.batch = batch;
        settings.learning_rate = 0.01;
        settings.warmup = 1;
        settings.clip = 0.0;
        settings.average_decay = decay;
        settings.seed = 3;
        return settings;
    }

    /// Standard errors of w. The average over the stationary state of a stochastic gradient method errs as regression
    /// on the same draws does, whatever its steps are (Polyak, Juditsky, 1992): residual over the number of values that
    /// a weight is learned from. A running average of decay d weighs (1 + d)/(1 - d) updates.
    static at::Tensor error(const Optimum& optimum) {
        const double images = (1.0 + decay) / (1.0 - decay) * static_cast<double>(batch) / levels;
        const double values =
            images * static_cast<double>(shape.values()) / static_cast<double>(optimum.weight[0].numel());
        return (optimum.residual / values).sqrt();
    }

    /// What is left of the way from w = 0, which Adam goes at the speed of its learning rate, in at most some 2/0.01
    /// updates: the average has forgotten it to this part.
    static double start() { return std::pow(decay, updates - 200); }
};

/// End variances of a sampler whose network has the weights w.
at::Tensor sampled_variance(const Problem& problem, const at::Tensor& weight) {
    const auto network = std::make_shared<LevelGains>(problem.labels, problem.optimum.scale, problem.path);
    {
        const at::NoGradGuard no_grad;
        network->weight().copy_(weight);
    }
    return test::end_variances(*problem.make_sampler(network), problem.prior_variance, *problem.path, problem.noise);
}

/// Standard errors of the end variances that follow from those of the weights, level by level.
at::Tensor variance_error(const Problem& problem, const at::Tensor& weight_error) {
    at::Tensor squares = at::zeros_like(problem.end_variance);
    for (int k = 0; k < levels; ++k) {
        at::Tensor off = at::zeros_like(weight_error);
        off[k].copy_(weight_error[k]);
        squares += (0.5 * (sampled_variance(problem, problem.optimum.weight + off) -
                           sampled_variance(problem, problem.optimum.weight - off)))
                       .square();
    }
    return squares.sqrt();
}

at::Tensor trained_weight(const Problem& problem) {
    const auto network = std::make_shared<LevelGains>(problem.labels, problem.optimum.scale, problem.path);
    test::NormalImages source(shape, deviation, problem.path);
    Trainer trainer(Plan::settings(), network, source, *problem.objective, at::kCPU);
    for (std::int64_t n = 0; n < Plan::updates; ++n) {
        trainer.update();
    }
    return trainer.average().tensors().front().to(at::kDouble);
}

double largest(const at::Tensor& x) {
    return x.max().item<double>();
}

struct Case {
    const char* name;
    Problem (*make)();
};

class LearnedNormal : public testing::TestWithParam<Case> {};

// 5 standard errors: among 300 weights a right program fails once in some 6000 seeds.
TEST_P(LearnedNormal, TrainingReachesTheOptimumAndTheSamplerItsVariance) {
    const Problem problem = GetParam().make();
    const at::Tensor& exact = problem.optimum.weight;
    const at::Tensor error = Plan::error(problem.optimum);
    const at::Tensor weight = trained_weight(problem);
    const double rounding = std::numeric_limits<float>::epsilon();
    const at::Tensor band = 5.0 * error + (Plan::start() + 10.0 * rounding) * (1.0 + exact.abs());
    EXPECT_LE(largest((weight - exact).abs() / band), 1.0);
    // Nor closer than draws allow: the root mean square of n errors is 1 within some 1/sqrt(2 n), n = 10 or 300, and up
    // to a fifth more for the weights' own unrest, which the averaging of Polyak and Juditsky neglects.
    const double spread = ((weight - exact) / (error + 1e-12)).square().mean().sqrt().item<double>();
    EXPECT_GT(spread, 0.3);
    EXPECT_LT(spread, 2.0);

    // With the optimum the sampler has the closed form's variance, to rounding of the network's floats, some per step.
    const at::Tensor& closed = problem.end_variance;
    EXPECT_LE(largest((sampled_variance(problem, exact) - closed).abs() / closed), 1e3 * rounding);
    const at::Tensor closed_band = 5.0 * variance_error(problem, error) + 1e3 * rounding * closed;
    EXPECT_LE(largest((sampled_variance(problem, weight) - closed).abs() / closed_band), 1.0);
    EXPECT_LE(largest(closed_band / closed), 0.25) << "the test would see nothing";
}

Problem epsilon_of_ddpm() {
    return marginal_problem(MarginalTarget::noise, test::gaussian_path(GaussianKind::ddpm, 0.1, levels));
}
Problem score_of_vp() {
    return marginal_problem(MarginalTarget::score, test::gaussian_path(GaussianKind::vp, 1e-3, levels));
}
Problem score_of_ve() {
    return marginal_problem(MarginalTarget::score, test::gaussian_path(GaussianKind::ve, 1e-5, levels));
}
Problem flow_matching() {
    return marginal_problem(MarginalTarget::velocity, test::gaussian_path(GaussianKind::flow, 0.0, levels));
}
Problem score_of_spde() {
    return marginal_problem(MarginalTarget::score, test::cosine_path(even_times()));
}

INSTANTIATE_TEST_SUITE_P(Objectives, LearnedNormal,
                         testing::Values(Case{"Epsilon", epsilon_of_ddpm}, Case{"ScoreOfVp", score_of_vp},
                                         Case{"ScoreOfVe", score_of_ve}, Case{"FlowMatching", flow_matching},
                                         Case{"ScoreOfSpde", score_of_spde}, Case{"LessDegradedHeat", heat},
                                         Case{"Tweedie", tweedie}),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace ebru
