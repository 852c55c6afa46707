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

/// The x and y components of a vector field, (Y, X) each, contiguous.
struct VelocityPlanes {
    double* x = nullptr;
    double* y = nullptr;
};

/// a = (v . grad) v, put together on runs of cells from one derivative at a time, spacing 1. `v` is complete; of a
/// run, first comes dx_vx, then the others in any order: each is the last use of its values, so no plane of them is
/// held.
struct AccelerationTerms {
    VelocityPlanes v;
    VelocityPlanes a;
    bool solenoidal = true;  ///< d_y v_y = -d_x v_x, which dx_vx() then adds; else dy_vy() does

    void dx_vx(std::size_t first, std::size_t count, const double* values) const {
        for (std::size_t i = 0; i < count; ++i) {
            a.x[first + i] = v.x[first + i] * values[i];
        }
        for (std::size_t i = 0; solenoidal && i < count; ++i) {
            a.y[first + i] = v.y[first + i] * -values[i];
        }
    }
    void dy_vx(std::size_t first, std::size_t count, const double* values) const {
        for (std::size_t i = 0; i < count; ++i) {
            a.x[first + i] += v.y[first + i] * values[i];
        }
    }
    void dx_vy(std::size_t first, std::size_t count, const double* values) const {
        for (std::size_t i = 0; i < count; ++i) {
            const double term = v.x[first + i] * values[i];
            a.y[first + i] = solenoidal ? term + a.y[first + i] : term;
        }
    }
    /// After dx_vy().
    void dy_vy(std::size_t first, std::size_t count, const double* values) const {
        for (std::size_t i = 0; i < count; ++i) {
            a.y[first + i] += v.y[first + i] * values[i];
        }
    }
};

/// Lines to transform at a time: of `count` lines about equal numbers, none more than `most`.
inline int even_chunk(int count, int most) {
    const int chunks = (count + most - 1) / most;
    return (count + chunks - 1) / chunks;
}

/// Sums the modes of one field on the cells of a window of the grid, by FFTW. Lines of transforms are cut and planned
/// in a way that does not depend on the window: a window has the bits of the whole field. Memory goes with the window.
/// Thread-safe with a scratch per thread; virtual calls are per field.
class ModeSynthesis {
  public:
    virtual ~ModeSynthesis() = default;

    /// Complex numbers of scratch that a thread must bring.
    [[nodiscard]] virtual std::size_t scratch_values() const = 0;

    virtual void velocity(const ModeValues& values, std::complex<double>* scratch, const VelocityPlanes& out) const = 0;

    /// v and (v . grad) v.
    virtual void velocity_and_acceleration(const ModeValues& values, std::complex<double>* scratch,
                                           const VelocityPlanes& out, const VelocityPlanes& acceleration) const = 0;
};

}  // namespace ebru
