#pragma once

#include <complex>
#include <cstddef>

#include "fft/fftw_backend.hpp"
#include "grid/grid.hpp"

namespace ebru {

/// Two-dimensional discrete Fourier transform of real images, both ways, unnormalised:
///
///     forward   F(m_y, m_x) = sum_{j,i} u(j, i) exp(-2 pi i (m_x i/N_x + m_y j/N_y)),   0 <= m_x <= N_x/2
///     backward  u(j, i)     = sum over all (m_y, m_x) of F exp(+2 pi i (m_x i/N_x + m_y j/N_y)),   F(-m) = conj F(m)
///
/// so backward(forward(u)) = N_x N_y u. Cell i sits at exponent i, not i + 1/2: fields on cell centres carry the factor
/// exp(i kappa/2) in their coefficients. Column m_x = 0 (and m_x = N_x/2, N_x even) must hold both F(m) and F(-m).
///
/// One image is planned and executed per image: the bits do not depend on batch, thread or pointer. Cost O(N log N) an
/// image.
template <class Real>
class FftPlan {
  public:
    /// \param grid image of ny x nx cells, both at least 1.
    explicit FftPlan(Grid grid);

    [[nodiscard]] Grid grid() const { return grid_; }

    /// Values of one half spectrum (Y, X/2+1).
    [[nodiscard]] std::size_t spectrum_values() const;

    /// One image (Y, X) to its half spectrum. Thread-safe. \param image kept.
    void forward(const Real* image, std::complex<Real>* spectrum) const;

    /// One half spectrum to its image. Thread-safe. \param spectrum destroyed.
    void backward(std::complex<Real>* spectrum, Real* image) const;

    /// `count` images (count, Y, X), in parallel on the host.
    void forward(std::size_t count, const Real* images, std::complex<Real>* spectra) const;

    /// `count` half spectra (count, Y, X/2+1), in parallel on the host. \param spectra destroyed.
    void backward(std::size_t count, std::complex<Real>* spectra, Real* images) const;

  private:
    Grid grid_;
    fftw::Plan<Real> forward_;
    fftw::Plan<Real> backward_;
};

}  // namespace ebru
