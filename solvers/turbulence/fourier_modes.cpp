#include "solvers/turbulence/fourier_modes.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string>

#include "base/error.hpp"
#include "base/planted_fault.hpp"

namespace ebru {

namespace {

/// Waves per image width, from whole numbers: a mode on the edge of a shell or of the band lies on it exactly.
double width_wavenumber(const FourierMode& mode, const TurbulenceParameters& parameters) {
    const double wave = parameters.kind == TurbulenceKind::walls ? 0.5 : 1.0;
    return std::hypot(wave * mode.m_x, wave * mode.m_y * parameters.grid.nx / parameters.grid.ny);
}

int shell_of(double q) {
    return static_cast<int>(std::floor(q + 0.5));
}

void validate_parameters(const TurbulenceParameters& parameters, double m_max) {
    validate(
        parameters.grid.nx >= 1 && parameters.grid.ny >= 1,
        "a velocity on " + std::to_string(parameters.grid.ny) + " x " + std::to_string(parameters.grid.nx) + " cells",
        "a field needs cells", "give at least 1 x 1");
    validate(std::isfinite(parameters.slope), "velocity.slope = " + std::to_string(parameters.slope),
             "it is p in E(k) ~ k^-p", "give a finite number, for example 2");
    const bool exact = parameters.amplitude == ModeAmplitude::shell_exact;
    validate(parameters.m_min > 0.0 && (!exact || parameters.m_min >= 0.5),
             "velocity.m_min = " + std::to_string(parameters.m_min),
             "the longest wave must fit into a shell of wavenumbers",
             exact ? "give at least 0.5 with shell-exact amplitudes" : "give a positive number");
    validate(std::isfinite(m_max) && m_max >= parameters.m_min, "velocity.m_max = " + std::to_string(m_max),
             "the band begins at m_min = " + std::to_string(parameters.m_min),
             "give a finite number of at least m_min");
    validate(parameters.phase_speed >= 0.0 && std::isfinite(parameters.phase_speed),
             "velocity.phase_speed = " + std::to_string(parameters.phase_speed), "it is c in omega = c |kappa|",
             "give 0 (frozen) or a positive number");
    validate(parameters.scale != VelocityScale::as_given, "a turbulent velocity used as given",
             "random modes have no magnitude of their own", "choose rms or maximum");
    validate(parameters.field_per != FieldPer::group || parameters.group >= 1,
             "velocity.group = " + std::to_string(parameters.group), "it counts the images that share a field",
             "give at least 1");
}

/// The modes of the band that the grid resolves, without amplitudes. Those beyond are not even listed: a large grid
/// resolves as many as it has cells.
std::vector<FourierMode> modes_of_band(const TurbulenceParameters& parameters, double m_max) {
    constexpr double rounding = 1e-12;  // a mode on the edge of the band is in it, whatever the root rounds to
    const Grid grid = parameters.grid;
    const bool walls = parameters.kind == TurbulenceKind::walls;
    const double unit_x = (walls ? 1.0 : 2.0) * std::numbers::pi / grid.nx;
    const double unit_y = (walls ? 1.0 : 2.0) * std::numbers::pi / grid.ny;
    const auto last_of = [&](int n, double waves) {  // `waves` of the longest mode that m_max leaves, and one more
        const double most = (walls ? 2.0 : 1.0) * waves + 1.0;
        return static_cast<int>(std::min<double>(walls ? n - 1 : (n - 1) / 2, most));
    };
    const int last_x = last_of(grid.nx, m_max);
    const int last_y = last_of(grid.ny, m_max * grid.ny / grid.nx);
    std::vector<FourierMode> modes;
    for (int m_y = walls ? 1 : 0; m_y <= last_y; ++m_y) {
        for (int m_x = walls || m_y == 0 ? 1 : -last_x; m_x <= last_x; ++m_x) {
            FourierMode mode{.m_x = m_x, .m_y = m_y, .kappa_x = unit_x * m_x, .kappa_y = unit_y * m_y};
            const double q = width_wavenumber(mode, parameters);
            if (q < parameters.m_min * (1.0 - rounding) || q > m_max * (1.0 + rounding)) {
                continue;
            }
            mode.omega = parameters.phase_speed * mode.kappa();
            mode.centre_phase =
                walls || planted(Fault::centre_phase_missing) ? 0.0 : 0.5 * (mode.kappa_x + mode.kappa_y);
            modes.push_back(mode);
        }
    }
    return modes;
}

/// Scaled so that the first wave of the width (q = 1) has size one: any common factor drops out later.
void set_amplitudes(const TurbulenceParameters& parameters, std::vector<FourierMode>& modes) {
    std::map<int, int> modes_in_shell;
    for (const FourierMode& mode : modes) {
        ++modes_in_shell[shell_of(width_wavenumber(mode, parameters))];
    }
    for (FourierMode& mode : modes) {
        const double q = width_wavenumber(mode, parameters);
        const int shell = shell_of(q);
        mode.amplitude =
            parameters.amplitude == ModeAmplitude::smooth
                ? std::pow(q, planted(Fault::spectrum_exponent) ? -parameters.slope : -0.5 * (parameters.slope + 1.0))
                : 2.0 * std::sqrt(std::pow(shell, -parameters.slope) / modes_in_shell[shell]);
    }
}

}  // namespace

double FourierMode::kappa() const {
    return std::sqrt(kappa_x * kappa_x + kappa_y * kappa_y);
}

std::uint64_t packed_mode(int m_x, int m_y) {
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(m_x)) << 32U) | static_cast<std::uint32_t>(m_y);
}

std::vector<FourierMode> fourier_modes(const TurbulenceParameters& parameters) {
    const double m_max = parameters.m_max.value_or(std::max(parameters.grid.nx / 4.0, parameters.m_min));
    validate_parameters(parameters, m_max);

    std::vector<FourierMode> modes = modes_of_band(parameters, m_max);
    validate(!modes.empty(),
             "no velocity mode between m_min = " + std::to_string(parameters.m_min) +
                 " and m_max = " + std::to_string(m_max),
             "a grid of " + std::to_string(parameters.grid.ny) + " x " + std::to_string(parameters.grid.nx) +
                 " cells has none there (in waves per width)",
             "widen the band, use a larger image or, on a single row, a periodic kind");
    set_amplitudes(parameters, modes);

    double largest = 0.0;
    for (const FourierMode& mode : modes) {
        largest = std::max(largest, mode.kappa());
    }
    validate(parameters.phase_speed * largest < 0.5, "velocity.phase_speed = " + std::to_string(parameters.phase_speed),
             "the fastest mode would turn by " + std::to_string(parameters.phase_speed * largest) +
                 " rad in one interval, within which the field is held fixed",
             "give less than " + std::to_string(0.5 / largest) + " or a smaller m_max");
    return modes;
}

}  // namespace ebru
