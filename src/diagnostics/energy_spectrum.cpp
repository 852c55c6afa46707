#include "diagnostics/energy_spectrum.hpp"

#include <cmath>
#include <complex>
#include <cstddef>

#include "diagnostics/periodic_extension.hpp"
#include "fft/cosine_transform.hpp"
#include "fft/fft_plan.hpp"

namespace ebru {

namespace {

/// Adds to the shell that q waves per width lie in.
void add_to_shell(std::vector<double>& shells, double q, double energy) {
    const auto shell = static_cast<std::size_t>(std::floor(q + 0.5));
    if (shell >= shells.size()) {
        shells.resize(shell + 1, 0.0);
    }
    shells[shell] += energy;
}

}  // namespace

std::vector<double> energy_spectrum(const double* v_x, const double* v_y, Grid grid, Walls walls) {
    const PeriodicField field = periodic_extension(v_x, v_y, grid, walls);
    const FftPlan<double> plan(field.grid);
    std::vector<std::complex<double>> hat_x(plan.spectrum_values());
    std::vector<std::complex<double>> hat_y(plan.spectrum_values());
    plan.forward(field.v_x.data(), hat_x.data());
    plan.forward(field.v_y.data(), hat_y.data());

    const int nx = field.grid.nx;
    const int ny = field.grid.ny;
    const double norm = 1.0 / (static_cast<double>(field.grid.cells()) * static_cast<double>(field.grid.cells()));
    const double waves_x = static_cast<double>(grid.nx) / nx;  // 1/2 for a doubled field
    const double waves_y = static_cast<double>(grid.nx) / ny;
    std::vector<double> shells;
    std::size_t position = 0;
    for (int row = 0; row < ny; ++row) {
        const int m_y = row <= ny / 2 ? row : row - ny;
        for (int m_x = 0; m_x <= nx / 2; ++m_x, ++position) {
            const double both_signs = m_x == 0 || 2 * m_x == nx ? 1.0 : 2.0;
            const double energy = 0.5 * both_signs * norm * (std::norm(hat_x[position]) + std::norm(hat_y[position]));
            add_to_shell(shells, std::hypot(m_x * waves_x, m_y * waves_y), energy);
        }
    }
    return shells;
}

std::vector<double> image_spectrum(const double* image, Grid grid) {
    return image_spectrum(image, CosineTransform<double>(grid));
}

std::vector<double> image_spectrum(const double* image, const CosineTransform<double>& transform) {
    const Grid grid = transform.grid();
    std::vector<double> coefficients(grid.cells());
    transform.forward(image, coefficients.data());
    const double norm = 1.0 / static_cast<double>(grid.cells());
    std::vector<double> shells;
    std::size_t position = 0;
    for (int b = 0; b < grid.ny; ++b) {
        for (int a = 0; a < grid.nx; ++a, ++position) {
            const double waves_y = 0.5 * b * grid.nx / grid.ny;
            add_to_shell(shells, std::hypot(0.5 * a, waves_y), norm * coefficients[position] * coefficients[position]);
        }
    }
    return shells;
}

}  // namespace ebru
