#pragma once

#include "solvers/gaussian/gaussian_path.hpp"

namespace ebru::test {

/// A path of each kind that leaves little of the data.
inline GaussianPath reversal_path(GaussianKind kind, int levels = 20) {
    GaussianParameters p;
    p.kind = kind;
    p.levels = levels;
    p.noise_scale = 1.2;
    p.beta_min = kind == GaussianKind::vp ? 0.2 : 0.02;
    p.beta_max = kind == GaussianKind::vp ? 6.0 : 0.3;
    p.sigma_min = 0.1;
    p.sigma_max = 3.0;
    return GaussianPath(p);
}

}  // namespace ebru::test
