#pragma once

#include <ATen/ATen.h>

#include <memory>
#include <utility>

#include "ml/network/network.hpp"
#include "ml/objective/marginal_path.hpp"

namespace ebru::test {

/// The network that is linear in the image and has one gain a level, or one a level and mode:
///
///     F(x, label of level k) = w_k/r_k x      in the modes of `basis`,
///
/// the optimum of every objective for normal data. r_k is a fixed scale, the root of the input's mean square, so that
/// all w are of order one, as a network's own normalisation sees to.
class LevelGains final : public Network {
  public:
    /// \param labels (K) float, rising: what the objective's embedding takes at levels 1..K. \param scale (K, 1, Y, X),
    /// or (K, 1, 1, 1).
    LevelGains(const at::Tensor& labels, const at::Tensor& scale, std::shared_ptr<const MarginalPath> basis)
        : edges_(0.5 * (labels.slice(0, 1) + labels.slice(0, 0, -1))),
          scale_(scale.to(at::kFloat)),
          weight_(register_parameter("weight", at::zeros_like(scale_))),
          basis_(std::move(basis)) {}

    at::Tensor forward(const at::Tensor& x, const at::Tensor& time, const at::Tensor& /*label*/) override {
        const at::Tensor level = at::bucketize(time, edges_);
        const at::Tensor gain = weight_.index_select(0, level) / scale_.index_select(0, level);
        return basis_->from_modes(gain * basis_->to_modes(x));
    }

    /// (K, 1, Y, X): w.
    [[nodiscard]] at::Tensor& weight() { return weight_; }

  private:
    at::Tensor edges_;
    at::Tensor scale_;
    at::Tensor weight_;
    std::shared_ptr<const MarginalPath> basis_;
};

}  // namespace ebru::test
