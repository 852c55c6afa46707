#pragma once

#include <complex>
#include <vector>

namespace ebru {

/// Slowest mode u = phi(y) exp(i k x + rate t) of plane Poiseuille flow v = P 4 y (1 - y), 0 < y < 1, with no flux at y
/// = 0 and 1: rate phi = phi'' - k^2 phi - i k v phi. Lengths in H, times in H^2/alpha, P = U H/alpha.
struct PoiseuilleMode {
    std::complex<double> rate;
    std::vector<std::complex<double>> coefficients;  ///< of 1 and sqrt(2) cos(2 pi m y)

    [[nodiscard]] std::complex<double> profile(double y) const;
};

/// Galerkin's method in 96 cosines and Rayleigh quotient iteration, continued from k = 0. \param wavenumber k, > 0.
PoiseuilleMode poiseuille_mode(double peclet_of_width, double wavenumber);

/// Taylor-Aris limit of -Re(rate)/k^2 for small k: 1 + (8/945) Pe^2, Pe = P/2.
double taylor_aris_diffusivity(double peclet_of_width);

}  // namespace ebru
