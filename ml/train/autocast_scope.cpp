#include "ml/train/autocast_scope.hpp"

#include <ATen/autocast_mode.h>

namespace ebru {

AutocastScope::AutocastScope(c10::DeviceType device, ComputeFormat format)
    : device_(device), earlier_(at::autocast::is_autocast_enabled(device)) {
    if (format == ComputeFormat::bfloat16) {
        at::autocast::set_autocast_dtype(device, at::kBFloat16);
        at::autocast::set_autocast_enabled(device, true);
    }
}

AutocastScope::~AutocastScope() {
    at::autocast::set_autocast_enabled(device_, earlier_);
    at::autocast::clear_cache();  // of weights in bfloat16, which the update makes stale
}

}  // namespace ebru
