#include "validation/converge/image_series.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "fft/cosine_transform.hpp"
#include "fft/fft_plan.hpp"

namespace ebru {

namespace {

using std::numbers::pi;

/// Mode `source` of an axis of the series gives `factor` times its coefficient to mode `target` of another grid's axis.
struct AxisTerm {
    std::size_t source;
    std::size_t target;
    std::complex<double> factor;
};

/// Normalisation of the orthonormal DCT-II.
double cosine_scale(int mode, int n) {
    return std::sqrt((mode == 0 ? 1.0 : 2.0) / n);
}

/// \param to cells of the other grid; \param spread in units of the axis' own length.
std::vector<AxisTerm> cosine_terms(int from, int to, double spread) {
    std::vector<AxisTerm> terms;
    for (int a = 0; a < from; ++a) {
        // On the centres of `to` cells cos(pi (2 to - a) x) = -cos(pi a x), and mode `to` vanishes.
        const int period = a % (2 * to);
        const int target = period > to ? 2 * to - period : period;
        if (target == to) {
            continue;
        }
        const double sign = ((a / (2 * to)) % 2 == 0) == (period < to) ? 1.0 : -1.0;
        const double decay = std::exp(-pi * pi * a * a * spread);
        terms.push_back({static_cast<std::size_t>(a), static_cast<std::size_t>(target),
                         sign * decay * cosine_scale(a, from) / cosine_scale(target, to)});
    }
    return terms;
}

/// \param shift in units of the axis' own length.
std::vector<AxisTerm> fourier_terms(int from, int to, double spread, double shift) {
    std::vector<AxisTerm> terms;
    const auto add = [&](int index, int m, double weight) {
        const double decay = std::exp(-4.0 * pi * pi * m * m * spread);
        // Cell i sits at exponent i in the transform and at i + 1/2 in the box.
        const double turn = pi * m * (1.0 / to - 1.0 / from) - 2.0 * pi * m * shift;
        terms.push_back({static_cast<std::size_t>(index), static_cast<std::size_t>((m % to + to) % to),
                         weight / from * decay * std::polar(1.0, turn)});
    };
    for (int index = 0; index < from; ++index) {
        if (2 * index == from) {
            add(index, index, 0.5);
            add(index, -index, 0.5);
        } else {
            add(index, 2 * index < from ? index : index - from, 1.0);
        }
    }
    return terms;
}

/// All modes (Y, X) of a half spectrum: F(-m) = conj F(m).
std::vector<std::complex<double>> whole_spectrum(Grid grid, const std::vector<std::complex<double>>& half) {
    std::vector<std::complex<double>> whole;
    whole.reserve(grid.cells());
    const int columns = grid.nx / 2 + 1;
    const auto at = [&](int y, int x) {
        return half[static_cast<std::size_t>(y) * columns + static_cast<std::size_t>(x)];
    };
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            whole.push_back(x < columns ? at(y, x) : std::conj(at((grid.ny - y) % grid.ny, grid.nx - x)));
        }
    }
    return whole;
}

/// Whether a mode of an axis of `from` cells has no place on `to` cells.
bool is_beyond(SeriesKind kind, std::size_t index, int from, int to) {
    const auto m = static_cast<int>(index);
    return kind == SeriesKind::cosine ? m >= to : 2 * std::min(m, from - m) >= to;
}

}  // namespace

ImageSeries::ImageSeries(SeriesKind kind, Grid grid, std::span<const double> values) : kind_(kind), grid_(grid) {
    EBRU_EXPECT(values.size() == grid.cells());
    if (kind == SeriesKind::cosine) {
        std::vector<double> coefficients(values.size());
        CosineTransform<double>(grid).forward(values.data(), coefficients.data());
        modes_.assign(coefficients.begin(), coefficients.end());
    } else {
        const FftPlan<double> plan(grid);
        std::vector<std::complex<double>> half(plan.spectrum_values());
        plan.forward(values.data(), half.data());
        modes_ = whole_spectrum(grid, half);
    }
}

std::vector<double> ImageSeries::at_centres(Grid grid, const SeriesChange& change) const {
    EBRU_EXPECT(kind_ == SeriesKind::fourier || (change.shift_x == 0.0 && change.shift_y == 0.0));
    const bool cosine = kind_ == SeriesKind::cosine;
    const double height = static_cast<double>(grid_.ny) / grid_.nx;
    const std::vector<AxisTerm> terms_x = cosine ? cosine_terms(grid_.nx, grid.nx, change.spread)
                                                 : fourier_terms(grid_.nx, grid.nx, change.spread, change.shift_x);
    const std::vector<AxisTerm> terms_y =
        cosine ? cosine_terms(grid_.ny, grid.ny, change.spread / (height * height))
               : fourier_terms(grid_.ny, grid.ny, change.spread / (height * height), change.shift_y / height);
    const std::size_t columns = static_cast<std::size_t>(cosine ? grid.nx : grid.nx / 2 + 1);
    std::vector<std::complex<double>> target(static_cast<std::size_t>(grid.ny) * columns);
    for (const AxisTerm& y : terms_y) {
        for (const AxisTerm& x : terms_x) {
            if (x.target < columns) {
                target[y.target * columns + x.target] +=
                    y.factor * x.factor * modes_[y.source * static_cast<std::size_t>(grid_.nx) + x.source];
            }
        }
    }
    std::vector<double> values(grid.cells());
    if (cosine) {
        std::vector<double> coefficients(values.size());
        std::transform(target.begin(), target.end(), coefficients.begin(),
                       [](const auto& mode) { return mode.real(); });
        CosineTransform<double>(grid).inverse(coefficients.data(), values.data());
    } else {
        FftPlan<double>(grid).backward(target.data(), values.data());
    }
    return values;
}

double ImageSeries::beyond(Grid grid) const {
    double sum = 0.0;
    std::size_t index = 0;
    for (int y = 0; y < grid_.ny; ++y) {
        for (int x = 0; x < grid_.nx; ++x, ++index) {
            if (is_beyond(kind_, static_cast<std::size_t>(x), grid_.nx, grid.nx) ||
                is_beyond(kind_, static_cast<std::size_t>(y), grid_.ny, grid.ny)) {
                sum += std::norm(modes_[index]);
            }
        }
    }
    const auto cells = static_cast<double>(grid_.cells());
    return std::sqrt(kind_ == SeriesKind::cosine ? sum / cells : sum / (cells * cells));
}

}  // namespace ebru
