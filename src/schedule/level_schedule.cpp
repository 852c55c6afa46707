#include "schedule/level_schedule.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/planted_fault.hpp"

namespace ebru {

namespace {

double fourier_number(ScheduleKind kind, double fo_min, double fo_max, double fraction) {
    switch (kind) {
        case ScheduleKind::exponential:
            return fo_min * std::pow(fo_max / fo_min, fraction);
        case ScheduleKind::linear:
            return fo_min + (fo_max - fo_min) * fraction;
        case ScheduleKind::cosine:
            return fo_min + (fo_max - fo_min) * 0.5 * (1.0 - std::cos(std::numbers::pi * fraction));
    }
    EBRU_ASSERT(!"a schedule kind without a formula");
    return 0.0;
}

}  // namespace

LevelSchedule::LevelSchedule(ScheduleKind kind, int levels, double fo_min, double fo_max) : fo_{0.0} {
    validate(levels >= 1, "schedule.levels = " + std::to_string(levels), "a chain needs a prior beside its data",
             "give at least 1");
    validate(fo_max > 0.0 && std::isfinite(fo_max), "schedule.Fo_max = " + std::to_string(fo_max),
             "the Fourier number measures blur", "give a positive number");
    validate(levels == 1 || (fo_min > 0.0 && fo_min < fo_max), "schedule.Fo_min = " + std::to_string(fo_min),
             "levels must grow from Fo_min to Fo_max = " + std::to_string(fo_max), "give 0 < Fo_min < Fo_max");
    for (int k = 1; k <= levels; ++k) {
        const bool last = k == levels;  // exactly Fo_max, whatever pow rounds to
        fo_.push_back(last ? fo_max : fourier_number(kind, fo_min, fo_max, (k - 1.0) / (levels - 1.0)));
    }
}

LevelSchedule::LevelSchedule(std::vector<double> fo) : fo_(std::move(fo)) {
    EBRU_EXPECT(fo_.size() >= 2 && fo_.front() == 0.0);
    EBRU_EXPECT(std::adjacent_find(fo_.begin(), fo_.end(), std::greater_equal<>()) == fo_.end());
}

double LevelSchedule::fo(int level) const {
    EBRU_EXPECT(level >= 0 && level <= levels());
    return fo_[static_cast<std::size_t>(level)];
}

double LevelSchedule::fo_increment(int level) const {
    EBRU_EXPECT(level >= 1);
    const int end = planted(Fault::schedule_interval) ? std::max(level - 1, 1) : level;
    return fo(end) - fo(end - 1);
}

}  // namespace ebru
