#pragma once

#include "validation/common/transport_problem.hpp"

namespace ebru {

/// Flows v = A x about the centre of the grid whose Gaussians have closed forms (numerics.md 2, item 6).
enum class LinearFlow {
    rotation,  ///< v = Om (-y, x)
    shear,     ///< v = (g y, 0)
};

std::string name_of(LinearFlow flow);

/// A Gaussian in a linear flow on n x n cells, in widths and diffusion times; lattice units follow from alpha.
struct LinearFlowCase {
    LinearFlow flow = LinearFlow::rotation;
    int n = 0;
    double fourier = 0.0;   ///< alpha t / L^2 at the end
    double variance = 0.0;  ///< s_0 / L^2 at the start
    double offset = 0.0;    ///< of the blob from the centre: along x (rotation), along y (shear), in widths
    double turn = 0.0;      ///< Om t or g t at the end

    /// The exact solution at the part `time` in [0, 1] of the run.
    [[nodiscard]] std::vector<double> exact(double time) const;
    /// What the transport methods are given; mirror walls, which the blob does not reach.
    [[nodiscard]] TransportProblem problem(double alpha, Compensation compensation) const;
    /// Mass of the final blob beyond the nearest wall, as a part of all.
    [[nodiscard]] double mass_beyond_walls() const;
};

}  // namespace ebru
