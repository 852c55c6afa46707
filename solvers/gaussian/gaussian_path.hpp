#pragma once

#include <vector>

namespace ebru {

enum class GaussianKind {
    ddpm,      ///< Markov chain with a table of beta_k: Ho, Jain, Abbeel (2020)
    vp,        ///< variance preserving: beta(t) linear in t
    ve,        ///< variance exploding: geometric sigma(t)
    flow,      ///< the straight line of flow matching's optimal-transport path
    brownian,  ///< plain diffusion: d rho/dt = (sigma^2/2) lap rho
};

/// How DDPM's table is made. With s = (k-1)/(K-1), s = 1 for K = 1, the table goes from beta_min to beta_max as
enum class BetaSchedule {
    linear,    ///< beta_k = beta_min + (beta_max - beta_min) s
    cosine,    ///< abar_k = f(k/K)/f(0), f(x) = cos^2(pi/2 (x + 0.008)/1.008), beta_k <= 0.999: Nichol, Dhariwal (2021)
    constant,  ///< beta_k = beta
    quadratic,  ///< sqrt(beta_k) = sqrt(beta_min) + (sqrt(beta_max) - sqrt(beta_min)) s
    sigmoid,    ///< beta_k = beta_min + (beta_max - beta_min)/(1 + exp(6 - 12 s)): its ends are 0.25 % inside
    table,      ///< beta_k = betas[k-1], as given
};

/// Each kind reads its own.
struct GaussianParameters {
    GaussianKind kind = GaussianKind::ddpm;
    int levels = 1000;                             ///< K >= 1
    BetaSchedule schedule = BetaSchedule::linear;  ///< ddpm
    /// ddpm (linear, quadratic, sigmoid): in (0, 1); vp: per unit time, > 0
    double beta_min = 1e-4;
    double beta_max = 0.02;     ///< >= beta_min
    double beta = 0.01;         ///< ddpm (constant): in (0, 1)
    std::vector<double> betas;  ///< ddpm (table): (K), in (0, 1)
    /// sigma > 0 of ddpm, vp, flow: the prior is N(0, sigma^2); of brownian: the noise at t = 1
    double noise_scale = 1.0;
    double sigma_min = 0.01;  ///< ve
    double sigma_max = 50.0;  ///< ve, > sigma_min
};

/// x_k = factor x_j + sqrt(variance) xi, xi standard normal.
struct GaussianTransition {
    double factor = 1.0;
    double variance = 0.0;
};

/// x_j given x_k and x_0: normal with mean data_factor x_0 + state_factor x_k.
struct GaussianPosterior {
    double data_factor = 0.0;
    double state_factor = 1.0;
    double variance = 0.0;
};

/// A Gaussian forward process in closed form, for every pixel alike:
///
///     x(t) | x_0 ~ N(a(t) x_0, s(t)^2),   dx = f x dt + g dW,   f = a'/a,   g^2 = d(s^2)/dt - 2 f s^2,
///
/// time from t = 0 (data) to t = 1 (prior) for all kinds.
///
/// | kind | a(t) | s(t) | times of the levels |
/// | --- | --- | --- | --- |
/// | ddpm | sqrt(abar(t)), log abar linear between levels | sigma sqrt(1 - abar) | k/K |
/// | vp | exp(-B/2), B = (beta_min t + (beta_max - beta_min) t^2/2) | sigma sqrt(1 - exp(-B)) | k/K |
/// | ve | 1 | sigma_min (sigma_max/sigma_min)^t | (k-1)/(K-1), 0 for level 0 |
/// | flow | 1 - t | sigma t (t = 1 - t of the flow-matching papers) | k/K |
/// | brownian | 1 | sigma sqrt(t) | k/K |
///
/// Level 0 is the data: a = 1, s = 0. ve's s(t) starts from sigma_min, not from 0 (as in its paper, where data count as
/// noisy to sigma_min): its levels 0 and 1 both have t = 0, and the step between them takes sigma_min away.
///
/// Logarithms of a are accumulated (log1p, in twofold precision) and 1 - abar is an expm1, so that small levels and
/// small steps after large ones keep all digits. Derivatives
/// of s are infinite at t = 0 (ddpm, vp, brownian), f and g^2 at t = 1 (flow): the caller stays away. Golden values:
/// generative.md 1.3, 1.5; posterior and reverse step: numerics.md 6.1, 6.2. Song et al., ICLR (2021); Lipman et al.,
/// ICLR (2023).
class GaussianPath {
  public:
    /// \throws UserError naming the key of [gaussian] that is out of range.
    explicit GaussianPath(const GaussianParameters& parameters);

    [[nodiscard]] const GaussianParameters& parameters() const { return parameters_; }
    [[nodiscard]] GaussianKind kind() const { return parameters_.kind; }

    // Continuous time, 0 <= t <= 1.

    [[nodiscard]] double mean_factor(double t) const;         ///< a
    [[nodiscard]] double standard_deviation(double t) const;  ///< s
    [[nodiscard]] double mean_factor_rate(double t) const;    ///< a'
    /// s'; needs t > 0 for ddpm, vp and brownian.
    [[nodiscard]] double standard_deviation_rate(double t) const;
    /// f; needs t < 1 for flow.
    [[nodiscard]] double drift(double t) const;
    /// g^2; needs t < 1 for flow.
    [[nodiscard]] double squared_diffusion(double t) const;

    // Levels, 0 <= k <= K.

    [[nodiscard]] int levels() const { return parameters_.levels; }                  ///< K
    [[nodiscard]] double time(int level) const;                                      ///< t_k
    [[nodiscard]] double level_mean_factor(int level) const;                         ///< a_k
    [[nodiscard]] double level_standard_deviation(int level) const;                  ///< s_k
    [[nodiscard]] double prior_standard_deviation() const { return noise_.back(); }  ///< s_K

    /// From level `from` to level `to` > from, of the Markov chain with these marginals. For flow it is not the process
    /// (which keeps its noise) but has the same law at every level.
    [[nodiscard]] GaussianTransition transition(int from, int to) const;

    /// beta_k = 1 - factor^2 of the transition k-1 to k, 1 <= k <= K; of ddpm and vp.
    [[nodiscard]] double beta(int level) const;

    /// Of level `to` < from given levels `from` and 0. Its variance is DDPM's "fixed small" choice, that of
    /// transition(from - 1, from) the "fixed large" one.
    [[nodiscard]] GaussianPosterior posterior(int from, int to) const;

    /// posterior(level, level - 1).variance, at level 1 that of level 2 (log-variances must be finite). Needs K >= 2.
    [[nodiscard]] double clipped_posterior_variance(int level) const;

    /// The exact reverse of level `level` to level - 1 for data N(0, data_variance): x_{k-1} = factor x_k +
    /// sqrt(variance) xi. Its noise is 1/sqrt(1 + beta (sigma^2/V - 1)) times the forward step's, V the variance at
    /// level - 1.
    [[nodiscard]] GaussianTransition gaussian_reverse(int level, double data_variance) const;

  private:
    [[nodiscard]] double log_mean_factor(double t) const;
    [[nodiscard]] double log_factor(int from, int to) const;  // log(a_to/a_from) of ddpm and vp
    [[nodiscard]] double beta_rate(double t) const;           // -2 d(log a)/dt of ddpm and vp
    void fill_beta_table();
    void expect_level(int level) const;

    GaussianParameters parameters_;
    std::vector<double> time_;      // (K+1)
    std::vector<double> log_mean_;  // (K+1), log a_k
    std::vector<double> log_rest_;  // (K+1) of ddpm, what rounding log_mean_ left out
    std::vector<double> noise_;     // (K+1), s_k
};

}  // namespace ebru
