#pragma once

#include <c10/core/DeviceType.h>

namespace ebru {

/// In which format convolutions and matrix products are computed.
enum class ComputeFormat { single_precision, bfloat16 };

/// While it lives, LibTorch computes convolutions and matrix products of this thread on this kind of device in
/// bfloat16, if that is asked for; sums, norms and the loss stay float. Round the forward pass alone.
class AutocastScope {
  public:
    AutocastScope(c10::DeviceType device, ComputeFormat format);
    AutocastScope(const AutocastScope&) = delete;
    AutocastScope& operator=(const AutocastScope&) = delete;
    ~AutocastScope();

  private:
    c10::DeviceType device_;
    bool earlier_;
};

}  // namespace ebru
