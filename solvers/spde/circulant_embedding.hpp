#pragma once

#include <cstddef>
#include <vector>

#include "grid/grid.hpp"

namespace ebru {

/// The covariance C(d) = exp(-|d|/ell) of pixels at distance |d| as a circulant on a torus M_y x M_x, M >= 2 N:
///
///     c(d) = exp(-|d|_min/ell), |d|_min the distance to the nearest image of the origin;
///     Lambda(m_y, m_x) = sum_d c(d) cos(2 pi (m_y d_y/M_y + m_x d_x/M_x)).
///
/// Distances within the image are true distances, so C is a corner of the circulant exactly. The torus starts at the
/// first sizes without large prime factors from 2 N on and its shorter side grows until no eigenvalue is below
/// -1e-10 max Lambda, which by experience is between 7 and 9 ell (12 ell was always enough). Cost: one transform of the
/// torus a try.
///
/// Dietrich and Newsam, SIAM J. Sci. Comput. 18 (1997); numerics.md section 4.
class CirculantEmbedding {
  public:
    /// \param image ny x nx cells, both at least 1. \param ell correlation length in pixels, > 0 and finite.
    /// \param most_cells torus that is not exceeded, but for M = 2 N; what is negative there is clipped, and reported.
    /// \throws UserError at once when ell is longer than any torus allowed; when the clipped eigenvalues sum up to more
    /// than 1e-3 of the kept ones.
    CirculantEmbedding(Grid image, double ell, std::size_t most_cells = default_most_cells);

    static constexpr std::size_t default_most_cells = std::size_t{1} << 24U;

    [[nodiscard]] Grid image() const { return image_; }
    [[nodiscard]] Grid torus() const { return torus_; }

    /// Lambda of mode (m_y, m_x), 0 <= m_y < M_y, 0 <= m_x <= M_x/2; may be slightly negative.
    [[nodiscard]] double eigenvalue(int m_y, int m_x) const;

    /// All of them, (M_y, M_x/2+1).
    [[nodiscard]] const std::vector<double>& eigenvalues() const { return eigenvalues_; }

    /// Sum of |Lambda| over what sampling sets to zero, divided by the sum over what it keeps.
    [[nodiscard]] double clipped_fraction() const { return clipped_fraction_; }

  private:
    /// Fills the eigenvalues of a torus and returns whether none is negative beyond round-off.
    bool try_torus(Grid torus);
    void measure_clipping();

    Grid image_;
    double ell_;
    Grid torus_;
    std::vector<double> eigenvalues_;  ///< (M_y, M_x/2+1)
    double clipped_fraction_ = 0.0;
};

}  // namespace ebru
