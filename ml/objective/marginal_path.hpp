#pragma once

#include <ATen/core/Tensor.h>

#include <span>
#include <string>
#include <vector>

namespace ebru {

/// The coefficients of x_t = a x_0 + s eps at the times of a batch, and their rates d/dt; double, (B, 1, 1, 1), or
/// (B, 1, Y, X) where every cosine mode has its own.
struct PathCoefficients {
    at::Tensor mean_factor;              ///< a
    at::Tensor standard_deviation;       ///< s
    at::Tensor mean_factor_rate;         ///< da/dt
    at::Tensor standard_deviation_rate;  ///< ds/dt

    /// The squared diffusion of the SDE with these marginals, dx = f x dt + g dw: g^2 = d(s^2)/dt - 2 (a'/a) s^2.
    [[nodiscard]] at::Tensor squared_diffusion() const;

    /// f = a'/a.
    [[nodiscard]] at::Tensor drift_rate() const;
};

/// A forward process whose marginals are normal given the image, in some orthonormal basis: what closed-form objectives
/// draw from and what samplers step through. Time runs from data, 0, to the prior, horizon().
class MarginalPath {
  public:
    virtual ~MarginalPath() = default;

    [[nodiscard]] virtual PathCoefficients at(std::span<const double> times) const = 0;

    /// To the basis in which the coefficients are diagonal, and back; the identity or the orthonormal DCT-II.
    /// (B, C, Y, X), any floating type.
    [[nodiscard]] virtual at::Tensor to_modes(const at::Tensor& x) const { return x; }
    [[nodiscard]] virtual at::Tensor from_modes(const at::Tensor& modes) const { return modes; }

    /// t_0 = 0 .. t_K of the levels.
    [[nodiscard]] virtual const std::vector<double>& level_times() const = 0;

    /// The smallest time that is trained and sampled: scores diverge towards t = 0.
    [[nodiscard]] virtual double first_time() const = 0;

    /// The largest.
    [[nodiscard]] double horizon() const { return level_times().back(); }

    /// Whether only the levels' times have a meaning (DDPM's table).
    [[nodiscard]] virtual bool discrete() const { return false; }

    /// Canonical text.
    [[nodiscard]] virtual std::string text() const = 0;
};

}  // namespace ebru
