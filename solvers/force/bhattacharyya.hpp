#pragma once

#include <span>
#include <vector>

#include "solvers/density/covariance.hpp"
#include "solvers/density/gaussian_mixture.hpp"

namespace ebru {

// The Bhattacharyya coefficient U = int sqrt(rho_1 rho_2) dx as the potential of a force between two densities: Noh and
// Lee (2024), section 5; numerics.md 6.5. 0 < U <= 1, and U = 1 for rho_1 = rho_2 alone. The system lowers U, that is
// the overlap: rho_2 moves AWAY from rho_1. The total force on a rigid rho_2 is -dU/dmu_2, whatever its shape.

/// N(mean, covariance).
struct Gaussian {
    std::vector<double> mean;  ///< (d)
    Covariance covariance;
};

/// Two Gaussians in closed form. With delta = mu_1 - mu_2 and S = (Sigma_1 + Sigma_2)/2, for any covariances:
///
///     U             = exp(-delta^T S^-1 delta/8) (|Sigma_1| |Sigma_2|)^(1/4)/|S|^(1/2)
///     total force   = -dU/dmu_2 = -(U/4) S^-1 delta
///     Fisher        = S^-1 delta   (Noh and Lee (2024), eq 111, for Sigma_1 = Sigma_2 = S)
///
/// sqrt(rho_1 rho_2) is U times a normal density, so nothing is approximated. The force is Fisher's direction with the
/// sign of a repulsion; eq 111 prints the motion of rho_2 along +delta, towards rho_1, where U would grow. Relative
/// error about d 2^-52 times the condition number of S, and that of U times delta^T S^-1 delta/8. Host; double.
class GaussianOverlap {
  public:
    /// \throws UserError when the dimensions differ or a mean is not finite. O(d^3).
    GaussianOverlap(const Gaussian& first, const Gaussian& second);

    [[nodiscard]] int dimension() const { return half_sum_.dimension(); }

    /// U. O(d^2).
    [[nodiscard]] double coefficient() const;

    /// -ln U, Bhattacharyya's distance: finite where U underflows. O(d^2).
    [[nodiscard]] double distance() const;

    /// Total force on a rigid rho_2, (d). O(d^2).
    [[nodiscard]] std::vector<double> force() const;

    /// S^-1 (mu_1 - mu_2), (d): the direction in which Fisher's discriminant separates the two best. Points to rho_1.
    [[nodiscard]] std::vector<double> fisher_direction() const;

    /// The same pair with rho_2 moved to mu_2 + shift. O(d^2), no decomposition.
    [[nodiscard]] GaussianOverlap moved(std::span<const double> shift) const;

  private:
    Covariance half_sum_;        // S
    std::vector<double> delta_;  // mu_1 - mu_2
    double log_factor_;          // ln((|Sigma_1| |Sigma_2|)^(1/4)/|S|^(1/2))
};

/// U and the total force on a rigid rho_2 by quadrature.
struct OverlapQuadrature {
    double coefficient = 0.0;
    std::vector<double> force;  ///< (d)
    double error = 0.0;         ///< absolute, estimated: change of the largest of these numbers at the last refinement
    long points = 0;            ///< of the last grid
};

/// For mixtures in 1 or 2 dimensions: trapezoidal sums of sqrt(rho_1 rho_2) and of F = -(1/4) sqrt(rho_1 rho_2) (grad
/// log rho_1 - grad log rho_2) on a uniform grid, its spacing halved until nothing changes by more than the tolerance.
///
/// The grid covers where both densities are not negligible, 12 standard deviations about every component: what lies
/// outside holds, by Cauchy and Schwarz, less than sqrt(P(|xi| > 12)) = 6e-17. Inside, the sums of these analytic
/// functions converge exponentially (for one Gaussian of width w: 2 exp(-2 pi^2 w^2/h^2)), so that the estimated error
/// is far above the true one. Mixtures in more dimensions: sampled_overlap (force_field.hpp).
/// \param tolerance absolute, >= 1e-14; U is at most 1.
/// \throws UserError when dimensions differ or are above 2, or when 2^24 points are not enough (components whose widths
/// differ by a factor of hundreds).
OverlapQuadrature overlap_by_quadrature(const GaussianMixture& first, const GaussianMixture& second,
                                        double tolerance = 1e-12);

/// A bound L of the curvature of U in the place of rho_2: |d^2U/dmu_2^2| <= L. Moving the derivative over, it is
/// int d_i sqrt(rho_1) d_j sqrt(rho_2), at most the square root of the product of both Fisher informations by Cauchy
/// and Schwarz, over 4; that of a mixture is at most that of its narrowest component: L = 1/(4 sqrt(lambda_1
/// lambda_2)), lambda the smallest eigenvalue of any component's covariance. Attained by equal Gaussians on top of each
/// other.
double curvature_bound(const GaussianMixture& first, const GaussianMixture& second);

}  // namespace ebru
