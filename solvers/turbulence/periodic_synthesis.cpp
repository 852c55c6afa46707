#include "solvers/turbulence/periodic_synthesis.hpp"

#include <algorithm>
#include <functional>
#include <numbers>

#include "base/error.hpp"
#include "base/planted_fault.hpp"

namespace ebru {

PeriodicSynthesis::PeriodicSynthesis(Grid grid, TurbulenceKind kind, const std::vector<FourierMode>& modes)
    : kind_(kind), plan_(grid) {
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
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.position < b.position; });
}

void PeriodicSynthesis::add_entry(std::size_t mode_index, const FourierMode& mode, int sign) {
    const Grid grid = plan_.grid();
    const int row = (sign * mode.m_y + grid.ny) % grid.ny;
    const int column = sign * mode.m_x;
    Entry entry{.mode = mode_index,
                .position = static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.nx / 2 + 1) +
                            static_cast<std::size_t>(column),
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

void PeriodicSynthesis::transform_component(int c, const ModeValues& values, std::complex<double>* spectrum,
                                            double* out) const {
    const auto component = static_cast<std::size_t>(c);
    const double* cosine = values.cosine[component];
    const double* sine = values.sine[component];
    std::fill_n(spectrum, plan_.spectrum_values(), 0.0);
    for (const Entry& entry : entries_) {
        const double weight = entry.weight[component];
        spectrum[entry.position] = {weight * cosine[entry.mode], weight * entry.sign * sine[entry.mode]};
    }
    plan_.backward(spectrum, out);
}

void PeriodicSynthesis::transform_derivative(int c, int d, const ModeValues& values, std::complex<double>* spectrum,
                                             double* out) const {
    const auto component = static_cast<std::size_t>(c);
    const double* cosine = values.cosine[component];
    const double* sine = values.sine[component];
    std::fill_n(spectrum, plan_.spectrum_values(), 0.0);
    for (const Entry& entry : entries_) {
        const double weight = entry.weight[component] * entry.kappa[static_cast<std::size_t>(d)];
        spectrum[entry.position] = {-weight * entry.sign * sine[entry.mode], weight * cosine[entry.mode]};
    }
    plan_.backward(spectrum, out);
}

void PeriodicSynthesis::velocity(const ModeValues& values, std::complex<double>* scratch,
                                 const VelocityPlanes& out) const {
    transform_component(0, values, scratch, out.x);
    transform_component(1, values, scratch, out.y);
}

void PeriodicSynthesis::velocity_and_gradient(const ModeValues& values, std::complex<double>* scratch,
                                              const VelocityPlanes& out, const GradientPlanes& gradient) const {
    velocity(values, scratch, out);
    transform_derivative(0, 0, values, scratch, gradient.dx_vx);
    transform_derivative(0, 1, values, scratch, gradient.dy_vx);
    transform_derivative(1, 0, values, scratch, gradient.dx_vy);
    if (kind_ == TurbulenceKind::stream) {
        // div v = 0
        std::transform(gradient.dx_vx, gradient.dx_vx + plan_.grid().cells(), gradient.dy_vy, std::negate<>());
    } else {
        transform_derivative(1, 1, values, scratch, gradient.dy_vy);
    }
}

}  // namespace ebru
