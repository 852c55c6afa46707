#pragma once

#include <vector>

#include "fft/trig_plan.hpp"
#include "solvers/turbulence/fourier_modes.hpp"
#include "solvers/turbulence/mode_synthesis.hpp"

namespace ebru {

/// The kind with walls, x = i + 1/2, y = j + 1/2:
///
///     psi = sum_{m,n >= 1} b_mn sin(pi m x/N_x) sin(pi n y/N_y),  b_mn = sqrt(2) cos(phi + omega t) a/|kappa|
///     v = (d_y psi, -d_x psi)
///
/// v.n = 0 on the walls and div v = 0, whatever the coefficients. v and its gradient take three pruned passes along x
/// (the rows n of the band only) and five along y: a pass along x does not touch n, so sum_m b sin, sum_m b kappa_x cos
/// and sum_m b kappa_x^2 sin serve all five planes.
class WallSynthesis final : public ModeSynthesis {
  public:
    WallSynthesis(Grid grid, const std::vector<FourierMode>& modes);

    [[nodiscard]] std::size_t scratch_values() const override;
    void velocity(const ModeValues& values, std::complex<double>* scratch, const VelocityPlanes& out) const override;
    void velocity_and_gradient(const ModeValues& values, std::complex<double>* scratch, const VelocityPlanes& out,
                               const GradientPlanes& gradient) const override;

  private:
    struct Entry {
        std::size_t position = 0;  ///< of sin(pi m x/N_x) in row n - 1; the cosine's is the next
        double weight = 0.0;       ///< sqrt(2) a/|kappa|, and 1/4 for FFTW's two factors 2
        double kappa_x = 0.0;
    };

    /// Row sums (rows_, X): sum_m b sin, sum_m b kappa_x cos, and with gradients sum_m b kappa_x^2 sin.
    struct RowSums {
        double* sine = nullptr;
        double* cosine = nullptr;
        double* sine_squared = nullptr;
    };
    [[nodiscard]] RowSums row_sums(std::complex<double>* scratch) const;

    /// Fills out (Y, X) with the series in y whose coefficient n is factor(n) times row n - 1 of `rows`; transforms it.
    template <class Factor>
    void along_y(TrigKind kind, const double* rows, const Factor& factor, double* out) const;

    Grid grid_;
    int rows_;  ///< largest n of the band
    std::vector<Entry> entries_;
    std::vector<double> kappa_y_;  ///< (rows_)
    TrigLinePlan<double> sine_x_;
    TrigLinePlan<double> cosine_x_;
    TrigLinePlan<double> sine_y_;
    TrigLinePlan<double> cosine_y_;
};

}  // namespace ebru
