#pragma once

#include <span>
#include <vector>

#include "solvers/density/gaussian_mixture.hpp"
#include "solvers/gaussian/gaussian_path.hpp"

namespace ebru {

/// The law of one coordinate of a diffusing ensemble: a mixture of normals, each carried by the path,
/// N(a m_i, a^2 v_i + s^2). For a mixture its marginal; for any other density the ensemble's own start, each particle a
/// component with v = 0: the law of the later positions given the start, exact for every density.
class LineLaw {
  public:
    /// The marginal of coordinate `axis`.
    static LineLaw of_mixture(const GaussianMixture& mixture, std::size_t axis);
    /// \param starts the coordinate of every particle at level 0.
    static LineLaw of_points(std::vector<double> starts);

    /// At a = factor, s = deviation >= 0. O(1) a number.
    struct Moment {
        double factor = 1.0;
        double deviation = 0.0;
    };

    /// P(x < place), density, and its derivative. The last two need every component's deviation to be positive.
    [[nodiscard]] double share_below(const Moment& moment, double place) const;
    [[nodiscard]] double density(const Moment& moment, double place) const;
    [[nodiscard]] double slope(const Moment& moment, double place) const;

    /// The flux J = rho v = f x rho - (g^2/2) rho' through `place` at time t of the path: how much of the ensemble
    /// passes a unit of time, to the right.
    [[nodiscard]] double flux(const GaussianPath& path, double t, double place) const;

    /// The same integrated over the steps of levels `from` to `to`, by Simpson's rule in eight parts of every level's
    /// time. Equals the change of share_below to the rule's error.
    [[nodiscard]] double integrated_flux(const GaussianPath& path, int from, int to, double place) const;

    /// Smallest deviation of a component at level 0.
    [[nodiscard]] double least_deviation() const;

  private:
    template <class Term>
    [[nodiscard]] double sum(const Moment& moment, double place, const Term& term) const;

    std::vector<double> weight_;
    std::vector<double> mean_;
    std::vector<double> variance_;
};

}  // namespace ebru
