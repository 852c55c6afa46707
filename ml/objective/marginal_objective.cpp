#include "ml/objective/marginal_objective.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/planted_fault.hpp"
#include "ml/objective/draw_noise.hpp"

namespace ebru {

namespace {

constexpr int curve_bins = 20;

const char* target_word(MarginalTarget target) {
    switch (target) {
        case MarginalTarget::noise:
            return "epsilon";
        case MarginalTarget::score:
            return "score";
        case MarginalTarget::velocity:
            return "flow-matching";
    }
    EBRU_ASSERT(!"a target has a word");
}

at::Tensor target_of(MarginalTarget target, const PathCoefficients& at, const at::Tensor& clean,
                     const at::Tensor& noise) {
    switch (target) {
        case MarginalTarget::noise:
            return noise;
        case MarginalTarget::score:
            return -noise;
        case MarginalTarget::velocity:
            return -(at.mean_factor_rate * clean + at.standard_deviation_rate * noise);
    }
    EBRU_ASSERT(!"a target has a formula");
}

}  // namespace

Prediction prediction_of(MarginalTarget target, const PathCoefficients& at, const at::Tensor& x,
                         const at::Tensor& output) {
    if (target == MarginalTarget::velocity) {
        const at::Tensor determinant =
            at.mean_factor * at.standard_deviation_rate - at.standard_deviation * at.mean_factor_rate;
        return {(at.standard_deviation_rate * x + at.standard_deviation * output) / determinant,
                -(at.mean_factor_rate * x + at.mean_factor * output) / determinant};
    }
    const at::Tensor noise = target == MarginalTarget::score ? -output : output;
    return {(x - at.standard_deviation * noise) / at.mean_factor, noise};
}

at::Tensor marginal_time_label(MarginalTarget target, const MarginalPath& path, std::span<const double> times) {
    const PathCoefficients at = path.at(times);
    if (target == MarginalTarget::score && at.standard_deviation.size(3) == 1) {
        return at.standard_deviation.reshape({-1}).log().to(at::kFloat);
    }
    const at::Tensor label = at::empty({static_cast<std::int64_t>(times.size())}, at::kFloat);
    auto* value = label.data_ptr<float>();
    std::transform(times.begin(), times.end(), value,
                   [&](double t) { return static_cast<float>(1000.0 * t / path.horizon()); });
    return label;
}

PathCoefficients coefficients_like(const PathCoefficients& at, const at::Tensor& x) {
    const auto options = x.options();
    return {at.mean_factor.to(options), at.standard_deviation.to(options), at.mean_factor_rate.to(options),
            at.standard_deviation_rate.to(options)};
}

MarginalObjective::MarginalObjective(MarginalTarget target, std::shared_ptr<const MarginalPath> path,
                                     std::uint64_t seed)
    : target_(target), path_(std::move(path)), seed_(seed) {}

std::vector<double> MarginalObjective::draw_times(const TrainingBatch& batch) const {
    std::vector<double> times = draw_uniform(batch, seed_);
    const std::vector<double>& levels = path_->level_times();
    const auto last = static_cast<double>(levels.size() - 1);
    for (double& t : times) {
        // u in (0, 1): level 1 + floor(K u) is uniform on 1..K
        t = path_->discrete() ? levels[1 + static_cast<std::size_t>(last * t)]
                              : path_->first_time() + (path_->horizon() - path_->first_time()) * t;
    }
    return times;
}

Example MarginalObjective::example(const TrainingBatch& batch) const {
    EBRU_EXPECT(batch.clean.defined());
    const std::vector<double> times = draw_times(batch);
    const PathCoefficients at = coefficients_like(path_->at(times), batch.clean);
    const at::Tensor clean = path_->to_modes(batch.clean);
    // An orthonormal transform of white noise is white noise: it is drawn in modes.
    const at::Tensor noise = draw_noise(batch, seed_).to(batch.clean.device());
    Example example;
    example.input = path_->from_modes(at.mean_factor * clean + at.standard_deviation * noise);
    example.target = path_->from_modes(target_of(target_, at, clean, noise));
    example.time = marginal_time_label(target_, *path_, times).to(batch.clean.device());
    const double values = static_cast<double>(batch.clean.numel()) / static_cast<double>(batch.size());
    const bool is_score = target_ == MarginalTarget::score && !planted(Fault::score_weight_missing);
    example.weight = at::full({batch.size()}, is_score ? 0.5 : 1.0 / values, batch.clean.options());
    example.bin = at::empty({batch.size()}, at::kLong);
    auto* bin = example.bin.data_ptr<std::int64_t>();
    std::transform(times.begin(), times.end(), bin, [&](double t) {
        return std::min<std::int64_t>(static_cast<std::int64_t>(bins() * t / path_->horizon()), bins() - 1);
    });
    return example;
}

int MarginalObjective::bins() const {
    return curve_bins;
}

std::string MarginalObjective::text() const {
    return fmt::format("kind = \"{}\"\n{}", target_word(target_), path_->text());
}

}  // namespace ebru
