#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <vector>

#include "solvers/turbulence/turbulence_parameters.hpp"

namespace ebru {

/// A mode of the series of numerics.md section 3, as this class finds it: no table of the solver is used.
struct SeriesMode {
    int m_x = 0;
    int m_y = 0;
    double q = 0.0;  ///< waves per width
    double kappa_x = 0.0;
    double kappa_y = 0.0;
    double kappa = 0.0;
    double amplitude = 0.0;         ///< q^-(p+1)/2
    double omega = 0.0;             ///< c kappa, radians per unit of t
    std::array<double, 2> phase{};  ///< of v_x and v_y; equal but for the kind `independent`
};

/// The modes of a band with the phases of one field. Smooth amplitudes only (a contract).
std::vector<SeriesMode> series_modes(const TurbulenceParameters& parameters, std::int64_t field);

/// One random Fourier field summed mode by mode at any point: what RandomFourierVelocity samples on the cells, scaled
/// to rms 1. Rows of equal m_y are summed with tabulated powers of exp(i kappa_0 x). Not thread-safe.
class ModeSeries {
  public:
    ModeSeries(const TurbulenceParameters& parameters, std::int64_t field);

    [[nodiscard]] const std::vector<SeriesMode>& modes() const { return modes_; }

    /// Moves the phases to time t; the next evaluations are of this time.
    void set_time(double t);

    /// sqrt(<|v|^2>) over the cells before scaling: sqrt(sum a^2/2), between walls sqrt(sum a^2 cos^2(phi + omega
    /// t)/2), because the modes are orthogonal on the cell centres.
    [[nodiscard]] double rms() const { return rms_; }

    /// (v_x, v_y) at the point (x, y), cells; cell (j, i) is at (i + 1/2, j + 1/2).
    [[nodiscard]] std::array<double, 2> velocity(double x, double y) const;

    /// psi with v = (d_y psi, -d_x psi). For `walls` and `stream` (a contract).
    [[nodiscard]] double stream_function(double x, double y) const;

  private:
    using Powers = std::vector<std::complex<double>>;

    /// exp(i kappa_0 m x) for m = -last_ .. last_.
    void tabulate(double kappa_0, double x, Powers& powers) const;
    [[nodiscard]] std::array<double, 2> wall_velocity() const;
    [[nodiscard]] std::array<double, 2> periodic_velocity() const;
    void tabulate(double x, double y) const;

    TurbulenceParameters parameters_;
    std::vector<SeriesMode> modes_;
    int last_ = 0;
    double rms_ = 0.0;
    /// (M): periodic kinds a exp(i(phi + omega t)) times the component's direction, scaled; walls real.
    std::array<std::vector<std::complex<double>>, 2> coefficients_;
    mutable Powers powers_x_;
    mutable Powers powers_y_;
};

}  // namespace ebru
