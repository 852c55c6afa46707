#include "solvers/spde/torus_operators.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace ebru {

namespace {

/// spectrum *= factors, a real factor a mode.
template <class Real>
void scale_modes(const std::vector<Real>& factors, std::vector<std::complex<Real>>& spectrum) {
    auto* const parts = reinterpret_cast<Real*>(spectrum.data());  // the layout that the standard promises
    for (std::size_t mode = 0; mode < factors.size(); ++mode) {
        parts[2 * mode] *= factors[mode];
        parts[2 * mode + 1] *= factors[mode];
    }
}

/// The first columns of rows (N_y, M_x).
template <class Real>
void crop(Grid image, int torus_nx, const Real* rows, Real* out) {
    for (int y = 0; y < image.ny; ++y) {
        std::copy_n(rows + static_cast<std::ptrdiff_t>(y) * torus_nx, image.nx,
                    out + static_cast<std::ptrdiff_t>(y) * image.nx);
    }
}

}  // namespace

template <class Real>
CornerProduct<Real>::CornerProduct(Grid image, Grid torus, const std::vector<double>& symbol)
    : image_(image), fft_(torus, image.ny), symbol_(symbol.size()) {
    EBRU_EXPECT(symbol.size() == fft_.spectrum_values() && torus.nx >= 2 * image.nx && torus.ny >= 2 * image.ny);
    const double normalisation = 1.0 / static_cast<double>(torus.cells());
    std::transform(symbol.begin(), symbol.end(), symbol_.begin(),
                   [=](double value) { return static_cast<Real>(normalisation * value); });
}

template <class Real>
void CornerProduct<Real>::apply(const Real* v, Real* out, TorusScratch<Real>& scratch) const {
    const std::ptrdiff_t torus_nx = fft_.torus().nx;
    for (int y = 0; y < image_.ny; ++y) {
        Real* const row = scratch.rows.data() + y * torus_nx;
        std::copy_n(v + static_cast<std::ptrdiff_t>(y) * image_.nx, image_.nx, row);
        std::fill(row + image_.nx, row + torus_nx, Real(0));
    }
    fft_.forward(scratch.rows.data(), scratch.spectrum.data());
    scale_modes(symbol_, scratch.spectrum);
    fft_.backward(scratch.spectrum.data(), scratch.rows.data());
    crop(image_, fft_.torus().nx, scratch.rows.data(), out);
}

template <class Real>
CirculantRoot<Real>::CirculantRoot(const CirculantEmbedding& embedding)
    : image_(embedding.image()), fft_(embedding.torus(), embedding.image().ny), weights_(fft_.spectrum_values()) {
    const Grid torus = embedding.torus();
    const auto cells = static_cast<double>(torus.cells());
    std::size_t mode = 0;
    for (int m_y = 0; m_y < torus.ny; ++m_y) {
        for (int m_x = 0; m_x <= torus.nx / 2; ++m_x) {
            // A backward transform counts the columns in between twice, for m and -m: w/2 there.
            const double counted = m_x == 0 || m_x == torus.nx / 2 ? 1.0 : 2.0;
            const double eigenvalue = std::max(0.0, embedding.eigenvalue(m_y, m_x));
            weights_[mode++] = static_cast<Real>(std::sqrt(eigenvalue / (counted * cells)));
        }
    }
}

template <class Real>
Grid CirculantRoot<Real>::noise() const {
    return {fft_.torus().ny, 2 * (fft_.torus().nx / 2 + 1)};
}

template <class Real>
void CirculantRoot<Real>::apply(TorusScratch<Real>& scratch, Real* out) const {
    scale_modes(weights_, scratch.spectrum);
    fft_.backward(scratch.spectrum.data(), scratch.rows.data());
    crop(image_, fft_.torus().nx, scratch.rows.data(), out);
}

template class CornerProduct<float>;
template class CornerProduct<double>;
template class CirculantRoot<float>;
template class CirculantRoot<double>;

}  // namespace ebru
