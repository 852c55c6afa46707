#pragma once

#include <string>
#include <vector>

#include "pipeline/pipeline_deck.hpp"

namespace ebru {

/// Puts every stage behind those that it needs, and keeps the order otherwise.
/// \param deck its name, for messages. \throws UserError naming the circle of stages that wait for each other.
std::vector<PipelineStage> ordered_stages(std::vector<PipelineStage> stages, const std::string& deck);

}  // namespace ebru
