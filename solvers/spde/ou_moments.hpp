#pragma once

#include <functional>
#include <vector>

#include "grid/grid.hpp"
#include "solvers/spde/time_schedule.hpp"

namespace ebru {

/// Eigenvalue mu_ab = mu_b(N_y) + mu_a(N_x) of minus the five-point Laplacian between walls half a cell outside the
/// outermost centres, in the cosine mode (b, a) of CosineTransform: mu_a(N) = 4 sin^2(pi a/(2 N)), in [0, 4).
double wall_eigenvalue(int mode, int cells);
double wall_eigenvalue(Grid grid, int b, int a);

/// The coefficients of the linear equation with additive noise, by mode: dU = -alpha_1(t) mu U dt + alpha_2(t) dW.
struct LinearCoefficients {
    std::function<double(double t)> drift;                         ///< alpha_1 >= 0, not falling
    std::function<double(double from, double to)> drift_integral;  ///< of alpha_1
    std::function<double(double t)> noise;                         ///< alpha_2

    /// With the closed integrals of the schedules.
    static LinearCoefficients from_schedules(const IntensitySchedule& drift, const IntensitySchedule& noise);

    /// With the integral by composite Gauss-Legendre quadrature: to round-off where alpha_1 is smooth and its logarithm
    /// changes by at most some tens over an interval.
    static LinearCoefficients from_functions(std::function<double(double)> drift, std::function<double(double)> noise);
};

/// Law of a mode at some time, given its value U_0 at t = 0: normal, mean `factor` U_0, variance `variance`.
struct ModeMoments {
    double factor = 1.0;
    double variance = 0.0;

    /// factor^2/variance: how much of the data a prior still holds, per squared value of the mode; infinite without
    /// noise. The mode (0, 0) keeps factor 1 for ever.
    [[nodiscard]] double residual_ratio() const { return factor * factor / variance; }
};

/// The exact transition of every mode over [from, to]:
///
///     U(to) = e^{-mu A} U(from) + sqrt(V) xi,   A = int alpha_1 ds,
///     V(mu) = int_from^to alpha_2(s)^2 exp(-2 mu A(s, to)) ds.
///
/// numerics.md 5.6 has V for geometric schedules as an integral over Y = r_1^{t/T} that Gauss-Legendre quadrature
/// evaluates where the integrand is not negligible. Here the nodes serve all modes at once: panels in s end where
/// A(s, to) is 1/2, 1, 2, 4, .., with 16 nodes each, so that 2 mu A changes by a factor of two at most where it matters
/// (mu < 8). Relative error of V below 1e-12 for smooth monotone schedules. Cost: some hundred evaluations of the
/// schedules an interval, some hundred products a mode.
class LinearTransition {
  public:
    /// \param from, to 0 <= from < to.
    LinearTransition(const LinearCoefficients& coefficients, double from, double to);

    /// A.
    [[nodiscard]] double drift_integral() const { return drift_integral_; }

    /// e^{-mu A} and V(mu). \param mu 0 <= mu < 8.
    [[nodiscard]] ModeMoments moments(double mu) const;

    /// The same of all modes (Y, X), which share the exponentials of their two parts.
    void moments(Grid grid, std::vector<ModeMoments>& out) const;

  private:
    void add_panel(const LinearCoefficients& coefficients, double from, double to, double end);

    double drift_integral_ = 0.0;
    std::vector<double> lag_;     ///< A(s_k, to) of node k
    std::vector<double> weight_;  ///< alpha_2(s_k)^2 ds_k
};

/// One step of the discrete chains, exact to rounding (numerics.md 5.6): q = dt alpha_1 mu,
///
///     Euler-Maruyama   m' = (1 - q) m,     V' = (1 - q)^2 V + alpha_2^2 dt        alpha_1, alpha_2 at the step's start
///     semi-implicit    m' = m/(1 + q),     V' = (V + alpha_2^2 dt)/(1 + q)^2      alpha_1 at its end, alpha_2 at its
///     start
ModeMoments after_euler_step(const ModeMoments& before, double q, double noise_variance);
ModeMoments after_semi_implicit_step(const ModeMoments& before, double q, double noise_variance);
/// And of the exact transition: m' = f m, V' = f^2 V + V_step.
ModeMoments after_transition(const ModeMoments& before, const ModeMoments& step);

}  // namespace ebru
