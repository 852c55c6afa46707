#pragma once

#include "validation/common/transport_problem.hpp"
#include "validation/taylor_aris/poiseuille_mode.hpp"

namespace ebru {

/// A channel of H cells between its walls and a whole number of H along x.
struct PoiseuilleChannel {
    int height = 0;
    int aspect = 0;        ///< length over H
    double peclet = 0.0;   ///< U H / alpha
    double alpha = 0.0;    ///< cells^2 per step
    double fourier = 0.0;  ///< alpha t / H^2 of the run

    [[nodiscard]] Grid grid() const { return {height, aspect * height}; }
    /// 2 pi/(length/H).
    [[nodiscard]] double wavenumber() const;
    /// Velocity (2, Y, X) in the frame that moves with `frame` times U.
    [[nodiscard]] std::vector<double> velocity(double frame) const;
    /// Grid, velocity, alpha and whole steps; periodic, at rest with the walls; the initial image is the caller's.
    [[nodiscard]] TransportProblem problem() const;
};

/// 1 + 0.4 Re(phi(y) exp(i k x + rate t)), phi of size 1 at the wall or in the middle, at alpha t/H^2 = time.
std::vector<double> mode_image(const PoiseuilleChannel& channel, const PoiseuilleMode& mode, double time);

/// -Re(rate)/k^2 of a run of the mode, from its coefficient at start and end, over alpha.
double measured_diffusivity(TransportScheme scheme, const PoiseuilleChannel& channel, const PoiseuilleMode& mode);

/// D/alpha from the growth of the variance along x of a Gaussian between mirror walls, over the second half of
/// channel.fourier. \param deviation of the start, over H.
double variance_diffusivity(TransportScheme scheme, const PoiseuilleChannel& channel, double deviation);

}  // namespace ebru
