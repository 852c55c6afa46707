#pragma once

#include <complex>
#include <vector>

#include "fft/top_rows_fft.hpp"
#include "solvers/spde/circulant_embedding.hpp"

namespace ebru {

/// What one worker needs for one application of the operators below.
template <class Real>
struct TorusScratch {
    explicit TorusScratch(const TopRowsFft<Real>& fft) : spectrum(fft.spectrum_values()), rows(fft.row_values()) {}
    std::vector<std::complex<Real>> spectrum;
    std::vector<Real> rows;  ///< (N_y, M_x)
};

/// The corner of a circulant: v (Y, X) padded with zeros to the torus, convolved, and cropped to (Y, X) again,
///
///     out = crop F^-1 (symbol F pad v).
///
/// With the eigenvalues of CirculantEmbedding it is C v to round-off, also where some of them are negative. Cost: two
/// transforms of the torus.
template <class Real>
class CornerProduct {
  public:
    /// \param symbol its value at mode (m_y, m_x), (M_y, M_x/2+1), even in m.
    CornerProduct(Grid image, Grid torus, const std::vector<double>& symbol);

    [[nodiscard]] TorusScratch<Real> make_scratch() const { return TorusScratch<Real>(fft_); }

    /// \param v, out (Y, X); may be the same. Thread-safe with a scratch for each thread.
    void apply(const Real* v, Real* out, TorusScratch<Real>& scratch) const;

  private:
    Grid image_;
    TopRowsFft<Real> fft_;
    std::vector<Real> symbol_;  ///< over M_y M_x
};

/// B with B B^T = C: the corner of a real field on the torus with independent modes,
///
///     B xi = crop Re sum_m w(m) (xi_1 + i xi_2)(m) exp(2 pi i (m_y y/M_y + m_x x/M_x)),   0 <= m_x <= M_x/2,
///     w^2 = Lambda/(M_y M_x) in the columns m_x = 0 and M_x/2, 2 Lambda/(M_y M_x) in the others.
///
/// Not square and not symmetric: any B with B B^T = C gives the same law (numerics.md section 4). One real field costs
/// one transform; packing two into a complex one would cost the same and tie samples together.
template <class Real>
class CirculantRoot {
  public:
    /// Negative eigenvalues are set to zero.
    explicit CirculantRoot(const CirculantEmbedding& embedding);

    [[nodiscard]] TorusScratch<Real> make_scratch() const { return TorusScratch<Real>(fft_); }

    /// Rows and columns of xi: (M_y, 2 (M_x/2+1)), xi_1 and xi_2 of a mode side by side.
    [[nodiscard]] Grid noise() const;

    /// \param out (Y, X) = B xi. \param scratch its spectrum holds xi and is destroyed.
    void apply(TorusScratch<Real>& scratch, Real* out) const;

  private:
    Grid image_;
    TopRowsFft<Real> fft_;
    std::vector<Real> weights_;  ///< (M_y, M_x/2+1), of what a backward transform adds up
};

}  // namespace ebru
