#pragma once

#include <span>

#include "solvers/density/gaussian_mixture.hpp"

namespace ebru {

// What a kernel density estimate with bandwidth h (a standard deviation: kernel_density.hpp) does on average to a
// density rho: E rho_hat = rho * N(0, h^2 I) = rho + (h^2/2) lap rho + (h^4/8) lap^2 rho + O(h^6); numerics.md 6.4,
// Noh and Lee (2024), eq 99, where the kernel's printed exponent would make h a variance.

/// E rho_hat of a mixture, exact: covariances C_i + h^2 I.
GaussianMixture expected_estimate(const GaussianMixture& mixture, double bandwidth);

/// E rho_hat - rho up to order h^2: (h^2/2) lap rho.
double bias_to_second_order(const GaussianMixture& mixture, std::span<const double> x, double bandwidth);

/// E rho_hat - rho up to order h^4: (h^2/2) lap rho + (h^4/8) lap^2 rho.
double bias_to_fourth_order(const GaussianMixture& mixture, std::span<const double> x, double bandwidth);

/// f(x) = rho_1/(rho_1 + rho_2), the probability of the first of two classes of equal priors (eq 98), from logarithms:
/// right where both densities underflow. With expected_estimate() of both: eq 100, exact.
double posterior(const GaussianMixture& first, const GaussianMixture& second, std::span<const double> x);

/// The shift of f by smoothing up to order h^2: (h^2/2) f (1 - f) (lap rho_1/rho_1 - lap rho_2/rho_2), eq 102. The
/// remainder is O(h^4). Valid where the densities do not underflow.
double posterior_shift(const GaussianMixture& first, const GaussianMixture& second, std::span<const double> x,
                       double bandwidth);

/// The link to diffusion: a kernel of bandwidth h blurs as diffusion with diffusivity alpha does in a time t, alpha t =
/// h^2/2, so that to second order its bias is t d_t rho.
double blur_of_bandwidth(double bandwidth);
double bandwidth_of_blur(double alpha_t);

}  // namespace ebru
