#include "solvers/turbulence/wall_synthesis.hpp"

#include <algorithm>
#include <functional>
#include <numbers>

#include "base/error.hpp"

namespace ebru {

namespace {

int largest_row(const std::vector<FourierMode>& modes) {
    EBRU_EXPECT(!modes.empty());
    int row = 1;
    for (const FourierMode& mode : modes) {
        row = std::max(row, mode.m_y);
    }
    return row;
}

}  // namespace

WallSynthesis::WallSynthesis(Grid grid, const std::vector<FourierMode>& modes)
    : grid_(grid),
      rows_(largest_row(modes)),
      sine_x_(grid, Axis::x, TrigKind::dst3, rows_),
      cosine_x_(grid, Axis::x, TrigKind::dct3, rows_),
      sine_y_(grid, Axis::y, TrigKind::dst3, grid.nx),
      cosine_y_(grid, Axis::y, TrigKind::dct3, grid.nx) {
    for (const FourierMode& mode : modes) {
        EBRU_EXPECT(mode.m_x >= 1 && mode.m_x < grid.nx && mode.m_y >= 1 && mode.m_y < grid.ny);
        entries_.push_back({.position = static_cast<std::size_t>(mode.m_y - 1) * static_cast<std::size_t>(grid.nx) +
                                        static_cast<std::size_t>(mode.m_x - 1),
                            .weight = 0.25 * std::numbers::sqrt2 * mode.amplitude / mode.kappa(),
                            .kappa_x = mode.kappa_x});
    }
    for (int n = 1; n <= rows_; ++n) {
        kappa_y_.push_back(std::numbers::pi * n / grid.ny);
    }
}

std::size_t WallSynthesis::scratch_values() const {
    const std::size_t row_values = static_cast<std::size_t>(rows_) * static_cast<std::size_t>(grid_.nx);
    return (3 * row_values + 1) / 2;
}

WallSynthesis::RowSums WallSynthesis::row_sums(std::complex<double>* scratch) const {
    const std::size_t row_values = static_cast<std::size_t>(rows_) * static_cast<std::size_t>(grid_.nx);
    auto* start =
        reinterpret_cast<double*>(scratch);  // the standard lets an array of complex be read as one of doubles
    return {start, start + row_values, start + 2 * row_values};
}

template <class Factor>
void WallSynthesis::along_y(TrigKind kind, const double* rows, const Factor& factor, double* out) const {
    const auto nx = static_cast<std::size_t>(grid_.nx);
    const std::size_t first =
        kind == TrigKind::dct3 ? 1 : 0;  // coefficient n sits at n for cosines, at n - 1 for sines
    std::fill_n(out, first * nx, 0.0);
    for (std::size_t row = 0; row < kappa_y_.size(); ++row) {
        const double scale = factor(kappa_y_[row]);
        const double* in = rows + row * nx;
        double* line = out + (first + row) * nx;
        for (std::size_t x = 0; x < nx; ++x) {
            line[x] = scale * in[x];
        }
    }
    const std::size_t filled = first + kappa_y_.size();
    std::fill_n(out + filled * nx, grid_.cells() - filled * nx, 0.0);
    (kind == TrigKind::dct3 ? cosine_y_ : sine_y_).execute(out);
}

void WallSynthesis::velocity(const ModeValues& values, std::complex<double>* scratch, const VelocityPlanes& out) const {
    const RowSums sums = row_sums(scratch);
    std::fill(sums.sine, sums.sine_squared, 0.0);
    const double* cosine_of_phase = values.cosine[0];
    for (std::size_t mode = 0; mode < entries_.size(); ++mode) {
        const Entry& entry = entries_[mode];
        const double coefficient = entry.weight * cosine_of_phase[mode];
        sums.sine[entry.position] = coefficient;
        sums.cosine[entry.position + 1] = coefficient * entry.kappa_x;
    }
    sine_x_.execute(sums.sine);
    cosine_x_.execute(sums.cosine);
    // v_x = sum b kappa_y sin cos,  v_y = -sum b kappa_x cos sin
    along_y(TrigKind::dct3, sums.sine, [](double kappa_y) { return kappa_y; }, out.x);
    along_y(TrigKind::dst3, sums.cosine, [](double) { return -1.0; }, out.y);
}

void WallSynthesis::velocity_and_gradient(const ModeValues& values, std::complex<double>* scratch,
                                          const VelocityPlanes& out, const GradientPlanes& gradient) const {
    velocity(values, scratch, out);

    const RowSums sums = row_sums(scratch);
    std::fill_n(sums.sine_squared, static_cast<std::size_t>(rows_) * static_cast<std::size_t>(grid_.nx), 0.0);
    const double* cosine_of_phase = values.cosine[0];
    for (std::size_t mode = 0; mode < entries_.size(); ++mode) {
        const Entry& entry = entries_[mode];
        sums.sine_squared[entry.position] = entry.weight * cosine_of_phase[mode] * entry.kappa_x * entry.kappa_x;
    }
    sine_x_.execute(sums.sine_squared);
    // d_x v_x = sum b kappa_x kappa_y cos cos,  d_y v_x = -sum b kappa_y^2 sin sin,  d_x v_y = sum b kappa_x^2 sin sin
    along_y(TrigKind::dct3, sums.cosine, [](double kappa_y) { return kappa_y; }, gradient.dx_vx);
    along_y(TrigKind::dst3, sums.sine, [](double kappa_y) { return -kappa_y * kappa_y; }, gradient.dy_vx);
    along_y(TrigKind::dst3, sums.sine_squared, [](double) { return 1.0; }, gradient.dx_vy);
    // div v = 0
    std::transform(gradient.dx_vx, gradient.dx_vx + grid_.cells(), gradient.dy_vy, std::negate<>());
}

}  // namespace ebru
