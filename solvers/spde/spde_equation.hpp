#pragma once

#include "solvers/spde/flux_drift.hpp"
#include "solvers/spde/time_schedule.hpp"

namespace ebru {

/// Of the drift and the equation as a whole (the paper's appendix F).
enum class SpdeOrder {
    linear,       ///< neither coefficient depends on grad u
    semilinear,   ///< the noise's does, the drift's does not
    quasilinear,  ///< the drift's does
};

/// Whether the noise is scaled by the solution.
enum class NoiseClass { additive, multiplicative };

/// The equation, on a grid of pixels with no flux through its walls:
///
///     dU = div(g1(t, grad U) grad U) dt + g2(t, grad U) dW,   g_i = alpha_i(t) / sqrt(1 + |s grad U|^2/lambda_i(t)^2)
///
/// W the Q-Wiener process of unit variance per pixel and unit time with covariance exp(-r/ell), one for every channel.
/// Ito. With ell = 0 the grid is part of the model: in two dimensions there is no limit of vanishing pixels.
/// numerics.md section 5.
struct SpdeEquation {
    DriftForm form = DriftForm::compact;
    double gradient_scale = 1.0;      ///< s > 0
    double correlation_length = 0.0;  ///< ell >= 0, pixels; 0: white
    double horizon = 1.0;             ///< T > 0
    IntensitySchedule drift_intensity{{}, "drift"};
    ContrastSchedule drift_contrast{{}, "drift"};
    IntensitySchedule noise_intensity{{}, "noise"};
    ContrastSchedule noise_contrast{{}, "noise"};

    /// g1 at time t.
    [[nodiscard]] EdgeStopping drift_at(double t) const {
        return {drift_intensity.at(t), drift_contrast.inverse_at(t), gradient_scale};
    }
    /// g2 at time t.
    [[nodiscard]] EdgeStopping noise_at(double t) const {
        return {noise_intensity.at(t), noise_contrast.inverse_at(t), gradient_scale};
    }
    [[nodiscard]] bool has_noise() const { return noise_intensity.parameters().alpha_max > 0.0; }
    [[nodiscard]] bool isotropic_drift() const {
        return drift_contrast.parameters().kind == ContrastKind::infinite && form != DriftForm::appendix_h;
    }
    [[nodiscard]] NoiseClass noise_class() const {
        return noise_contrast.parameters().kind == ContrastKind::infinite ? NoiseClass::additive
                                                                          : NoiseClass::multiplicative;
    }
    [[nodiscard]] SpdeOrder order() const {
        if (drift_contrast.parameters().kind != ContrastKind::infinite) {
            return SpdeOrder::quasilinear;
        }
        return noise_class() == NoiseClass::additive ? SpdeOrder::linear : SpdeOrder::semilinear;
    }
};

}  // namespace ebru
