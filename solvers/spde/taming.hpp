#pragma once

#include <Kokkos_Macros.hpp>

#include "base/planted_fault.hpp"

namespace ebru {

/// Holds a drift back where it is large: b becomes b/(1 + dt |b|), numerics.md 5.4 (the paper's equation 39 with its
/// missing dt). Which |b|:
enum class Taming {
    none,           ///< no holding back: this drift is globally Lipschitz and never needs it (default)
    global,         ///< Euclidean norm over a channel: depends on the number of pixels and distorts the law
    rms,            ///< root mean square over a channel
    componentwise,  ///< every pixel's own
};

/// 1/(1 + dt |b|).
KOKKOS_INLINE_FUNCTION double taming_factor(double dt, double size) {
    return 1.0 / (1.0 + (planted_in_kernel(Fault::spde_taming_without_dt) ? 1.0 : dt) * size);
}

}  // namespace ebru
