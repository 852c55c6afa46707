#pragma once

#include <Kokkos_Core.hpp>
#include <span>
#include <type_traits>

#include "field/exponential.hpp"
#include "field/lane_map.hpp"
#include "field/lanes.hpp"
#include "field/normal_pair.hpp"
#include "solvers/density/gaussian_mixture.hpp"
#include "solvers/gaussian/gaussian_path.hpp"

namespace ebru {

/// Calls body(std::integral_constant<int, n>) with n = dimension for 1, 2 and 3 and n = 0 for more: kernels whose loops
/// over coordinates are unrolled where that matters.
template <class Body>
void for_dimension(int dimension, const Body& body) {
    switch (dimension) {
        case 1:
            return body(std::integral_constant<int, 1>{});
        case 2:
            return body(std::integral_constant<int, 2>{});
        case 3:
            return body(std::integral_constant<int, 3>{});
        default:
            return body(std::integral_constant<int, 0>{});
    }
}

/// What a Gaussian mixture becomes at each of L levels of a diffusion, and its score, on the device: level l has the
/// law mixture.after(a_l, s_l^2),
///
///     rho_l(x) = sum_i w_i N(x; a_l m_i, a_l^2 C_i + s_l^2 I).
///
/// Coordinates are turned into each component's eigenvectors, which all levels share; a level is a table of centres,
/// inverse variances and normalisers, L M (1 + 2 d) numbers, made in double before any time loop and rounded to Real.
/// Copies share the tables: an object goes into a kernel by value.
///
/// A component's logarithm e is off by about (4 + d) units of round-off of 1 + |e| + |x| |S^-1 (x - m)|, S its
/// covariance at the level: in float responsibilities are good to 1e-5 near the components and to some 1e-3 at 100
/// standard deviations.
template <class Real>
class MixtureField {
  public:
    static constexpr int most_dimensions = Covariance::most_dimensions;

    /// \param laws (L), L >= 1: (a_l, s_l^2) as (factor, variance).
    MixtureField(const GaussianMixture& mixture, std::span<const GaussianTransition> laws);

    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION int dimension() const { return dimension_; }  ///< d
    [[nodiscard]] int levels() const { return static_cast<int>(table_.extent(0)); }         ///< L

    /// ln rho_l at x for a lane each. \param unrolled d, or 0 for any d; \param x (d), \param score (d), becomes grad
    /// ln rho_l, may not be x. One exponential and about 4 d^2 operations a component: the sum is kept relative to the
    /// largest term met, so that it neither underflows nor is gone through twice.
    template <int unrolled>
    KOKKOS_FORCEINLINE_FUNCTION Lanes<Real> evaluate(int level, const Lanes<Real>* x, Lanes<Real>* score) const {
        constexpr int room = unrolled > 0 ? unrolled : most_dimensions;
        const int d = unrolled > 0 ? unrolled : dimension_;
        const Lanes<Real> zero{};
        Lanes<Real> largest = zero + Real(-1e37);
        Lanes<Real> sum = zero;
        for (int k = 0; k < d; ++k) {
            score[k] = zero;
        }
        const int components = static_cast<int>(table_.extent(1));
        for (int i = 0; i < components; ++i) {
            Lanes<Real> pull[room];
            const Lanes<Real> term = log_term(level, i, d, x, pull);
            const auto above = term > largest;
            const Lanes<Real> distance = above ? largest - term : term - largest;
            const Lanes<Real> ratio =
                each_lane<Real>(distance, [](Real value) EBRU_ROW_BODY { return exponential(value); });
            const Lanes<Real> one = zero + Real(1);
            const Lanes<Real> keep = above ? ratio : one;
            const Lanes<Real> take = above ? one : ratio;
            largest = above ? term : largest;
            sum = sum * keep + take;
            const Real* direction = &directions_(i, 0, 0);
            for (int k = 0; k < d; ++k) {
                Lanes<Real> along = zero;
                for (int j = 0; j < d; ++j) {
                    along += pull[j] * direction[j * d + k];
                }
                score[k] = score[k] * keep - along * take;
            }
        }
        for (int k = 0; k < d; ++k) {
            score[k] /= sum;
        }
        return largest + each_lane<Real>(sum, [](Real value) EBRU_ROW_BODY { return natural_log(value); });
    }

  private:
    /// ln(w_i N) of component i; pull[j] becomes the offset from its centre along eigenvector j over the variance.
    KOKKOS_FORCEINLINE_FUNCTION Lanes<Real> log_term(int level, int i, int d, const Lanes<Real>* x,
                                                     Lanes<Real>* pull) const {
        const Real* row = &table_(level, i, 0);
        const Real* direction = &directions_(i, 0, 0);
        Lanes<Real> square{};
        for (int j = 0; j < d; ++j) {
            Lanes<Real> offset = Lanes<Real>{} - row[1 + j];
            for (int k = 0; k < d; ++k) {
                offset += x[k] * direction[j * d + k];
            }
            pull[j] = offset * row[1 + d + j];
            square += offset * pull[j];
        }
        return row[0] - Real(0.5) * square;
    }

    int dimension_;
    /// (L, M, 1 + 2 d): ln(w_i/sqrt((2 pi)^d det)), centre along each eigenvector, inverse variance along each
    Kokkos::View<Real***, Kokkos::LayoutRight> table_;
    Kokkos::View<Real***, Kokkos::LayoutRight> directions_;  // (M, d, d), eigenvectors in rows
};

}  // namespace ebru
