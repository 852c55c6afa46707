#pragma once

#include <array>
#include <complex>
#include <cstddef>

namespace ebru {

/// cos and sin of the modes' phases at one time, (M) each, for the components v_x and v_y (the same arrays when they
/// share their phases). Any linear combination of phases may stand here, for example their time derivative.
struct ModeValues {
    std::array<const double*, 2> cosine{};
    std::array<const double*, 2> sine{};
};

/// v_x and v_y, (Y, X) each, contiguous.
struct VelocityPlanes {
    double* x = nullptr;
    double* y = nullptr;
};

/// The four first derivatives, (Y, X) each, contiguous, spacing 1.
struct GradientPlanes {
    double* dx_vx = nullptr;
    double* dy_vx = nullptr;
    double* dx_vy = nullptr;
    double* dy_vy = nullptr;
};

/// Sums the modes of one field on the cells, by FFTW. Thread-safe with a scratch per thread; virtual calls are per
/// field.
class ModeSynthesis {
  public:
    virtual ~ModeSynthesis() = default;

    /// Complex numbers of scratch that a thread must bring.
    [[nodiscard]] virtual std::size_t scratch_values() const = 0;

    virtual void velocity(const ModeValues& values, std::complex<double>* scratch, const VelocityPlanes& out) const = 0;

    virtual void velocity_and_gradient(const ModeValues& values, std::complex<double>* scratch,
                                       const VelocityPlanes& out, const GradientPlanes& gradient) const = 0;
};

}  // namespace ebru
