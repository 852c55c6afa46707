#include "ml/sampler/make_sampler.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "ml/sampler/interval_law.hpp"
#include "ml/sampler/interval_noise.hpp"
#include "ml/sampler/level_sampler.hpp"
#include "ml/sampler/reverse_sde.hpp"

namespace ebru {

namespace {

using Path = std::shared_ptr<const MarginalPath>;
using Model = std::shared_ptr<const Denoiser>;

PredictorCorrector::Options corrector_options(const SampleSettings& settings) {
    return {.order = settings.order, .corrector_steps = settings.corrector_steps, .snr = settings.snr};
}

std::unique_ptr<ReverseSampler> make_level_sampler(const SampleSettings& settings, const SamplingProblem& problem,
                                                   const GuidedNetwork& network) {
    auto model = std::make_shared<LearnedLevelModel>(network);
    const int levels = static_cast<int>(problem.facts.levels.size()) - 1;
    if (settings.kind == SamplerKind::level) {
        return std::make_unique<LevelSampler>(std::move(model), levels, problem.window, settings.noise);
    }
    auto predictor = std::make_unique<TweedieSampler>(model, levels, problem.window,
                                                      make_interval_noise(problem.facts, problem.window));
    if (settings.corrector_steps == 0) {
        return predictor;
    }
    return std::make_unique<PredictorCorrector>(
        std::move(predictor), make_interval_law(model, problem.facts, problem.window), corrector_options(settings));
}

std::unique_ptr<ReverseSampler> make_predictor(const SampleSettings& settings, const Model& model, const Path& path,
                                               std::vector<double> times) {
    if (settings.kind == SamplerKind::reverse_sde) {
        return std::make_unique<ReverseSdeSampler>(model, path, std::move(times), settings.control);
    }
    return std::make_unique<ReverseDiffusionSampler>(model, path, std::move(times));
}

std::unique_ptr<ReverseSampler> make_path_sampler(const SampleSettings& settings, const SamplingProblem& problem,
                                                  const Model& model, const Path& path) {
    std::vector<double> times = sampling_times(*path, settings.steps, settings.end);
    switch (settings.kind) {
        case SamplerKind::ancestral: {
            AncestralSampler::Options options{
                .variance = settings.variance, .data_deviation = settings.data_deviation, .clip = std::nullopt};
            if (settings.clip) {
                options.clip = {problem.facts.settings.data.low, problem.facts.settings.data.high};
            }
            return std::make_unique<AncestralSampler>(model, path, std::move(times), options);
        }
        case SamplerKind::flow_euler:
            return std::make_unique<ProbabilityFlow>(model, path, std::move(times), FlowMethod::euler);
        case SamplerKind::flow_midpoint:
            return std::make_unique<ProbabilityFlow>(model, path, std::move(times), FlowMethod::midpoint);
        case SamplerKind::flow_heun:
            return std::make_unique<ProbabilityFlow>(model, path, std::move(times), FlowMethod::heun);
        case SamplerKind::flow_adaptive:
            return std::make_unique<AdaptiveFlow>(model, path, std::move(times), settings.tolerance);
        default:
            break;
    }
    auto predictor = make_predictor(settings, model, path, std::move(times));
    if (settings.corrector_steps == 0) {
        return predictor;
    }
    return std::make_unique<PredictorCorrector>(std::move(predictor), std::make_unique<PathLaw>(model, path),
                                                corrector_options(settings));
}

}  // namespace

std::unique_ptr<ReverseSampler> make_sampler(const SampleSettings& settings, const SamplingProblem& problem,
                                             const GuidedNetwork& network) {
    if (problem.objective.kind == ObjectiveKind::less_degraded) {
        return make_level_sampler(settings, problem, network);
    }
    const Path path = make_marginal_path(problem.objective, problem.facts);
    const auto model = std::make_shared<LearnedDenoiser>(network, marginal_target(problem.objective.kind), path);
    return make_path_sampler(settings, problem, model, path);
}

std::unique_ptr<Prior> make_prior(const SampleSettings& settings, const SamplingProblem& problem) {
    switch (settings.prior) {
        case PriorKind::normal:
            return std::make_unique<NormalPrior>(problem.facts.shape, problem.facts.path->prior_standard_deviation(),
                                                 settings.seed);
        case PriorKind::pushed:
            return std::make_unique<PushedForwardPrior>(problem.facts, settings.seed);
        case PriorKind::fitted:
            return std::make_unique<FittedPrior>(problem.facts, settings.prior_images, settings.seed);
    }
    EBRU_ASSERT(!"a prior has a maker");
}

at::Tensor sample_labels(const SampleSettings& settings, std::span<const SampleId> samples) {
    if (settings.labels.empty()) {
        return {};
    }
    const at::Tensor labels = at::empty({static_cast<std::int64_t>(samples.size())}, at::kLong);
    std::transform(samples.begin(), samples.end(), labels.data_ptr<std::int64_t>(), [&](SampleId sample) {
        return settings.labels[static_cast<std::size_t>(sample) % settings.labels.size()];
    });
    return labels;
}

}  // namespace ebru
