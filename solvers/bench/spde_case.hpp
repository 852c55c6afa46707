#pragma once

#include <vector>

#include "solvers/spde/spde_equation.hpp"

namespace ebru {

/// Size of the step that the SPDE's benchmarks measure: 64 x 3 x 128 x 128.
struct SpdeCase {
    static constexpr int images = 64;
    static constexpr int channels = 3;
    static constexpr int side = 128;
    static constexpr double cells = double(images) * channels * side * side;
    static constexpr double dt = 1e-3;
};

/// Equation 14 of the papers at the middle of its run, its coefficients held. \param ell of the noise, pixels.
SpdeEquation spde_case_equation(double ell);

/// Values of [0, 1) without a pattern, (B, C, Y, X) of the case.
template <class Real>
ImageBatch<Real> spde_case_images();

/// 0 .. SpdeCase::images - 1.
std::vector<SampleId> spde_case_ids();

}  // namespace ebru
