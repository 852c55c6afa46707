#include "validation/common/mode_series.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "base/random.hpp"

namespace ebru {

namespace {

double drawn_phase(const TurbulenceParameters& parameters, std::int64_t field, int component, int m_x, int m_y) {
    const std::uint64_t cell =
        (static_cast<std::uint64_t>(static_cast<std::uint32_t>(m_x)) << 32U) | static_cast<std::uint32_t>(m_y);
    const RandomWords words = random_words(
        parameters.seed, RandomPurpose::velocity_phase,
        {.sample = static_cast<std::uint64_t>(field), .channel = static_cast<std::uint64_t>(component), .cell = cell});
    return 2.0 * std::numbers::pi * to_unit_interval(words.word[0]);
}

bool belongs(const TurbulenceParameters& parameters, int m_x, int m_y) {
    if (parameters.kind == TurbulenceKind::walls) {
        return m_x >= 1 && m_y >= 1 && m_x < parameters.grid.nx && m_y < parameters.grid.ny;
    }
    const bool half_plane = m_y > 0 || (m_y == 0 && m_x > 0);
    return half_plane && 2 * std::abs(m_x) < parameters.grid.nx && 2 * std::abs(m_y) < parameters.grid.ny;
}

double unit_wavenumber(const TurbulenceParameters& parameters) {
    return (parameters.kind == TurbulenceKind::walls ? 1.0 : 2.0) * std::numbers::pi;
}

}  // namespace

std::vector<SeriesMode> series_modes(const TurbulenceParameters& parameters, std::int64_t field) {
    EBRU_EXPECT(parameters.amplitude == ModeAmplitude::smooth);
    const Grid grid = parameters.grid;
    const double m_max = parameters.m_max.value_or(grid.nx / 4.0);
    const double unit = unit_wavenumber(parameters);
    std::vector<SeriesMode> modes;
    for (int m_y = 0; m_y < grid.ny; ++m_y) {
        for (int m_x = -grid.nx; m_x < grid.nx; ++m_x) {
            SeriesMode mode{.m_x = m_x, .m_y = m_y, .kappa_x = unit * m_x / grid.nx, .kappa_y = unit * m_y / grid.ny};
            mode.kappa = std::hypot(mode.kappa_x, mode.kappa_y);
            // from whole numbers: between walls q may sit on a shell's edge, s + 1/2, exactly
            mode.q = unit / (2.0 * std::numbers::pi) * std::hypot(m_x, static_cast<double>(m_y) * grid.nx / grid.ny);
            constexpr double edge = 1e-9;  // modes on the edge of the band are in it
            if (!belongs(parameters, m_x, m_y) || mode.q < parameters.m_min - edge || mode.q > m_max + edge) {
                continue;
            }
            mode.amplitude = std::pow(mode.q, -0.5 * (parameters.slope + 1.0));
            mode.omega = parameters.phase_speed * mode.kappa;
            mode.phase[0] = drawn_phase(parameters, field, 0, m_x, m_y);
            mode.phase[1] = parameters.kind == TurbulenceKind::independent ? drawn_phase(parameters, field, 1, m_x, m_y)
                                                                           : mode.phase[0];
            modes.push_back(mode);
        }
    }
    return modes;
}

ModeSeries::ModeSeries(const TurbulenceParameters& parameters, std::int64_t field)
    : parameters_(parameters), modes_(series_modes(parameters, field)) {
    EBRU_EXPECT(!modes_.empty() && parameters.scale == VelocityScale::rms);
    for (const SeriesMode& mode : modes_) {
        last_ = std::max({last_, std::abs(mode.m_x), mode.m_y});
    }
    powers_x_.resize(static_cast<std::size_t>(2 * last_ + 1));
    powers_y_.resize(powers_x_.size());
    set_time(0.0);
}

void ModeSeries::set_time(double t) {
    const bool walls = parameters_.kind == TurbulenceKind::walls;
    double square = 0.0;
    for (const SeriesMode& mode : modes_) {
        const double cosine = walls ? std::cos(mode.phase[0] + mode.omega * t) : 1.0;
        square += 0.5 * mode.amplitude * mode.amplitude * cosine * cosine;
    }
    rms_ = std::sqrt(square);
    for (std::size_t c = 0; c < 2; ++c) {
        coefficients_[c].clear();
        for (const SeriesMode& mode : modes_) {
            const std::complex<double> wave = std::polar(mode.amplitude / rms_, mode.phase[c] + mode.omega * t);
            const double along = c == 0 ? mode.kappa_y / mode.kappa : -mode.kappa_x / mode.kappa;
            switch (parameters_.kind) {
                case TurbulenceKind::walls:
                    coefficients_[c].emplace_back(std::numbers::sqrt2 * along * wave.real());
                    break;
                case TurbulenceKind::stream:
                    coefficients_[c].push_back(along * wave);
                    break;
                default:
                    coefficients_[c].push_back(wave / std::numbers::sqrt2);
            }
        }
    }
}

void ModeSeries::tabulate(double kappa_0, double x, Powers& powers) const {
    const auto zero = static_cast<std::size_t>(last_);
    powers[zero] = 1.0;
    for (std::size_t m = 1; m <= zero; ++m) {
        powers[zero + m] = std::polar(1.0, kappa_0 * static_cast<double>(m) * x);
        powers[zero - m] = std::conj(powers[zero + m]);
    }
}

void ModeSeries::tabulate(double x, double y) const {
    const double unit = unit_wavenumber(parameters_);
    tabulate(unit / parameters_.grid.nx, x, powers_x_);
    tabulate(unit / parameters_.grid.ny, y, powers_y_);
}

std::array<double, 2> ModeSeries::wall_velocity() const {
    std::array<double, 2> v{};
    for (std::size_t i = 0; i < modes_.size(); ++i) {
        const std::complex<double> along_x = powers_x_[static_cast<std::size_t>(last_ + modes_[i].m_x)];
        const std::complex<double> along_y = powers_y_[static_cast<std::size_t>(last_ + modes_[i].m_y)];
        v[0] += coefficients_[0][i].real() * along_x.imag() * along_y.real();
        v[1] += coefficients_[1][i].real() * along_x.real() * along_y.imag();
    }
    return v;
}

std::array<double, 2> ModeSeries::periodic_velocity() const {
    std::array<double, 2> v{};
    for (std::size_t i = 0; i < modes_.size(); ++i) {
        const std::complex<double> along_x = powers_x_[static_cast<std::size_t>(last_ + modes_[i].m_x)];
        const std::complex<double> along_y = powers_y_[static_cast<std::size_t>(last_ + modes_[i].m_y)];
        const double real = along_x.real() * along_y.real() - along_x.imag() * along_y.imag();
        const double imag = along_x.real() * along_y.imag() + along_x.imag() * along_y.real();
        v[0] += coefficients_[0][i].real() * real - coefficients_[0][i].imag() * imag;
        v[1] += coefficients_[1][i].real() * real - coefficients_[1][i].imag() * imag;
    }
    return v;
}

std::array<double, 2> ModeSeries::velocity(double x, double y) const {
    tabulate(x, y);
    return parameters_.kind == TurbulenceKind::walls ? wall_velocity() : periodic_velocity();
}

double ModeSeries::stream_function(double x, double y) const {
    const bool walls = parameters_.kind == TurbulenceKind::walls;
    EBRU_EXPECT(walls || parameters_.kind == TurbulenceKind::stream);
    tabulate(x, y);
    double psi = 0.0;
    for (std::size_t i = 0; i < modes_.size(); ++i) {
        const SeriesMode& mode = modes_[i];
        const std::complex<double> along_x = powers_x_[static_cast<std::size_t>(last_ + mode.m_x)];
        const std::complex<double> along_y = powers_y_[static_cast<std::size_t>(last_ + mode.m_y)];
        // the component with the larger wavenumber divides safely
        const bool by_x = std::abs(mode.kappa_x) > mode.kappa_y;
        const std::complex<double> factor =
            by_x ? -coefficients_[1][i] / mode.kappa_x : coefficients_[0][i] / mode.kappa_y;
        psi += walls ? factor.real() * along_x.imag() * along_y.imag() : (factor * along_x * along_y).imag();
    }
    return psi;
}

}  // namespace ebru
