#pragma once

#include <limits>
#include <string>
#include <vector>

#include "solvers/spde/spde_plan.hpp"
#include "validation/petsc/anisotropic_drift.hpp"

namespace ebru {

/// Unit round-off.
template <class Real>
constexpr double unit_round_off = 0.5 * std::numeric_limits<Real>::epsilon();

template <class Real>
std::string precision_name() {
    return sizeof(Real) == sizeof(float) ? "float" : "double";
}

enum class Noise { none, additive, multiplicative };

/// The equation of numerics.md section 5 with geometric intensities and opening contrasts: once as the solver's, once
/// from the formulas.
struct SpdeProblem {
    double horizon = 1.0;
    std::vector<double> drift_alpha;  ///< at 0 and T
    double drift_lambda = 0.0;        ///< at 0
    std::vector<double> noise_alpha;
    double noise_lambda = 0.0;
    double rate = 0.5;
    Noise noise = Noise::none;
    double ell = 0.0;

    /// For the solver.
    [[nodiscard]] SpdeEquation equation() const;

    /// g1 at time t, by the formulas.
    [[nodiscard]] referee::EdgeCoefficient drift(double t) const;

    /// g2 at time t, by the formulas; inverse_lambda = 0 for additive noise.
    [[nodiscard]] referee::EdgeCoefficient noise_coefficient(double t) const;
};

/// g2 at the cell centres (numerics.md 5.3): central differences, the wall-normal one zero in boundary cells.
std::vector<double> noise_at_cells(const referee::EdgeCoefficient& g2, Grid grid, const std::vector<double>& u);

/// n equal steps from 0 to T.
SpdeInterval equal_steps(double horizon, int n);

/// Upper rows of a raw photograph: a quarter less high than wide, so that rows and columns cannot be confused.
Grid raw_grid(int cells);
std::vector<double> raw_photograph(const std::string& name, int cells);

/// What round-off is measured by.
double largest_value(const std::vector<double>& u);
double largest_step(Grid grid, const std::vector<double>& u);  ///< between neighbouring cells

/// Upper bounds of the sums of the sizes of a cell's fluxes: g(p) |n| <= alpha |n|/sqrt(1 + n^2/lambda^2).
std::vector<double> flux_sizes(const referee::EdgeCoefficient& g1, Grid grid, const std::vector<double>& u);

/// The values rounded to Real.
template <class Real>
std::vector<double> rounded(const std::vector<double>& values) {
    std::vector<double> out;
    out.reserve(values.size());
    for (const double value : values) {
        out.push_back(static_cast<double>(static_cast<Real>(value)));
    }
    return out;
}

/// Images (B, 1, Y, X) of all values, and back.
template <class Real>
ImageBatch<Real> to_images(Grid grid, const std::vector<double>& values) {
    const ImageBatch<Real> images("referee spde", values.size() / grid.cells(), 1, static_cast<std::size_t>(grid.ny),
                                  static_cast<std::size_t>(grid.nx));
    const auto host = Kokkos::create_mirror_view(images);
    for (std::size_t i = 0; i < values.size(); ++i) {
        host.data()[i] = static_cast<Real>(values[i]);
    }
    Kokkos::deep_copy(images, host);
    return images;
}
template <class Real>
std::vector<double> to_values(const ImageBatch<Real>& images) {
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), images);
    return {host.data(), host.data() + host.size()};
}

}  // namespace ebru
