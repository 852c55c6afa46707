#pragma once

#include <ATen/ATen.h>

#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "ml/bridge/normal_tensor.hpp"
#include "ml/data/training_source.hpp"
#include "ml/sampler/path_sampler.hpp"

namespace ebru::test {

/// The levels of a path with what leads from each to the next, for all of which everything is known in closed form:
/// tensors (K, 1, Y, X) double, or (K, 1, 1, 1), entry k - 1 for level k.
struct PathLevels {
    explicit PathLevels(const MarginalPath& path)
        : earlier(path.at({path.level_times().data(), path.level_times().size() - 1})),
          later(path.at({path.level_times().data() + 1, path.level_times().size() - 1})),
          transition(transition_between(earlier, later)) {
        transition.variance.clamp_min_(0.0);  // differences of equal numbers
    }

    [[nodiscard]] std::int64_t count() const { return later.mean_factor.size(0); }
    /// Variances of the states of normal data of variance v.
    [[nodiscard]] static at::Tensor variance(const PathCoefficients& at, double v) {
        return v * at.mean_factor.square() + at.standard_deviation.square();
    }

    PathCoefficients earlier;  ///< of levels k - 1
    PathCoefficients later;    ///< of levels k
    Transition transition;
};

/// Images of independent normal values, never the same one twice, with pairs of neighbouring levels k = 1 + draw % K.
class NormalImages final : public TrainingSource {
  public:
    NormalImages(const ImageShape& shape, double deviation, std::shared_ptr<const MarginalPath> path)
        : shape_(shape), deviation_(deviation), path_(std::move(path)), levels_(*path_) {}

    [[nodiscard]] std::int64_t images() const override { return std::int64_t{1} << 40; }
    [[nodiscard]] ImageShape shape() const override { return shape_; }
    [[nodiscard]] const std::string& forward_deck() const override { return deck_; }

    TrainingBatch batch(std::int64_t first_draw, std::int64_t size) override {
        TrainingBatch batch;
        batch.first_draw = first_draw;
        batch.ids.resize(static_cast<std::size_t>(size));
        std::iota(batch.ids.begin(), batch.ids.end(), first_draw);
        // An orthonormal transform of white noise is white noise: all is drawn in modes.
        const auto normal = [&](std::int64_t use) {
            return normal_tensor(91, RandomPurpose::training_order, batch.ids, use, shape_);
        };
        const at::Tensor index = at::tensor(batch.ids).remainder(levels_.count());
        const auto at_level = [&](const at::Tensor& table) { return table.to(at::kFloat).index_select(0, index); };
        const at::Tensor clean = deviation_ * normal(0);
        const at::Tensor target =
            at_level(levels_.earlier.mean_factor) * clean + at_level(levels_.earlier.standard_deviation) * normal(1);
        const at::Tensor degraded =
            at_level(levels_.transition.ratio) * target + at_level(levels_.transition.variance.sqrt()) * normal(2);
        batch.clean = path_->from_modes(clean);
        batch.target = path_->from_modes(target);
        batch.degraded = path_->from_modes(degraded);
        batch.level = index + 1;
        return batch;
    }

  private:
    ImageShape shape_;
    double deviation_;
    std::shared_ptr<const MarginalPath> path_;
    PathLevels levels_;
    std::string deck_ = "[process]\nkind = \"normal\"\n";
};

}  // namespace ebru::test
