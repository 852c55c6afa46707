#include "solvers/turbulence/wall_synthesis.hpp"

#include <algorithm>
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

int WallSynthesis::column_chunk(Grid grid) {
    return even_chunk(grid.nx, std::clamp((1 << 16) / grid.ny, 8, 96));
}

int WallSynthesis::row_chunk(Grid grid, int rows) {
    return even_chunk(rows, std::max(4096 / grid.nx, 1));
}

WallSynthesis::WallSynthesis(Grid grid, const Window& window, const std::vector<FourierMode>& modes)
    : grid_(grid),
      window_(window),
      scratch_(scratch_values(grid, window.grid(), modes)),
      rows_(largest_row(modes)),
      chunk_(column_chunk(grid)),
      row_chunk_(row_chunk(grid, rows_)),
      row_first_(static_cast<std::size_t>(rows_) + 1),
      sine_x_({row_chunk_, grid.nx}, Axis::x, TrigKind::dst3, row_chunk_),
      cosine_x_({row_chunk_, grid.nx}, Axis::x, TrigKind::dct3, row_chunk_),
      sine_y_({grid.ny, chunk_}, Axis::y, TrigKind::dst3, chunk_),
      cosine_y_({grid.ny, chunk_}, Axis::y, TrigKind::dct3, chunk_) {
    int row_before = 0;
    for (const FourierMode& mode : modes) {
        EBRU_EXPECT(mode.m_x >= 1 && mode.m_x < grid.nx && mode.m_y >= std::max(row_before, 1) && mode.m_y < grid.ny);
        row_before = mode.m_y;
        entries_.push_back({.column = static_cast<std::size_t>(mode.m_x - 1),
                            .weight = 0.25 * std::numbers::sqrt2 * mode.amplitude / mode.kappa(),
                            .kappa_x = mode.kappa_x});
        row_first_[static_cast<std::size_t>(mode.m_y)] = entries_.size();
    }
    for (int n = 1; n <= rows_; ++n) {
        std::size_t& end = row_first_[static_cast<std::size_t>(n)];
        end = std::max(end, row_first_[static_cast<std::size_t>(n) - 1]);  // rows without modes
        kappa_y_.push_back(std::numbers::pi * n / grid.ny);
    }
}

std::size_t WallSynthesis::scratch_values(Grid grid, Grid own, const std::vector<FourierMode>& modes) {
    const int rows = largest_row(modes);
    const std::size_t sums = Grid{rows, own.nx}.cells();
    const std::size_t lines = Grid{row_chunk(grid, rows), grid.nx}.cells();
    const std::size_t columns = Grid{grid.ny, column_chunk(grid)}.cells();
    return (3 * sums + lines + columns + 1) / 2;
}

WallSynthesis::Scratch WallSynthesis::divide(std::complex<double>* scratch) const {
    const std::size_t sums = static_cast<std::size_t>(rows_) * static_cast<std::size_t>(window_.grid().nx);
    auto* start =
        reinterpret_cast<double*>(scratch);  // the standard lets an array of complex be read as one of doubles
    double* const lines = start + 3 * sums;
    return {start, start + sums, start + 2 * sums, lines,
            lines + static_cast<std::size_t>(row_chunk_) * static_cast<std::size_t>(grid_.nx)};
}

void WallSynthesis::along_x(TrigKind kind, int power, const double* cosine_of_phase, double* lines,
                            double* sums) const {
    const std::size_t shift =
        kind == TrigKind::dct3 ? 1 : 0;  // coefficient m sits at m for cosines, at m - 1 for sines
    const auto width = static_cast<std::size_t>(grid_.nx);
    const auto chunk = static_cast<std::size_t>(row_chunk_);
    const auto nx = static_cast<std::size_t>(window_.grid().nx);
    for (std::size_t start = 0; start < kappa_y_.size(); start += chunk) {
        const std::size_t count = std::min(chunk, kappa_y_.size() - start);
        std::fill_n(lines, chunk * width, 0.0);
        for (std::size_t row = 0; row < count; ++row) {
            double* const line = lines + row * width + shift;
            for (std::size_t mode = row_first_[start + row]; mode < row_first_[start + row + 1]; ++mode) {
                const Entry& entry = entries_[mode];
                double coefficient = entry.weight * cosine_of_phase[mode];
                for (int p = 0; p < power; ++p) {
                    coefficient *= entry.kappa_x;
                }
                line[entry.column] = coefficient;
            }
        }
        (kind == TrigKind::dct3 ? cosine_x_ : sine_x_).execute(lines);
        for (std::size_t row = 0; row < count; ++row) {
            std::copy_n(lines + row * width + static_cast<std::size_t>(window_.x0), nx, sums + (start + row) * nx);
        }
    }
}

template <class Factor, class Use>
void WallSynthesis::along_y(TrigKind kind, const double* sums, const Factor& factor, int x, double* columns,
                            const Use& use) const {
    const auto nx = static_cast<std::size_t>(window_.grid().nx);
    const auto chunk = static_cast<std::size_t>(chunk_);
    const auto first = static_cast<std::size_t>(x);
    const std::size_t count = std::min(chunk, nx - first);
    const std::size_t shift = kind == TrigKind::dct3 ? 1 : 0;  // as along x
    if (count < chunk) {
        std::fill_n(columns, static_cast<std::size_t>(grid_.ny) * chunk, 0.0);
    }
    std::fill_n(columns, shift * chunk, 0.0);
    for (std::size_t row = 0; row < kappa_y_.size(); ++row) {
        const double scale = factor(kappa_y_[row]);
        const double* in = sums + row * nx + first;
        double* to = columns + (shift + row) * chunk;
        for (std::size_t i = 0; i < count; ++i) {
            to[i] = scale * in[i];
        }
    }
    const std::size_t filled = (shift + kappa_y_.size()) * chunk;
    std::fill(columns + filled, columns + static_cast<std::size_t>(grid_.ny) * chunk, 0.0);
    (kind == TrigKind::dct3 ? cosine_y_ : sine_y_).execute(columns);
    for (int y = window_.y0; y < window_.y1; ++y) {
        use(static_cast<std::size_t>(y - window_.y0) * nx + first, count,
            columns + static_cast<std::size_t>(y) * chunk);
    }
}

void WallSynthesis::velocity_columns(const Scratch& scratch, int x, const VelocityPlanes& out) const {
    const bool in_place =
        window_.grid() == Grid{grid_.ny, chunk_};  // a small field: the transform's rows are the plane
    const auto plane = [&](TrigKind kind, const double* sums, const auto& factor, double* to) {
        along_y(kind, sums, factor, x, in_place ? to : scratch.columns,
                [=](std::size_t cell, std::size_t count, const double* v) {
                    if (!in_place) {
                        std::copy_n(v, count, to + cell);
                    }
                });
    };
    // v_x = sum b kappa_y sin cos,  v_y = -sum b kappa_x cos sin
    plane(TrigKind::dct3, scratch.sine, [](double kappa_y) { return kappa_y; }, out.x);
    plane(TrigKind::dst3, scratch.cosine, [](double) { return -1.0; }, out.y);
}

void WallSynthesis::velocity(const ModeValues& values, std::complex<double>* scratch, const VelocityPlanes& out) const {
    const Scratch parts = divide(scratch);
    along_x(TrigKind::dst3, 0, values.cosine[0], parts.lines, parts.sine);
    along_x(TrigKind::dct3, 1, values.cosine[0], parts.lines, parts.cosine);
    for (int x = 0; x < window_.grid().nx; x += chunk_) {
        velocity_columns(parts, x, out);
    }
}

void WallSynthesis::velocity_and_acceleration(const ModeValues& values, std::complex<double>* scratch,
                                              const VelocityPlanes& out, const VelocityPlanes& acceleration) const {
    const Scratch parts = divide(scratch);
    along_x(TrigKind::dst3, 0, values.cosine[0], parts.lines, parts.sine);
    along_x(TrigKind::dct3, 1, values.cosine[0], parts.lines, parts.cosine);
    along_x(TrigKind::dst3, 2, values.cosine[0], parts.lines, parts.sine_squared);
    const AccelerationTerms terms{.v = out, .a = acceleration};
    for (int x = 0; x < window_.grid().nx; x += chunk_) {
        velocity_columns(parts, x, out);
        // d_x v_x = sum b kappa_x kappa_y cos cos,  d_y v_x = -sum b kappa_y^2 sin sin,  d_x v_y = sum b kappa_x^2 sin
        // sin
        along_y(
            TrigKind::dct3, parts.cosine, [](double kappa_y) { return kappa_y; }, x, parts.columns,
            [&](std::size_t cell, std::size_t count, const double* d) { terms.dx_vx(cell, count, d); });
        along_y(
            TrigKind::dst3, parts.sine, [](double kappa_y) { return -kappa_y * kappa_y; }, x, parts.columns,
            [&](std::size_t cell, std::size_t count, const double* d) { terms.dy_vx(cell, count, d); });
        along_y(
            TrigKind::dst3, parts.sine_squared, [](double) { return 1.0; }, x, parts.columns,
            [&](std::size_t cell, std::size_t count, const double* d) { terms.dx_vy(cell, count, d); });
    }
}

}  // namespace ebru
