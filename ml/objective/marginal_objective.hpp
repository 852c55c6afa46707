#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ml/objective/marginal_path.hpp"
#include "ml/objective/objective.hpp"

namespace ebru {

/// What F stands for where x_t = a x_0 + s eps is drawn in closed form.
enum class MarginalTarget {
    noise,     ///< F -> eps, mean over values (Ho et al., arXiv:2006.11239)
    score,     ///< F -> s grad log p = -eps, half the sum over values: denoising score matching with weight s^2
               ///< (Song et al., arXiv:2011.13456, eq. 7); in cosine modes s is that of every mode
    velocity,  ///< F -> -dx/dt = -(a' x_0 + s' eps), mean over values: flow matching, in the direction of generation
               ///< (Lipman et al., arXiv:2210.02747; x_1 - x_0 on the optimal-transport path)
};

/// E[x_0 | x_t] and E[eps | x_t], in the path's modes: all that samplers need.
struct Prediction {
    at::Tensor clean;
    at::Tensor noise;
};

/// Solves x = a x_0 + s eps together with what F says of them. \param x, output in modes, (B, C, Y, X).
/// \param coefficients at the times of the images, in the type and on the device of x.
Prediction prediction_of(MarginalTarget target, const PathCoefficients& coefficients, const at::Tensor& x,
                         const at::Tensor& output);

/// (B) float, what the embedding takes at times t: ln s(t) for the score of paths with one s (score_sde's choice),
/// 1000 t/T for all else.
at::Tensor marginal_time_label(MarginalTarget target, const MarginalPath& path, std::span<const double> times);

/// Coefficients in the type and on the device of x.
PathCoefficients coefficients_like(const PathCoefficients& coefficients, const at::Tensor& x);

/// Objectives on closed-form marginals: t is drawn (a level 1..K where the path is discrete, else uniform on
/// [first_time, T]), eps is drawn, x_t = a x_0 + s eps is the input.
class MarginalObjective final : public Objective {
  public:
    MarginalObjective(MarginalTarget target, std::shared_ptr<const MarginalPath> path, std::uint64_t seed);

    [[nodiscard]] Example example(const TrainingBatch& batch) const override;
    [[nodiscard]] bool needs_pairs() const override { return false; }
    [[nodiscard]] int bins() const override;
    [[nodiscard]] std::string text() const override;
    [[nodiscard]] const MarginalPath& path() const { return *path_; }
    [[nodiscard]] MarginalTarget target() const { return target_; }

  private:
    [[nodiscard]] std::vector<double> draw_times(const TrainingBatch& batch) const;

    MarginalTarget target_;
    std::shared_ptr<const MarginalPath> path_;
    std::uint64_t seed_;
};

}  // namespace ebru
