#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/enum_names.hpp"
#include "config/deck.hpp"
#include "ml/data/forward_facts.hpp"
#include "ml/objective/objective_settings.hpp"
#include "ml/sampler/ancestral_sampler.hpp"
#include "ml/sampler/predictor_corrector.hpp"
#include "ml/sampler/probability_flow.hpp"

namespace ebru {

enum class SamplerKind {
    level,              ///< algorithm 2: LevelSampler
    tweedie,            ///< TweedieSampler
    ancestral,          ///< AncestralSampler
    reverse_diffusion,  ///< ReverseDiffusionSampler
    reverse_sde,        ///< ReverseSdeSampler
    flow_euler,         ///< ProbabilityFlow ..
    flow_midpoint,
    flow_heun,
    flow_adaptive,  ///< AdaptiveFlow
};

template <>
struct EnumNames<SamplerKind> {
    static constexpr auto table =
        std::to_array<EnumName<SamplerKind>>({{SamplerKind::level, "level"},
                                              {SamplerKind::tweedie, "tweedie"},
                                              {SamplerKind::ancestral, "ancestral"},
                                              {SamplerKind::reverse_diffusion, "reverse-diffusion"},
                                              {SamplerKind::reverse_sde, "reverse-sde"},
                                              {SamplerKind::flow_euler, "flow-euler"},
                                              {SamplerKind::flow_midpoint, "flow-midpoint"},
                                              {SamplerKind::flow_heun, "flow-heun"},
                                              {SamplerKind::flow_adaptive, "flow-adaptive"}});
};

enum class PriorKind {
    normal,  ///< NormalPrior
    pushed,  ///< PushedForwardPrior
    fitted,  ///< FittedPrior
};

template <>
struct EnumNames<PriorKind> {
    static constexpr auto table = std::to_array<EnumName<PriorKind>>(
        {{PriorKind::normal, "normal"}, {PriorKind::pushed, "pushed-forward"}, {PriorKind::fitted, "fitted"}});
};

template <>
struct EnumNames<ReverseVariance> {
    static constexpr auto table = std::to_array<EnumName<ReverseVariance>>({{ReverseVariance::posterior, "posterior"},
                                                                            {ReverseVariance::forward, "forward"},
                                                                            {ReverseVariance::data, "data"}});
};

template <>
struct EnumNames<CorrectorOrder> {
    static constexpr auto table = std::to_array<EnumName<CorrectorOrder>>(
        {{CorrectorOrder::corrector_first, "corrector-first"}, {CorrectorOrder::predictor_first, "predictor-first"}});
};

/// The [sample] table.
struct SampleSettings {
    std::uint64_t seed = 1;
    std::int64_t count = 64;
    std::int64_t first = 0;  ///< number of the first sample: the rest of a larger set can be made elsewhere
    int batch = 64;
    SamplerKind kind = SamplerKind::level;
    PriorKind prior = PriorKind::pushed;
    std::int64_t prior_images = 10000;  ///< of `fitted`
    int steps = 100;                    ///< N; of level and tweedie K/window
    double noise = 0.0125;              ///< delta of `level`
    double control = 1.0;               ///< c of `reverse-sde`
    double end = 0.0;                   ///< last time
    ReverseVariance variance = ReverseVariance::posterior;
    double data_deviation = 1.0;
    bool clip = true;
    double tolerance = 1e-4;  ///< of `flow-adaptive`
    int corrector_steps = 0;  ///< 0: none
    double snr = 0.16;
    CorrectorOrder order = CorrectorOrder::corrector_first;
    double guidance = 0.0;
    std::vector<int> labels;  ///< sample j gets labels[j % size]; empty: a network without classes
    int kept_states = 11;     ///< of every sample's way, first and last included
};

/// \param window of the training. \param classes of the network.
/// \throws UserError naming key, value and the samplers or priors that the process has.
SampleSettings read_sample_settings(Deck& deck, const ForwardFacts& facts, const ObjectiveSettings& objective,
                                    int window, int classes);

}  // namespace ebru
