#pragma once

#include <cstdint>

#include "ml/train/train_settings.hpp"

namespace ebru {

/// Learning rate of update n = 0, 1, ...: rises linearly, reaching `learning_rate` at update warmup - 1, then stays, or
/// falls as half a cosine to 0 at update decay_steps:
///
///     r (n + 1)/w   for n < w,      r (1 + cos(pi (n - w)/(D - w)))/2   for w <= n <= D.
double learning_rate_at(const UpdateSettings& settings, std::int64_t n);

}  // namespace ebru
