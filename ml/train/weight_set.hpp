#pragma once

#include <array>

#include "base/enum_names.hpp"

namespace ebru {

/// Which weights of a run: their running average, which samples are drawn with, or the last update's own.
enum class WeightSet { average, raw };

template <>
struct EnumNames<WeightSet> {
    static constexpr auto table =
        std::to_array<EnumName<WeightSet>>({{WeightSet::average, "average"}, {WeightSet::raw, "raw"}});
};

}  // namespace ebru
