#pragma once

#include <functional>
#include <memory>

#include "ml/sampler/level_model.hpp"
#include "ml/sampler/normal_draw.hpp"
#include "ml/sampler/reverse_sampler.hpp"

namespace ebru {

/// Levels K, K-m, .. 0, one call of the model each.
class LevelWalk : public ReverseSampler {
  public:
    /// \param levels K; \param window m, a divisor of K.
    LevelWalk(std::shared_ptr<const LevelModel> model, int levels, int window);

    [[nodiscard]] int steps() const override { return levels_ / window_; }
    [[nodiscard]] double time(int n) const override { return level(n); }
    [[nodiscard]] int evaluations() const override { return steps(); }

  protected:
    /// Before step n.
    [[nodiscard]] int level(int n) const { return levels_ - n * window_; }
    [[nodiscard]] bool is_last(int n) const { return n + 1 == steps(); }
    /// E[u_{k-m} | x] at the level before step n.
    [[nodiscard]] at::Tensor less_degraded(const at::Tensor& x, int n, const at::Tensor& label) const;

  private:
    std::shared_ptr<const LevelModel> model_;
    int levels_;
    int window_;
};

/// "Beyond Blur", algorithm 2, in the form that its training implies:
///
///     x = u_k + delta xi,   u_{k-m} = x + F(x, k)
///
/// Noise before every call, at K too, none after the last. delta = 1.25 sigma of the training noise by default
/// (Rissanen et al., arXiv:2206.13397). Cost: K/m calls.
class LevelSampler final : public LevelWalk {
  public:
    /// \param noise delta >= 0.
    LevelSampler(std::shared_ptr<const LevelModel> model, int levels, int window, double noise);

    [[nodiscard]] at::Tensor step(const at::Tensor& x, int n, const NoiseStream& noise,
                                  const at::Tensor& label) const override;

  private:
    double noise_;
};

/// For a process that adds noise of its own: the reverse transition drawn from its regressed mean,
///
///     u_{k-m} = E[u_{k-m} | u_k] + s_k xi,   s_k^2 = int alpha_2^2 dt over t_{k-m} .. t_k,
///
/// none after the last: the reverse SDE by Euler-Maruyama with Tweedie's score (numerics.md 5.7, generative.md 2.3 item
/// 11), its drift the learned one. The variance is the forward one, DDPM's larger choice; exact as the interval
/// shrinks.
class TweedieSampler final : public LevelWalk {
  public:
    /// A root of the interval's covariance at u_k applied to fresh normals: white noise scaled, or g2 .* (B xi).
    using NoiseRoot = std::function<at::Tensor(const at::Tensor& u, int level, const NormalDraw& draw)>;

    TweedieSampler(std::shared_ptr<const LevelModel> model, int levels, int window, NoiseRoot root);

    [[nodiscard]] at::Tensor step(const at::Tensor& x, int n, const NoiseStream& noise,
                                  const at::Tensor& label) const override;

  private:
    NoiseRoot root_;
};

}  // namespace ebru
