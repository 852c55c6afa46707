#include "validation/dispersion/wave_measurement.hpp"

#include <cmath>
#include <numbers>

#include "validation/common/transport_problem.hpp"

namespace ebru {

namespace {

/// k.x at the centre of a cell in [0, 2 pi): whole turns are taken out in integers, where nothing rounds.
double phase(const WaveOnGrid& w, int y, int x) {
    const std::int64_t turn = std::int64_t{2} * w.grid.nx * w.grid.ny;
    const std::int64_t part =
        (std::int64_t{w.waves_x} * (2 * x + 1) * w.grid.ny + std::int64_t{w.waves_y} * (2 * y + 1) * w.grid.nx) % turn;
    return 2.0 * std::numbers::pi * static_cast<double>(part) / static_cast<double>(turn);
}

}  // namespace

PlaneWave WaveOnGrid::wave() const {
    return {2.0 * std::numbers::pi * waves_x / grid.nx, 2.0 * std::numbers::pi * waves_y / grid.ny, v_x, v_y};
}

template <class Real>
WaveRun<Real>::WaveRun(LatticeScheme scheme, double alpha, const WaveOnGrid& wave, PopulationStart start)
    : wave_(wave),
      alpha_(alpha),
      core_(make_core<Real>(scheme, {1, wave.grid.ny, wave.grid.nx}, {Walls::periodic, start})) {
    std::vector<double> u;
    for (int y = 0; y < wave.grid.ny; ++y) {
        for (int x = 0; x < wave.grid.nx; ++x) {
            u.push_back(std::cos(phase(wave, y, x)));
        }
    }
    load_state(*core_, wave.grid, u);
    const HostVelocity velocity("wave velocity", 1, 2, static_cast<std::size_t>(wave.grid.ny),
                                static_cast<std::size_t>(wave.grid.nx));
    std::fill_n(velocity.data(), wave.grid.cells(), wave.v_x);
    std::fill_n(velocity.data() + wave.grid.cells(), wave.grid.cells(), wave.v_y);
    core_->set_velocity(velocity, std::vector<int>{0});
}

template <class Real>
void WaveRun<Real>::run(int steps) {
    core_->run(steps, alpha_);
}

template <class Real>
Complex WaveRun<Real>::amplitude() const {
    const std::vector<double> u = read_state(*core_, wave_.grid);
    std::complex<long double> sum;  // the sum must not round what it measures
    for (int y = 0; y < wave_.grid.ny; ++y) {
        for (int x = 0; x < wave_.grid.nx; ++x) {
            const long double value = u[static_cast<std::size_t>(y) * wave_.grid.nx + x];
            sum += value * std::complex<long double>(std::polar(1.0, -phase(wave_, y, x)));
        }
    }
    return Complex(sum) * 2.0 / static_cast<double>(wave_.grid.cells());
}

template <class Real>
Decay measure_decay(LatticeScheme scheme, double alpha, const WaveOnGrid& wave) {
    const auto [z, largest_other] = VonNeumann(scheme, alpha, wave.wave()).spectrum();
    Decay decay;
    decay.eigenvalue = std::log(z);
    decay.memory = largest_other / std::abs(z);
    constexpr double forgotten = 1e-16;
    constexpr double still_there = 1e-4;  // well above what the first steps rounded
    const double steps = decay.memory < forgotten ? 1.0 : std::ceil(std::log(forgotten) / std::log(decay.memory));
    if (decay.memory >= 1.0 || std::pow(std::abs(z), steps) < still_there) {
        return decay;
    }
    WaveRun<Real> run(scheme, alpha, wave, PopulationStart::gradient);
    run.run(static_cast<int>(steps));
    const Complex before = run.amplitude();
    run.run(1);
    decay.measured = std::log(run.amplitude() / before);
    decay.measured_at_all = true;
    return decay;
}

template class WaveRun<float>;
template class WaveRun<double>;
template Decay measure_decay<float>(LatticeScheme, double, const WaveOnGrid&);
template Decay measure_decay<double>(LatticeScheme, double, const WaveOnGrid&);

}  // namespace ebru
