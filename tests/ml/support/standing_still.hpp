#pragma once

#include "ml/sampler/reverse_sampler.hpp"

namespace ebru::test {

/// A predictor of one step that does nothing at one time.
class StandingStill final : public ReverseSampler {
  public:
    explicit StandingStill(double time) : time_(time) {}
    [[nodiscard]] int steps() const override { return 1; }
    at::Tensor step(const at::Tensor& x, int, const NoiseStream&, const at::Tensor&) const override { return x; }
    [[nodiscard]] double time(int) const override { return time_; }
    [[nodiscard]] int evaluations() const override { return 0; }

  private:
    double time_;
};

}  // namespace ebru::test
