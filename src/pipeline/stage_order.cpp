#include "pipeline/stage_order.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace ebru {

namespace {

using Stages = std::vector<PipelineStage>;

bool holds(const Stages& stages, const std::string& name) {
    return std::ranges::find(stages, name, &PipelineStage::name) != stages.end();
}

/// The first stage that `stage` needs and that is among `waiting`; its name is empty for none.
std::string waited_for(const PipelineStage& stage, const Stages& waiting) {
    const auto place = std::ranges::find_if(stage.after, [&](const auto& name) { return holds(waiting, name); });
    return place == stage.after.end() ? "" : *place;
}

/// "a after b after a", when all of `waiting` wait for one of them.
std::string circle_among(const Stages& waiting) {
    std::vector<std::string> way = {waiting.front().name};
    while (true) {
        const auto stage = std::ranges::find(waiting, way.back(), &PipelineStage::name);
        const std::string next = waited_for(*stage, waiting);
        const auto before = std::ranges::find(way, next);
        const bool closed = before != way.end();
        way.push_back(next);
        if (closed) {
            way.erase(way.begin(), std::ranges::find(way, next));
            std::string text = way.front();
            for (std::size_t i = 1; i < way.size(); ++i) {
                text += " after " + way[i];
            }
            return text;
        }
    }
}

}  // namespace

Stages ordered_stages(Stages stages, const std::string& deck) {
    Stages ordered;
    while (!stages.empty()) {
        const auto next =
            std::ranges::find_if(stages, [&](const auto& stage) { return waited_for(stage, stages).empty(); });
        if (next == stages.end()) {
            throw UserError(deck + ": stages wait for each other", circle_among(stages),
                            "take one of these names out of from, after or set");
        }
        ordered.push_back(std::move(*next));
        stages.erase(next);
    }
    return ordered;
}

}  // namespace ebru
