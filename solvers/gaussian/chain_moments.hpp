#pragma once

#include <vector>

#include "solvers/gaussian/gaussian_path.hpp"

namespace ebru {

// Closed forms of the forward chain and of its reverse beside those of GaussianPath, for every number alike. The chain
// is that of the path's transitions: x_k = r x_j + sqrt(v) xi; for ddpm and vp with noise scale sigma,
// abar_k = prod (1 - beta_i), r^2 = abar_k/abar_j, v = sigma^2 (1 - r^2). Equation numbers are those of Noh and Lee
// (2024), whose eqs 39 to 47 hold for sigma = 1 alone: here sigma is everywhere. Levels 0 <= j < k <= K; O(1) where not
// said otherwise; relative error a few units of round-off.

/// abar_k = a_k^2, and 1 - abar_k without its cancellation (for small k, where abar is near 1). ddpm, vp.
double alpha_bar(const GaussianPath& path, int level);
double one_minus_alpha_bar(const GaussianPath& path, int level);

/// Law of (x_k, x_j) given x_0, eq 23: means later_mean x_0 and earlier_mean x_0.
struct JointMoments {
    double later_mean = 1.0;
    double earlier_mean = 1.0;
    double later_variance = 0.0;
    double earlier_variance = 0.0;
    double covariance = 0.0;  ///< r s_j^2, eq 21
};
JointMoments joint_moments(const GaussianPath& path, int later, int earlier);

/// x_0 = (x_k - s_k eps)/a_k, eps the whole noise of x_k = a_k x_0 + s_k eps; eq 39 with its sigma. Needs a_k > 0.
double data_from_noise(const GaussianPath& path, int level, double x, double noise);

/// The mean of x_j given x_k and x_0, written with the whole noise eps of level k instead of x_0:
/// state_factor x_k + noise_factor eps = [x_k - (v/s_k) eps]/r. With l = 1: [x_k - beta sigma eps/sqrt(1 -
/// abar)]/sqrt(1 - beta), eq 46 (printed without sigma). Its variance is posterior(k, j).variance. Needs r > 0.
struct NoisePosterior {
    double state_factor = 1.0;
    double noise_factor = 0.0;
    double variance = 0.0;
};
NoisePosterior noise_posterior(const GaussianPath& path, int later, int earlier);

/// What a squared error of eps is worth as a squared error of the mean of level k - 1: noise_factor^2 = sigma^2 beta^2
/// /
/// ((1 - abar)(1 - beta)), the weight of eq 43 (printed without sigma^2).
double noise_loss_weight(const GaussianPath& path, int level);

/// v(x, t) = f x - (g^2/2) grad log rho of what starts in the one point x_0: a' x_0 + (s'/s)(x - a x_0). For brownian
/// with x_0 = 0 it is x/(2t), whatever sigma is. 0 < t <= 1.
double velocity_from_point(const GaussianPath& path, double t, double x, double x_0);

/// Standard deviation of the noise of a reverse step.
enum class ReverseNoise {
    upper,     ///< that of the forward step, sigma sqrt(beta): exact for data N(0, sigma^2)
    lower,     ///< that of the posterior given x_0: exact for data in one point
    gaussian,  ///< exact for data N(0, data_variance)
};

/// Of the step from level k to k - 1. \param data_variance > 0, read by gaussian alone.
double reverse_noise(const GaussianPath& path, int level, ReverseNoise choice, double data_variance = 1.0);

/// [1 + beta (sigma^2/sigma_0^2 - 1)]^(-1/2): noise of the exact reverse of a first step of data N(0, sigma_0^2) in
/// units of the forward step's, eq 53. Below 1 if and only if sigma > sigma_0 (the paper's sentence says the opposite).
/// 0 <= beta < 1; sigma, sigma_0 > 0.
double reverse_noise_factor(double beta, double sigma, double sigma_0);

/// Sigma_k = data Sigma_0 + noise sigma^2 I, eq 13: data = abar_k, noise = 1 - abar_k (the text under eq 13 and the
/// caption of figure 4 exchange them). `transferred` is what step k moves from the one to the other: beta_k abar_{k-1}.
struct CovarianceCoefficients {
    double data = 1.0;
    double noise = 0.0;
    double transferred = 0.0;
};

/// Levels 0 .. K. ddpm, vp. O(K).
std::vector<CovarianceCoefficients> covariance_coefficients(const GaussianPath& path);

/// x_k = c_0 x_0 + sigma (c_1 eps_1 + .. + c_k eps_k), eq 14: c_0 = sqrt(abar_k), c_i = sqrt(beta_i abar_k/abar_i), a
/// point of the unit sphere (eq 18). (k + 1). ddpm, vp. O(k).
std::vector<double> sphere_coefficients(const GaussianPath& path, int level);

}  // namespace ebru
