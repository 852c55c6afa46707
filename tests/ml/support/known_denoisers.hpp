#pragma once

#include <ATen/ATen.h>

#include <array>
#include <memory>
#include <span>
#include <utility>

#include "ml/sampler/denoiser.hpp"

namespace ebru::test {

/// Data N(0, deviation^2) in every value: x_t is N(0, m), m = a^2 deviation^2 + s^2, and E[x_0 | x] = a deviation^2/m x.
class NormalData final : public Denoiser {
  public:
    NormalData(std::shared_ptr<const MarginalPath> path, double deviation)
        : path_(std::move(path)), variance_(deviation * deviation) {}

    [[nodiscard]] Prediction predict(const at::Tensor& x, std::span<const double> times,
                                     const at::Tensor& /*label*/) const override {
        const PathCoefficients at = coefficients_like(path_->at(times), x);
        const at::Tensor marginal = variance_ * at.mean_factor.square() + at.standard_deviation.square();
        const at::Tensor modes = path_->to_modes(x);
        return {variance_ * at.mean_factor / marginal * modes, at.standard_deviation / marginal * modes};
    }

  private:
    std::shared_ptr<const MarginalPath> path_;
    double variance_;
};

/// Data from 0.3 N(-1, 0.2^2) + 0.7 N(0.5, 0.3^2), every value for itself.
class MixtureData final : public Denoiser {
  public:
    static constexpr std::array<double, 2> weight{0.3, 0.7};
    static constexpr std::array<double, 2> mean{-1.0, 0.5};
    static constexpr std::array<double, 2> deviation{0.2, 0.3};

    explicit MixtureData(std::shared_ptr<const MarginalPath> path) : path_(std::move(path)) {}

    [[nodiscard]] Prediction predict(const at::Tensor& x, std::span<const double> times,
                                     const at::Tensor& /*label*/) const override {
        const PathCoefficients at = coefficients_like(path_->at(times), x);
        std::array<at::Tensor, 2> log_part;
        std::array<at::Tensor, 2> clean_part;
        for (std::size_t i = 0; i < 2; ++i) {
            const at::Tensor m =
                deviation[i] * deviation[i] * at.mean_factor.square() + at.standard_deviation.square();
            const at::Tensor off = x - at.mean_factor * mean[i];
            log_part[i] = std::log(weight[i]) - 0.5 * m.log() - 0.5 * off.square() / m;
            clean_part[i] = mean[i] + deviation[i] * deviation[i] * at.mean_factor / m * off;
        }
        const at::Tensor first = (log_part[0] - log_part[1]).sigmoid();
        const at::Tensor clean = first * clean_part[0] + (1.0 - first) * clean_part[1];
        return {clean, (x - at.mean_factor * clean) / at.standard_deviation};
    }

    /// Its distribution function.
    static double cumulative(double x) {
        double sum = 0.0;
        for (std::size_t i = 0; i < 2; ++i) {
            sum += weight[i] * 0.5 * std::erfc((mean[i] - x) / (deviation[i] * std::sqrt(2.0)));
        }
        return sum;
    }

  private:
    std::shared_ptr<const MarginalPath> path_;
};

/// Data that are one image.
class OneImage final : public Denoiser {
  public:
    OneImage(std::shared_ptr<const MarginalPath> path, at::Tensor image)
        : path_(std::move(path)), image_(std::move(image)) {}

    [[nodiscard]] Prediction predict(const at::Tensor& x, std::span<const double> times,
                                     const at::Tensor& /*label*/) const override {
        const PathCoefficients at = coefficients_like(path_->at(times), x);
        const at::Tensor clean = path_->to_modes(image_.expand_as(x));
        return {clean, (path_->to_modes(x) - at.mean_factor * clean) / at.standard_deviation};
    }

  private:
    std::shared_ptr<const MarginalPath> path_;
    at::Tensor image_;
};

}  // namespace ebru::test
