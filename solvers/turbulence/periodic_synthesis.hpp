#pragma once

#include <vector>

#include "fft/fft_plan.hpp"
#include "solvers/turbulence/fourier_modes.hpp"
#include "solvers/turbulence/mode_synthesis.hpp"

namespace ebru {

/// The periodic kinds:
///
///     stream       v = sum_m a (kappa_y, -kappa_x)/|kappa| cos(kappa.x + phi)
///     independent  v = sum_m a/sqrt(2) (cos(kappa.x + phi_x), cos(kappa.x + phi_y));   printed: phi_x = phi_y
///
/// Derivatives are factors i kappa. One inverse FFT a plane: 5 for v and its gradient of a stream function, else 6. Two
/// real planes packed into one complex transform were measured no faster: FFTW's complex plans without timing lose what
/// packing saves.
class PeriodicSynthesis final : public ModeSynthesis {
  public:
    PeriodicSynthesis(Grid grid, TurbulenceKind kind, const std::vector<FourierMode>& modes);

    [[nodiscard]] std::size_t scratch_values() const override { return plan_.spectrum_values(); }
    void velocity(const ModeValues& values, std::complex<double>* scratch, const VelocityPlanes& out) const override;
    void velocity_and_gradient(const ModeValues& values, std::complex<double>* scratch, const VelocityPlanes& out,
                               const GradientPlanes& gradient) const override;

  private:
    /// A place of the half spectrum that a mode fills, for kappa itself or for -kappa (then conjugated).
    struct Entry {
        std::size_t mode = 0;
        std::size_t position = 0;
        double sign = 1.0;
        std::array<double, 2> kappa{};   ///< sign included
        std::array<double, 2> weight{};  ///< of v_x and v_y in exp(i kappa.x)
    };

    void add_entry(std::size_t mode_index, const FourierMode& mode, int sign);

    /// Transforms component c of v, or its derivative along axis d.
    void transform_component(int c, const ModeValues& values, std::complex<double>* spectrum, double* out) const;
    void transform_derivative(int c, int d, const ModeValues& values, std::complex<double>* spectrum,
                              double* out) const;

    TurbulenceKind kind_;
    FftPlan<double> plan_;
    std::vector<Entry> entries_;
};

}  // namespace ebru
