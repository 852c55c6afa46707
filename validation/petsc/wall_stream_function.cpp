#include "validation/petsc/wall_stream_function.hpp"

#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "solvers/turbulence/mode_phases.hpp"

namespace ebru::referee {

WallStreamFunction::WallStreamFunction(double height, const Band& band, std::uint64_t seed, std::int64_t field) {
    constexpr double pi = std::numbers::pi;
    constexpr double on_the_edge = 1e-12;  // relative: a mode on the edge of the band belongs to it
    std::vector<FourierMode> keys;
    for (int n = 1; n / height <= 2.0 * band.m_max; ++n) {
        for (int m = 1; m <= 2.0 * band.m_max; ++m) {
            const double waves = 0.5 * std::hypot(double(m), n / height);
            if (waves >= band.m_min * (1.0 - on_the_edge) && waves <= band.m_max * (1.0 + on_the_edge)) {
                keys.push_back({.m_x = m, .m_y = n});
                const double k = 2.0 * pi * waves;
                modes_.push_back({pi * m, pi * n / height, std::pow(k, -0.5 * (band.slope + 3.0))});
            }
        }
    }
    EBRU_EXPECT(!modes_.empty());
    ModePhases phases(seed, keys, 1);
    const std::vector<std::int64_t> fields = {field};
    phases.require(fields);
    double energy = 0.0;  // <|v|^2>: products of sines and cosines have the mean square 1/4
    for (std::size_t i = 0; i < modes_.size(); ++i) {
        Mode& mode = modes_[i];
        mode.amplitude *= phases.cosines(0, 0)[i];
        energy += 0.25 * mode.amplitude * mode.amplitude * (mode.k_x * mode.k_x + mode.k_y * mode.k_y);
    }
    for (Mode& mode : modes_) {
        mode.amplitude /= std::sqrt(energy);
    }
}

double WallStreamFunction::stream_function(double x, double y) const {
    double sum = 0.0;
    for (const Mode& mode : modes_) {
        sum += mode.amplitude * std::sin(mode.k_x * x) * std::sin(mode.k_y * y);
    }
    return sum;
}

double WallStreamFunction::velocity_x(double x, double y) const {
    double sum = 0.0;
    for (const Mode& mode : modes_) {
        sum += mode.amplitude * mode.k_y * std::sin(mode.k_x * x) * std::cos(mode.k_y * y);
    }
    return sum;
}

double WallStreamFunction::velocity_y(double x, double y) const {
    double sum = 0.0;
    for (const Mode& mode : modes_) {
        sum -= mode.amplitude * mode.k_x * std::cos(mode.k_x * x) * std::sin(mode.k_y * y);
    }
    return sum;
}

double WallStreamFunction::speed_bound() const {
    double sum = 0.0;
    for (const Mode& mode : modes_) {
        sum += std::abs(mode.amplitude) * std::hypot(mode.k_x, mode.k_y);
    }
    return sum;
}

}  // namespace ebru::referee
