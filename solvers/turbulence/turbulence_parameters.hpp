#pragma once

#include <cstdint>
#include <optional>

#include "field/velocity_scale.hpp"
#include "grid/grid.hpp"

namespace ebru {

/// How random Fourier modes make a velocity (docs/theory/turbulence.md).
enum class TurbulenceKind {
    walls,        ///< stream function in sines: div v = 0, v.n = 0 on the walls (default for images)
    stream,       ///< stream function, periodic: div v = 0
    independent,  ///< independent phases per component, periodic: compressible, div and curl equally strong
    printed,      ///< same phase in both components, as the paper prints it: v_x = v_y everywhere. Reproduction only
};

/// How the energy of a shell is shared among its modes.
enum class ModeAmplitude {
    smooth,       ///< a ~ |kappa|^-(p+1)/2: every shell carries k^-p up to the scatter of its number of modes (default)
    shell_exact,  ///< a^2 = 4 s^-p / n_s: integer shell s, with n_s modes, carries exactly s^-p
};

/// Which images share a field.
enum class FieldPer {
    image,     ///< every image has its own field (default)
    group,     ///< `group` consecutive images share one
    data_set,  ///< one field for all
};

/// Parameters of a random Fourier velocity. Wavenumbers are in waves per image width, q = |kappa| N_x / (2 pi), for
/// every kind: a band means the same lengths with and without walls (numerics.md section 3).
struct TurbulenceParameters {
    Grid grid;
    TurbulenceKind kind = TurbulenceKind::walls;
    double slope = 2.0;  ///< p in E(k) ~ k^-p, finite
    double m_min = 1.0;  ///< smallest q, > 0 (at least 1/2 with shell_exact)
    std::optional<double> m_max =
        std::nullopt;          ///< largest q, >= m_min; default N_x/4. Modes at or beyond Nyquist are left out
    double phase_speed = 0.0;  ///< c >= 0 in omega = c |kappa|, cells per interval; max omega < 1/2
    ModeAmplitude amplitude = ModeAmplitude::smooth;
    VelocityScale scale = VelocityScale::rms;  ///< rms or maximum
    FieldPer field_per = FieldPer::image;
    std::int64_t group = 1;  ///< images per field for FieldPer::group, >= 1
    std::uint64_t seed = 0;
};

}  // namespace ebru
