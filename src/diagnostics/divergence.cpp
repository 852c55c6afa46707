#include "diagnostics/divergence.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <numbers>
#include <span>
#include <vector>

#include "blocks/velocity_halo.hpp"
#include "diagnostics/periodic_extension.hpp"
#include "fft/fft_plan.hpp"
#include "field/ghosted_component.hpp"

namespace ebru {

namespace {

/// Angular wavenumber of index m of n; 0 at Nyquist.
double wavenumber(int index, int n) {
    if (2 * index == n) {
        return 0.0;
    }
    return 2.0 * std::numbers::pi * (2 * index < n ? index : index - n) / n;
}

double lattice_dx(const GhostedComponent& g, int y, int x) {
    return (g(y, x + 1) - g(y, x - 1)) / 3.0 +
           (g(y + 1, x + 1) + g(y - 1, x + 1) - g(y + 1, x - 1) - g(y - 1, x - 1)) / 12.0;
}

double lattice_dy(const GhostedComponent& g, int y, int x) {
    return (g(y + 1, x) - g(y - 1, x)) / 3.0 +
           (g(y + 1, x + 1) + g(y + 1, x - 1) - g(y - 1, x + 1) - g(y - 1, x - 1)) / 12.0;
}

/// Sums over cells in reading order.
struct SquareSums {
    double divergence = 0.0;
    double curl = 0.0;

    void add_row(const GhostedVelocity& v, int y) {
        for (int x = 0; x < v.grid.nx; ++x) {
            const double div = lattice_dx(v.x, y, x) + lattice_dy(v.y, y, x);
            const double rot = lattice_dx(v.y, y, x) - lattice_dy(v.x, y, x);
            divergence += div * div;
            curl += rot * rot;
        }
    }
    [[nodiscard]] DivergenceReport report(Grid whole) const {
        const auto cells = static_cast<double>(whole.cells());
        return {.divergence_rms = std::sqrt(divergence / cells), .curl_rms = std::sqrt(curl / cells)};
    }
};

}  // namespace

double DivergenceReport::ratio() const {
    if (curl_rms == 0.0) {
        return divergence_rms == 0.0 ? 0.0 : std::numeric_limits<double>::infinity();
    }
    return divergence_rms / curl_rms;
}

DivergenceReport spectral_divergence(const double* v_x, const double* v_y, Grid grid, Walls walls) {
    const PeriodicField field = periodic_extension(v_x, v_y, grid, walls);
    const FftPlan<double> plan(field.grid);
    std::vector<std::complex<double>> hat_x(plan.spectrum_values());
    std::vector<std::complex<double>> hat_y(plan.spectrum_values());
    plan.forward(field.v_x.data(), hat_x.data());
    plan.forward(field.v_y.data(), hat_y.data());

    // Parseval: the mean square is the sum of squared coefficients, both signs of m_x.
    double divergence = 0.0;
    double curl = 0.0;
    std::size_t position = 0;
    for (int m_y = 0; m_y < field.grid.ny; ++m_y) {
        const double kappa_y = wavenumber(m_y, field.grid.ny);
        for (int m_x = 0; m_x <= field.grid.nx / 2; ++m_x, ++position) {
            const double kappa_x = wavenumber(m_x, field.grid.nx);
            const double both_signs = m_x == 0 || 2 * m_x == field.grid.nx ? 1.0 : 2.0;
            divergence += both_signs * std::norm(kappa_x * hat_x[position] + kappa_y * hat_y[position]);
            curl += both_signs * std::norm(kappa_x * hat_y[position] - kappa_y * hat_x[position]);
        }
    }
    const auto cells = static_cast<double>(field.grid.cells());
    return {.divergence_rms = std::sqrt(divergence) / cells, .curl_rms = std::sqrt(curl) / cells};
}

DivergenceReport lattice_divergence(const double* v_x, const double* v_y, Grid grid, Walls walls) {
    SquareSums sums;
    const GhostedVelocity v(v_x, v_y, grid, grid.nx, FieldEdges::of(walls));
    for (int y = 0; y < grid.ny; ++y) {
        sums.add_row(v, y);
    }
    return sums.report(grid);
}

std::vector<DivergenceReport> lattice_divergence(const FieldPart& part, const HostVelocity& v, Walls walls) {
    const std::size_t fields = v.extent(0);
    VelocityHalo halo(part, walls, static_cast<int>(fields));
    halo.update(v);
    std::vector<SquareSums> sums(fields);
    part.fold(std::span(sums), [&](int y) {
        for (std::size_t f = 0; f < fields; ++f) {
            sums[f].add_row(halo.field(static_cast<int>(f)), y);
        }
    });
    std::vector<DivergenceReport> reports(fields);
    std::transform(sums.begin(), sums.end(), reports.begin(),
                   [&part](const SquareSums& of_field) { return of_field.report(part.whole()); });
    return reports;
}

}  // namespace ebru
