#include "solvers/turbulence/periodic_synthesis.hpp"

#include <algorithm>
#include <cstdlib>
#include <numbers>
#include <tuple>

#include "base/error.hpp"
#include "base/planted_fault.hpp"

namespace ebru {

namespace {

int half_width(Grid grid) {
    return grid.nx / 2 + 1;
}

/// A torus whose half spectrum has `columns` columns.
Grid torus_of(int ny, int columns) {
    return {ny, 2 * (columns - 1) + 1};
}

int columns_of(const std::vector<FourierMode>& modes) {
    int largest = 0;
    for (const FourierMode& mode : modes) {
        largest = std::max(largest, std::abs(mode.m_x));
    }
    return largest + 1;
}

}  // namespace

int PeriodicSynthesis::column_chunk(Grid grid, int columns) {
    const int chunk = even_chunk(columns, std::clamp((1 << 15) / grid.ny, 4, 32));
    return std::min(std::max(chunk, 2), half_width(grid));  // FFTW takes a single column by another algorithm
}

int PeriodicSynthesis::row_chunk(Grid grid) {
    return even_chunk(grid.ny, std::max(4096 / grid.nx, 1));
}

PeriodicSynthesis::PeriodicSynthesis(Grid grid, const Window& window, TurbulenceKind kind,
                                     const std::vector<FourierMode>& modes)
    : grid_(grid),
      window_(window),
      scratch_(scratch_values(grid, window.grid(), modes)),
      kind_(kind),
      band_columns_(static_cast<std::size_t>(columns_of(modes))),
      chunk_(column_chunk(grid, columns_of(modes))),
      row_chunk_(row_chunk(grid)),
      columns_(fftw::Plan<double>::complex_columns(torus_of(grid.ny, chunk_), fftw::Direction::backward)),
      rows_(fftw::Plan<double>::complex_to_real_rows({row_chunk_, grid.nx})) {
    EBRU_EXPECT(kind != TurbulenceKind::walls);
    for (std::size_t index = 0; index < modes.size(); ++index) {
        const FourierMode& mode = modes[index];
        if (mode.m_x >= 0) {
            add_entry(index, mode, +1);
        }
        if (mode.m_x <= (planted(Fault::hermitian_mirror) ? -1 : 0)) {
            add_entry(index, mode, -1);  // the half spectrum holds m_x >= 0; column 0 holds both signs
        }
    }
    sort_entries();
    std::vector<std::complex<double>> empty(static_cast<std::size_t>(grid.ny) * static_cast<std::size_t>(chunk_));
    columns_.execute(empty.data());
    for (int y = window.y0; y < window.y1; ++y) {
        zeros_on_y_.push_back(empty[static_cast<std::size_t>(y) * static_cast<std::size_t>(chunk_)]);
    }
}

void PeriodicSynthesis::add_entry(std::size_t mode_index, const FourierMode& mode, int sign) {
    const int column = sign * mode.m_x;
    Entry entry{.mode = mode_index,
                .row = static_cast<std::size_t>((sign * mode.m_y + grid_.ny) % grid_.ny),
                .column = static_cast<std::size_t>(column),
                .sign = planted(Fault::half_plane_sign) && column == 0 ? 1.0 : static_cast<double>(sign),
                .kappa = {sign * mode.kappa_x, sign * mode.kappa_y}};
    // a cos(theta) = (a/2) exp(i theta) + (a/2) exp(-i theta)
    if (kind_ == TurbulenceKind::stream) {
        const double half = 0.5 * mode.amplitude / mode.kappa();
        entry.weight = {half * mode.kappa_y, -half * mode.kappa_x};
    } else {
        const double half = 0.5 * mode.amplitude / std::numbers::sqrt2;
        entry.weight = {half, half};
    }
    entries_.push_back(entry);
}

void PeriodicSynthesis::sort_entries() {
    const auto chunk = static_cast<std::size_t>(chunk_);
    const auto place = [chunk](const Entry& e) { return std::tuple(e.column / chunk, e.row, e.column); };
    std::sort(entries_.begin(), entries_.end(),
              [&place](const Entry& a, const Entry& b) { return place(a) < place(b); });
    for (std::size_t e = 0; e < entries_.size(); ++e) {
        chunk_first_.resize(std::max(chunk_first_.size(), entries_[e].column / chunk + 1), e);
    }
    chunk_first_.push_back(entries_.size());
}

std::size_t PeriodicSynthesis::scratch_values(Grid grid, Grid own, const std::vector<FourierMode>& modes) {
    const int columns = columns_of(modes);
    return Grid{own.ny, columns}.cells() + Grid{grid.ny, column_chunk(grid, columns)}.cells() +
           2 * Grid{row_chunk(grid), half_width(grid)}.cells();
}

PeriodicSynthesis::Scratch PeriodicSynthesis::divide(std::complex<double>* scratch) const {
    std::complex<double>* const columns = scratch + static_cast<std::size_t>(window_.grid().ny) * band_columns_;
    std::complex<double>* const rows = columns + static_cast<std::size_t>(grid_.ny) * static_cast<std::size_t>(chunk_);
    // the standard lets an array of complex be read as one of doubles
    return {scratch, columns, rows, reinterpret_cast<double*>(rows + row_chunk_ * half_width(grid_))};
}

template <class Coefficient, class Use>
void PeriodicSynthesis::transform(const Coefficient& coefficient, std::complex<double>* scratch, const Use& use) const {
    const Scratch parts = divide(scratch);
    const auto chunk = static_cast<std::size_t>(chunk_);
    for (std::size_t c = 0; c + 1 < chunk_first_.size(); ++c) {
        std::fill_n(parts.columns, static_cast<std::size_t>(grid_.ny) * chunk, 0.0);
        for (std::size_t e = chunk_first_[c]; e < chunk_first_[c + 1]; ++e) {
            const Entry& entry = entries_[e];
            parts.columns[entry.row * chunk + (entry.column - c * chunk)] = coefficient(entry);
        }
        columns_.execute(parts.columns);
        const std::size_t count = std::min(chunk, band_columns_ - c * chunk);
        for (int y = window_.y0; y < window_.y1; ++y) {
            std::copy_n(parts.columns + static_cast<std::size_t>(y) * chunk, count,
                        parts.band + static_cast<std::size_t>(y - window_.y0) * band_columns_ + c * chunk);
        }
    }
    along_x(parts, use);
}

template <class Use>
void PeriodicSynthesis::along_x(const Scratch& parts, const Use& use) const {
    const auto ny = static_cast<std::size_t>(window_.grid().ny);
    const auto nx = static_cast<std::size_t>(window_.grid().nx);
    const auto width = static_cast<std::size_t>(half_width(grid_));
    const auto chunk = static_cast<std::size_t>(row_chunk_);
    for (std::size_t start = 0; start < ny; start += chunk) {
        const std::size_t count = std::min(chunk, ny - start);
        for (std::size_t row = 0; row < count; ++row) {
            std::complex<double>* const to = parts.rows + row * width;
            std::copy_n(parts.band + (start + row) * band_columns_, band_columns_, to);
            std::fill(to + band_columns_, to + width, zeros_on_y_[start + row]);
        }
        std::fill(parts.rows + count * width, parts.rows + chunk * width, 0.0);
        rows_.execute(parts.rows, parts.lines);
        for (std::size_t row = 0; row < count; ++row) {
            use((start + row) * nx, nx, parts.lines + row * static_cast<std::size_t>(grid_.nx) + window_.x0);
        }
    }
}

void PeriodicSynthesis::transform_component(int c, const ModeValues& values, std::complex<double>* scratch,
                                            double* out) const {
    const auto component = static_cast<std::size_t>(c);
    const double* cosine = values.cosine[component];
    const double* sine = values.sine[component];
    transform(
        [=](const Entry& entry) {
            const double weight = entry.weight[component];
            return std::complex(weight * cosine[entry.mode], weight * entry.sign * sine[entry.mode]);
        },
        scratch, [=](std::size_t cell, std::size_t count, const double* v) { std::copy_n(v, count, out + cell); });
}

template <class Use>
void PeriodicSynthesis::transform_derivative(int c, int d, const ModeValues& values, std::complex<double>* scratch,
                                             const Use& use) const {
    const auto component = static_cast<std::size_t>(c);
    const double* cosine = values.cosine[component];
    const double* sine = values.sine[component];
    transform(
        [=](const Entry& entry) {
            const double weight = entry.weight[component] * entry.kappa[static_cast<std::size_t>(d)];
            return std::complex(-weight * entry.sign * sine[entry.mode], weight * cosine[entry.mode]);
        },
        scratch, use);
}

void PeriodicSynthesis::velocity(const ModeValues& values, std::complex<double>* scratch,
                                 const VelocityPlanes& out) const {
    transform_component(0, values, scratch, out.x);
    transform_component(1, values, scratch, out.y);
}

void PeriodicSynthesis::velocity_and_acceleration(const ModeValues& values, std::complex<double>* scratch,
                                                  const VelocityPlanes& out, const VelocityPlanes& acceleration) const {
    velocity(values, scratch, out);
    const AccelerationTerms terms{.v = out, .a = acceleration, .solenoidal = kind_ == TurbulenceKind::stream};
    transform_derivative(0, 0, values, scratch, [&](std::size_t cell, std::size_t count, const double* derivative) {
        terms.dx_vx(cell, count, derivative);
    });
    transform_derivative(0, 1, values, scratch, [&](std::size_t cell, std::size_t count, const double* derivative) {
        terms.dy_vx(cell, count, derivative);
    });
    transform_derivative(1, 0, values, scratch, [&](std::size_t cell, std::size_t count, const double* derivative) {
        terms.dx_vy(cell, count, derivative);
    });
    if (!terms.solenoidal) {
        transform_derivative(1, 1, values, scratch, [&](std::size_t cell, std::size_t count, const double* derivative) {
            terms.dy_vy(cell, count, derivative);
        });
    }
}

}  // namespace ebru
