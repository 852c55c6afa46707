#include "ml/train/learning_rate.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ebru {

double learning_rate_at(const UpdateSettings& settings, std::int64_t n) {
    if (n < settings.warmup) {
        return settings.learning_rate * static_cast<double>(n + 1) / static_cast<double>(settings.warmup);
    }
    if (settings.decay == RateDecay::constant) {
        return settings.learning_rate;
    }
    const double part =
        static_cast<double>(n - settings.warmup) / static_cast<double>(settings.decay_steps - settings.warmup);
    return 0.5 * settings.learning_rate * (1.0 + std::cos(std::numbers::pi * std::min(part, 1.0)));
}

}  // namespace ebru
