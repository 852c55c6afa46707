#include "ml/sweep/sweep_stage.hpp"

#include <string_view>
#include <utility>

namespace ebru {

namespace {

struct TableOfStage {
    std::string_view table;
    SweepStage stage;
};

constexpr auto tables = std::to_array<TableOfStage>({{"data", SweepStage::train},
                                                     {"network", SweepStage::train},
                                                     {"objective", SweepStage::train},
                                                     {"train", SweepStage::train},
                                                     {"sample", SweepStage::sample},
                                                     {"evaluate", SweepStage::evaluate},
                                                     {"classifier", SweepStage::evaluate},
                                                     {"torchscript", SweepStage::evaluate}});

}  // namespace

std::optional<StageKey> stage_key(const std::string& key) {
    const std::size_t dot = key.find('.');
    if (dot == std::string::npos) {
        return std::nullopt;
    }
    const std::string_view table = std::string_view(key).substr(0, dot);
    if (table == to_name(SweepStage::forward)) {
        return StageKey{SweepStage::forward, key.substr(dot + 1)};
    }
    for (const TableOfStage& known : tables) {
        if (known.table == table) {
            return StageKey{known.stage, key};
        }
    }
    return std::nullopt;
}

}  // namespace ebru
