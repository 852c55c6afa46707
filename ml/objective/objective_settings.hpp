#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/enum_names.hpp"
#include "config/deck.hpp"
#include "ml/data/forward_facts.hpp"
#include "ml/objective/marginal_objective.hpp"
#include "ml/objective/objective.hpp"

namespace ebru {

enum class ObjectiveKind { less_degraded, epsilon, score, flow_matching };

template <>
struct EnumNames<ObjectiveKind> {
    static constexpr auto table =
        std::to_array<EnumName<ObjectiveKind>>({{ObjectiveKind::less_degraded, "less-degraded"},
                                                {ObjectiveKind::epsilon, "epsilon"},
                                                {ObjectiveKind::score, "score"},
                                                {ObjectiveKind::flow_matching, "flow-matching"}});
};

/// The [objective] table, checked against the forward process.
struct ObjectiveSettings {
    ObjectiveKind kind = ObjectiveKind::less_degraded;
    double noise = 0.0;       ///< of less-degraded: standard deviation added to the input
    double first_time = 0.0;  ///< of the others: the smallest time
};

/// \throws UserError naming key, value and the objectives that this process has.
ObjectiveSettings read_objective_settings(Deck& deck, const ForwardFacts& facts);

/// The marginals of the objectives in closed form; null for less-degraded.
std::shared_ptr<const MarginalPath> make_marginal_path(const ObjectiveSettings& settings, const ForwardFacts& facts);

/// What F stands for. Not for less-degraded.
MarginalTarget marginal_target(ObjectiveKind kind);

/// \param seed of noise and times.
std::unique_ptr<Objective> make_objective(const ObjectiveSettings& settings, const ForwardFacts& facts,
                                          std::uint64_t seed);

}  // namespace ebru
