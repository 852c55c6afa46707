#include "fft/top_rows_fft.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace ebru {

template <class Real>
TopRowsFft<Real>::TopRowsFft(Grid torus, int rows)
    : torus_(torus),
      rows_(rows),
      rows_forward_(fftw::Plan<Real>::real_to_complex_rows({rows, torus.nx})),
      rows_backward_(fftw::Plan<Real>::complex_to_real_rows({rows, torus.nx})),
      columns_forward_(fftw::Plan<Real>::complex_columns(torus, fftw::Direction::forward)),
      columns_backward_(fftw::Plan<Real>::complex_columns(torus, fftw::Direction::backward)) {
    EBRU_EXPECT(rows >= 1 && rows <= torus.ny);
}

template <class Real>
std::size_t TopRowsFft<Real>::spectrum_values() const {
    return static_cast<std::size_t>(torus_.ny) * (static_cast<std::size_t>(torus_.nx) / 2 + 1);
}

template <class Real>
std::size_t TopRowsFft<Real>::row_values() const {
    return Grid{rows_, torus_.nx}.cells();
}

template <class Real>
void TopRowsFft<Real>::forward(const Real* image, std::complex<Real>* spectrum) const {
    rows_forward_.execute(image, spectrum);
    const std::size_t filled = static_cast<std::size_t>(rows_) * (static_cast<std::size_t>(torus_.nx) / 2 + 1);
    std::fill(spectrum + filled, spectrum + spectrum_values(), std::complex<Real>());
    columns_forward_.execute(spectrum);
}

template <class Real>
void TopRowsFft<Real>::backward(std::complex<Real>* spectrum, Real* image) const {
    columns_backward_.execute(spectrum);
    rows_backward_.execute(spectrum, image);
}

template class TopRowsFft<float>;
template class TopRowsFft<double>;

}  // namespace ebru
