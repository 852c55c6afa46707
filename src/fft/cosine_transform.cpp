#include "fft/cosine_transform.hpp"

#include <cmath>
#include <cstddef>

namespace ebru {

namespace {

/// Factors of one axis: `constant` on mode 0, `others` on the rest.
template <class Real>
std::vector<Real> axis_factors(int n, double constant, double others) {
    std::vector<Real> factors(static_cast<std::size_t>(n), static_cast<Real>(others));
    factors[0] = static_cast<Real>(constant);
    return factors;
}

template <class Real>
void scale(Grid grid, const std::vector<Real>& along_y, const std::vector<Real>& along_x, Real* values) {
    const auto nx = static_cast<std::size_t>(grid.nx);
    for (std::size_t y = 0; y < along_y.size(); ++y) {
        for (std::size_t x = 0; x < nx; ++x) {
            values[y * nx + x] *= along_y[y] * along_x[x];
        }
    }
}

}  // namespace

template <class Real>
CosineTransform<Real>::CosineTransform(Grid grid)
    : forward_(grid, TrigKind::dct2, TrigKind::dct2),
      inverse_(grid, TrigKind::dct3, TrigKind::dct3),
      forward_scale_y_(axis_factors<Real>(grid.ny, 0.5 * std::sqrt(1.0 / grid.ny), 0.5 * std::sqrt(2.0 / grid.ny))),
      forward_scale_x_(axis_factors<Real>(grid.nx, 0.5 * std::sqrt(1.0 / grid.nx), 0.5 * std::sqrt(2.0 / grid.nx))),
      inverse_scale_y_(axis_factors<Real>(grid.ny, std::sqrt(1.0 / grid.ny), 0.5 * std::sqrt(2.0 / grid.ny))),
      inverse_scale_x_(axis_factors<Real>(grid.nx, std::sqrt(1.0 / grid.nx), 0.5 * std::sqrt(2.0 / grid.nx))) {}

template <class Real>
void CosineTransform<Real>::forward(const Real* image, Real* coefficients) const {
    forward_.execute(image, coefficients);
    scale(grid(), forward_scale_y_, forward_scale_x_, coefficients);
}

template <class Real>
void CosineTransform<Real>::inverse(Real* coefficients, Real* image) const {
    scale(grid(), inverse_scale_y_, inverse_scale_x_, coefficients);
    inverse_.execute(coefficients, image);
}

template class CosineTransform<float>;
template class CosineTransform<double>;

}  // namespace ebru
