#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "base/random.hpp"
#include "solvers/turbulence/turbulence_parameters.hpp"

namespace ebru::reference {

/// v and its first derivatives at a point, not scaled.
struct VelocityAtPoint {
    double vx = 0.0, vy = 0.0;
    double dx_vx = 0.0, dy_vx = 0.0, dx_vy = 0.0, dy_vy = 0.0;
};

/// The obvious twin of RandomFourierVelocity: sums the series of numerics.md section 3 mode by mode at any point (x,
/// y).
class TurbulenceSeries {
  public:
    explicit TurbulenceSeries(const TurbulenceParameters& parameters) : p_(parameters) {
        const bool walls = p_.kind == TurbulenceKind::walls;
        const double m_max = p_.m_max.value_or(p_.grid.nx / 4.0);
        for (int my = -p_.grid.ny; my <= p_.grid.ny; ++my) {
            for (int mx = -p_.grid.nx; mx <= p_.grid.nx; ++mx) {
                const bool in_half_plane = my > 0 || (my == 0 && mx > 0);
                const bool below_nyquist = 2 * std::abs(mx) < p_.grid.nx && 2 * std::abs(my) < p_.grid.ny;
                const bool sines = mx >= 1 && my >= 1 && mx < p_.grid.nx && my < p_.grid.ny;
                const double q = waves_per_width(mx, my);
                if ((walls ? sines : in_half_plane && below_nyquist) && q >= p_.m_min - 1e-9 && q <= m_max + 1e-9) {
                    modes_.push_back({mx, my});
                }
            }
        }
    }

    /// The series of field `field` at time t.
    VelocityAtPoint at(std::int64_t field, double t, double x, double y) const {
        return p_.kind == TurbulenceKind::walls ? sines_at(field, t, x, y) : waves_at(field, t, x, y);
    }

    /// rms or maximum over the cell centres.
    double scale(std::int64_t field, double t) const {
        double sum = 0.0;
        double largest = 0.0;
        for (int j = 0; j < p_.grid.ny; ++j) {
            for (int i = 0; i < p_.grid.nx; ++i) {
                const VelocityAtPoint v = at(field, t, i + 0.5, j + 0.5);
                const double square = v.vx * v.vx + v.vy * v.vy;
                sum += square;
                largest = std::max(largest, square);
            }
        }
        return std::sqrt(p_.scale == VelocityScale::rms ? sum / (p_.grid.nx * p_.grid.ny) : largest);
    }

  private:
    struct Mode {
        int mx, my;
    };

    double unit() const { return (p_.kind == TurbulenceKind::walls ? 1.0 : 2.0) * std::numbers::pi; }

    double waves_per_width(int mx, int my) const {
        const double half = p_.kind == TurbulenceKind::walls ? 0.5 : 1.0;  // half waves between walls
        return half * std::hypot(mx, static_cast<double>(my) * p_.grid.nx / p_.grid.ny);
    }

    double amplitude(const Mode& mode) const {
        const double q = waves_per_width(mode.mx, mode.my);
        if (p_.amplitude == ModeAmplitude::smooth) {
            return std::pow(q, -(p_.slope + 1.0) / 2.0);
        }
        const double shell = std::floor(q + 0.5);
        const auto in_shell = std::count_if(modes_.begin(), modes_.end(), [&](const Mode& other) {
            return std::floor(waves_per_width(other.mx, other.my) + 0.5) == shell;
        });
        return std::sqrt(4.0 * std::pow(shell, -p_.slope) / static_cast<double>(in_shell));
    }

    double phase(const Mode& mode, std::int64_t field, int component) const {
        const std::uint64_t cell = (static_cast<std::uint64_t>(static_cast<std::uint32_t>(mode.mx)) << 32U) |
                                   static_cast<std::uint32_t>(mode.my);
        const RandomWords words = random_words(p_.seed, RandomPurpose::velocity_phase,
                                               {.sample = static_cast<std::uint64_t>(field),
                                                .channel = static_cast<std::uint64_t>(component),
                                                .cell = cell});
        return 2.0 * std::numbers::pi * to_unit_interval(words.word[0]);
    }

    VelocityAtPoint waves_at(std::int64_t field, double t, double x, double y) const {
        VelocityAtPoint v;
        for (const Mode& mode : modes_) {
            const double kx = unit() * mode.mx / p_.grid.nx;
            const double ky = unit() * mode.my / p_.grid.ny;
            const double k = std::hypot(kx, ky);
            const double a = amplitude(mode);
            const bool stream = p_.kind == TurbulenceKind::stream;
            const double ax = stream ? a * ky / k : a / std::sqrt(2.0);
            const double ay = stream ? -a * kx / k : a / std::sqrt(2.0);
            const double moving = kx * x + ky * y + p_.phase_speed * k * t;
            const double theta_x = moving + phase(mode, field, 0);
            const double theta_y = moving + phase(mode, field, p_.kind == TurbulenceKind::independent ? 1 : 0);
            v.vx += ax * std::cos(theta_x);
            v.vy += ay * std::cos(theta_y);
            v.dx_vx -= ax * kx * std::sin(theta_x);
            v.dy_vx -= ax * ky * std::sin(theta_x);
            v.dx_vy -= ay * kx * std::sin(theta_y);
            v.dy_vy -= ay * ky * std::sin(theta_y);
        }
        return v;
    }

    VelocityAtPoint sines_at(std::int64_t field, double t, double x, double y) const {
        VelocityAtPoint v;
        for (const Mode& mode : modes_) {
            const double kx = unit() * mode.mx / p_.grid.nx;
            const double ky = unit() * mode.my / p_.grid.ny;
            const double k = std::hypot(kx, ky);
            const double b =
                amplitude(mode) / k * std::sqrt(2.0) * std::cos(phase(mode, field, 0) + p_.phase_speed * k * t);
            v.vx += b * ky * std::sin(kx * x) * std::cos(ky * y);
            v.vy -= b * kx * std::cos(kx * x) * std::sin(ky * y);
            v.dx_vx += b * kx * ky * std::cos(kx * x) * std::cos(ky * y);
            v.dy_vx -= b * ky * ky * std::sin(kx * x) * std::sin(ky * y);
            v.dx_vy += b * kx * kx * std::sin(kx * x) * std::sin(ky * y);
            v.dy_vy -= b * kx * ky * std::cos(kx * x) * std::cos(ky * y);
        }
        return v;
    }

    TurbulenceParameters p_;
    std::vector<Mode> modes_;
};

}  // namespace ebru::reference
