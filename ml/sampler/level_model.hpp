#pragma once

#include <ATen/core/Tensor.h>

#include "ml/sampler/guided_output.hpp"

namespace ebru {

/// E[u_{k-m} | u_k]: what less-degraded regression learns.
class LevelModel {
  public:
    virtual ~LevelModel() = default;

    /// \param x (B, C, Y, X) at level k >= m.
    [[nodiscard]] virtual at::Tensor less_degraded(const at::Tensor& x, int level, const at::Tensor& label) const = 0;
};

/// x + F(x, k).
class LearnedLevelModel final : public LevelModel {
  public:
    explicit LearnedLevelModel(GuidedNetwork network);
    [[nodiscard]] at::Tensor less_degraded(const at::Tensor& x, int level, const at::Tensor& label) const override;

  private:
    GuidedNetwork network_;
};

}  // namespace ebru
