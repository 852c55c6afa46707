#include "ml/sampler/interval_law.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "ml/bridge/view_tensor.hpp"
#include "ml/objective/cosine_marginals.hpp"
#include "ml/sampler/interval_noise.hpp"
#include "solvers/spde/flux_drift.hpp"
#include "solvers/spde/ou_moments.hpp"
#include "solvers/spde/spde_plan.hpp"

namespace ebru {

namespace {

bool is_linear_in_modes(const SpdeEquation& equation) {
    return equation.isotropic_drift() && equation.correlation_length == 0.0;
}

std::vector<SpdeInterval> plan_of(const ForwardFacts& facts) {
    return plan_spde(facts.settings.spde.equation, facts.settings.spde.request);
}

int level_of(double time) {
    return static_cast<int>(std::lround(time));
}

/// What steps of the scheme do to every mode, (Y, X).
std::vector<ModeMoments> moments_of(const SpdeSettings& spde, const std::vector<SpdeStep>& steps, Grid grid) {
    const auto coefficients =
        LinearCoefficients::from_schedules(spde.equation.drift_intensity, spde.equation.noise_intensity);
    std::vector<ModeMoments> moments(grid.cells());
    if (spde.request.scheme == SpdeScheme::exponential) {
        LinearTransition(coefficients, steps.front().t, steps.back().t + steps.back().dt).moments(grid, moments);
        return moments;
    }
    const bool is_explicit = spde.request.scheme == SpdeScheme::euler_maruyama;
    for (const SpdeStep& step : steps) {
        const double rate = step.dt * coefficients.drift(is_explicit ? step.t : step.t + step.dt);
        const double noise_variance = step.dt * std::pow(coefficients.noise(step.t), 2);
        for (std::size_t mode = 0; mode < moments.size(); ++mode) {
            const auto b = static_cast<int>(mode / static_cast<std::size_t>(grid.nx));
            const auto a = static_cast<int>(mode % static_cast<std::size_t>(grid.nx));
            const double q = rate * wall_eigenvalue(grid, b, a);
            moments[mode] = is_explicit ? after_euler_step(moments[mode], q, noise_variance)
                                        : after_semi_implicit_step(moments[mode], q, noise_variance);
        }
    }
    return moments;
}

/// Linear drift and white noise: M and Q are diagonal in the cosine modes.
class ModeLaw final : public LangevinLaw {
  public:
    ModeLaw(std::shared_ptr<const LevelModel> model, const ForwardFacts& facts, int window)
        : model_(std::move(model)),
          spde_(facts.settings.spde),
          plan_(plan_of(facts)),
          window_(window),
          grid_(facts.shape.grid()),
          rows_(cosine_matrix(grid_.ny)),
          columns_(cosine_matrix(grid_.nx)) {}

    [[nodiscard]] at::Tensor drift(const at::Tensor& x, double time, const at::Tensor& label) const override {
        const int level = level_of(time);
        return scaled(model_->less_degraded(x, level, label), interval(level).factor) - x;
    }

    [[nodiscard]] at::Tensor noise(const at::Tensor& x, double time, const NormalDraw& draw) const override {
        return scaled(draw.like(x), interval(level_of(time)).deviation);
    }

  private:
    /// Of all modes, (Y, X) double: what M and Q^{1/2} multiply them with.
    struct Interval {
        at::Tensor factor;
        at::Tensor deviation;
    };

    [[nodiscard]] Interval interval(int level) const {
        std::vector<SpdeStep> steps;
        for (int k = level - window_; k < level; ++k) {
            const SpdeInterval& one = plan_[static_cast<std::size_t>(k)];
            steps.insert(steps.end(), one.begin(), one.end());
        }
        const Interval out{at::empty({grid_.ny, grid_.nx}, at::kDouble), at::empty({grid_.ny, grid_.nx}, at::kDouble)};
        const std::vector<ModeMoments> moments = moments_of(spde_, steps, grid_);
        for (std::size_t mode = 0; mode < moments.size(); ++mode) {
            out.factor.data_ptr<double>()[mode] = moments[mode].factor;
            out.deviation.data_ptr<double>()[mode] = std::sqrt(moments[mode].variance);
        }
        return out;
    }

    /// The image whose modes are those of x times `by`.
    [[nodiscard]] at::Tensor scaled(const at::Tensor& x, const at::Tensor& by) const {
        const at::Tensor rows = rows_.to(x.options());
        const at::Tensor columns = columns_.to(x.options());
        const at::Tensor modes = at::matmul(at::matmul(rows, x), columns.t()) * by.to(x.options());
        return at::matmul(at::matmul(rows.t(), modes), columns);
    }

    std::shared_ptr<const LevelModel> model_;
    SpdeSettings spde_;
    std::vector<SpdeInterval> plan_;
    int window_;
    Grid grid_;
    at::Tensor rows_;     ///< (Y, Y) orthonormal DCT-II
    at::Tensor columns_;  ///< (X, X)
};

/// One explicit step with additive noise, any drift.
class StepLaw final : public LangevinLaw {
  public:
    StepLaw(std::shared_ptr<const LevelModel> model, const ForwardFacts& facts)
        : model_(std::move(model)), equation_(facts.settings.spde.equation), plan_(plan_of(facts)), unit_(facts) {}

    [[nodiscard]] at::Tensor drift(const at::Tensor& x, double time, const at::Tensor& label) const override {
        const SpdeStep& step = step_before(time);
        const at::Tensor u = model_->less_degraded(x, level_of(time), label).to(at::kCPU, at::kFloat).contiguous();
        const at::Tensor b = at::empty_like(u);
        apply_drift(equation_.form, equation_.drift_at(step.t), images_over<float>(u).view, images_over<float>(b).view);
        return (u + step.dt * b).to(x.options()) - x;
    }

    [[nodiscard]] at::Tensor noise(const at::Tensor& x, double time, const NormalDraw& draw) const override {
        const SpdeStep& step = step_before(time);
        return std::sqrt(step.dt) * equation_.noise_intensity.at(step.t) * unit_.draw(x, draw);
    }

  private:
    [[nodiscard]] const SpdeStep& step_before(double level) const {
        return plan_[static_cast<std::size_t>(level_of(level)) - 1].front();
    }

    std::shared_ptr<const LevelModel> model_;
    SpdeEquation equation_;
    std::vector<SpdeInterval> plan_;
    UnitNoise unit_;
};

}  // namespace

std::optional<Obstacle> interval_law_obstacle(const ForwardFacts& facts, int window) {
    const SpdeSettings& spde = facts.settings.spde;
    const std::string without = "leave sample.corrector_steps at 0";
    if (spde.equation.noise_class() == NoiseClass::multiplicative) {
        return Obstacle{"its noise is multiplicative, and a denoiser tells the score for additive noise only", without};
    }
    if (spde.taming != Taming::none) {
        return Obstacle{"its drift is tamed, so that the equation's coefficients do not tell what a level does",
                        without + ", or train on a process with spde.taming = \"none\""};
    }
    if (is_linear_in_modes(spde.equation)) {
        return std::nullopt;
    }
    const std::string one_step =
        "make levels of one explicit step each (spde.dt = T/levels) and train with data.window = 1, or " + without;
    if (spde.request.scheme != SpdeScheme::euler_maruyama || window != 1) {
        return Obstacle{"the score is known where one explicit step leads to the next level, and its " +
                            std::string(window != 1 ? "network goes back by several levels" : "steps are implicit"),
                        one_step};
    }
    const std::vector<SpdeInterval> plan = plan_of(facts);
    const auto longer = std::ranges::find_if(plan, [](const SpdeInterval& interval) { return interval.size() > 1; });
    if (longer != plan.end()) {
        return Obstacle{fmt::format("the score is known where one explicit step leads to the next level, and level {} "
                                    "takes {}",
                                    longer - plan.begin() + 1, longer->size()),
                        one_step};
    }
    return std::nullopt;
}

std::unique_ptr<LangevinLaw> make_interval_law(std::shared_ptr<const LevelModel> model, const ForwardFacts& facts,
                                               int window) {
    EBRU_EXPECT(!interval_law_obstacle(facts, window));
    if (is_linear_in_modes(facts.settings.spde.equation)) {
        return std::make_unique<ModeLaw>(std::move(model), facts, window);
    }
    return std::make_unique<StepLaw>(std::move(model), facts);
}

}  // namespace ebru
