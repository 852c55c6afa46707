#include "validation/common/cosine_series.hpp"

#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "fft/cosine_transform.hpp"

namespace ebru {

namespace {

constexpr double pi = std::numbers::pi;

/// cos(pi a (i + 1/2)/cells) for i < cells, a < modes: (cells, modes).
std::vector<double> cosine_table(int cells, int modes) {
    std::vector<double> table;
    for (int i = 0; i < cells; ++i) {
        for (int a = 0; a < modes; ++a) {
            table.push_back(std::cos(pi * a * (i + 0.5) / cells));
        }
    }
    return table;
}

/// left (rows, inner) times right (columns, inner) transposed.
std::vector<double> product(const std::vector<double>& left, const std::vector<double>& right, int inner) {
    const std::size_t width = static_cast<std::size_t>(inner);
    std::vector<double> out;
    out.reserve(left.size() / width * (right.size() / width));
    for (std::size_t row = 0; row < left.size(); row += width) {
        for (std::size_t column = 0; column < right.size(); column += width) {
            double sum = 0.0;
            for (std::size_t k = 0; k < width; ++k) {
                sum += left[row + k] * right[column + k];
            }
            out.push_back(sum);
        }
    }
    return out;
}

}  // namespace

CosineSeries::CosineSeries(const std::vector<double>& values, int cells) : modes_(cells), coefficients_(values.size()) {
    EBRU_EXPECT(cells > 0 && values.size() == static_cast<std::size_t>(cells) * static_cast<std::size_t>(cells));
    CosineTransform<double>({cells, cells}).forward(values.data(), coefficients_.data());
    for (int b = 0; b < cells; ++b) {
        for (int a = 0; a < cells; ++a) {
            // orthonormal basis functions are s_b s_a cos cos
            const double squared = (a == 0 ? 1.0 : 2.0) * (b == 0 ? 1.0 : 2.0);
            coefficients_[std::size_t(b) * std::size_t(cells) + std::size_t(a)] *= std::sqrt(squared) / cells;
        }
    }
}

void CosineSeries::smooth(double width) {
    EBRU_EXPECT(width >= 0.0);
    constexpr double negligible = 1e-17;
    const auto factor = [width](int a) { return std::exp(-0.5 * std::pow(pi * a * width, 2)); };
    int kept = modes_;
    while (kept > 1 && factor(kept - 1) < negligible) {
        --kept;
    }
    std::vector<double> smoothed;
    for (int b = 0; b < kept; ++b) {
        for (int a = 0; a < kept; ++a) {
            smoothed.push_back(factor(b) * factor(a) *
                               coefficients_[std::size_t(b) * std::size_t(modes_) + std::size_t(a)]);
        }
    }
    modes_ = kept;
    coefficients_ = std::move(smoothed);
}

std::vector<double> CosineSeries::sample(int cells) const {
    EBRU_EXPECT(cells > 0);
    const std::vector<double> table = cosine_table(cells, modes_);
    const std::vector<double> rows = product(table, coefficients_, modes_);  // (x, b)
    return product(table, rows, modes_);
}

}  // namespace ebru
