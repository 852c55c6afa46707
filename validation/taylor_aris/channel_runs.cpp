#include "validation/taylor_aris/channel_runs.hpp"

#include <cmath>
#include <numbers>

#include "validation/common/sampled_field.hpp"

namespace ebru {

namespace {

using Complex = std::complex<double>;

/// Profile at the centres of H rows, over the larger of its sizes at the wall and in the middle.
std::vector<Complex> profile_rows(const PoiseuilleChannel& channel, const PoiseuilleMode& mode) {
    const double size = std::max(std::abs(mode.profile(0.0)), std::abs(mode.profile(0.5)));
    std::vector<Complex> rows;
    for (int y = 0; y < channel.height; ++y) {
        rows.push_back(mode.profile((y + 0.5) / channel.height) / size);
    }
    return rows;
}

/// Variance along x, cells^2.
double variance_along(const std::vector<double>& u, Grid grid) {
    double mass = 0.0;
    double first = 0.0;
    double second = 0.0;
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            const double value = u[static_cast<std::size_t>(y) * grid.nx + x];
            const double r = x + 0.5 - 0.5 * grid.nx;
            mass += value;
            first += value * r;
            second += value * r * r;
        }
    }
    return second / mass - (first / mass) * (first / mass);
}

}  // namespace

double PoiseuilleChannel::wavenumber() const {
    return 2.0 * std::numbers::pi / aspect;
}

std::vector<double> PoiseuilleChannel::velocity(double frame) const {
    const double speed = peclet * alpha / height;
    const double h = 1.0 / height;
    return sampled_velocity(
        grid(), [=](double, double y) { return speed * (4.0 * y * h * (1.0 - y * h) - frame); },
        [](double, double) { return 0.0; });
}

TransportProblem PoiseuilleChannel::problem() const {
    TransportProblem problem;
    problem.grid = grid();
    problem.walls = Walls::periodic;
    problem.velocity = velocity(0.0);
    problem.steps = static_cast<int>(std::lround(fourier * height * height / alpha));
    problem.alpha = alpha;
    return problem;
}

std::vector<double> mode_image(const PoiseuilleChannel& channel, const PoiseuilleMode& mode, double time) {
    const std::vector<Complex> rows = profile_rows(channel, mode);
    const double k = channel.wavenumber() / channel.height;
    const Complex growth = std::exp(mode.rate * time);
    return sampled_field(channel.grid(), [&](double x, double y) {
        return 1.0 + 0.4 * (growth * rows[static_cast<std::size_t>(y)] * std::polar(1.0, k * x)).real();
    });
}

double measured_diffusivity(TransportScheme scheme, const PoiseuilleChannel& channel, const PoiseuilleMode& mode) {
    const std::vector<Complex> rows = profile_rows(channel, mode);
    const double k = channel.wavenumber() / channel.height;
    const Grid grid = channel.grid();
    // The operator is symmetric, so its own profile, not conjugated, picks the mode out of others.
    const auto coefficient = [&](const std::vector<double>& u) {
        Complex sum = 0.0;
        for (int y = 0; y < grid.ny; ++y) {
            for (int x = 0; x < grid.nx; ++x) {
                sum += u[static_cast<std::size_t>(y) * grid.nx + x] * rows[static_cast<std::size_t>(y)] *
                       std::polar(1.0, -k * (x + 0.5));
            }
        }
        return std::abs(sum);
    };
    TransportProblem problem = channel.problem();
    problem.initial = mode_image(channel, mode, 0.0);
    const double decay = coefficient(problem.initial) / coefficient(solve_transport<double>(scheme, problem));
    return std::log(decay) / (k * k * channel.alpha * problem.steps);
}

double variance_diffusivity(TransportScheme scheme, const PoiseuilleChannel& channel, double deviation) {
    const Grid grid = channel.grid();
    const double s_0 = deviation * channel.height * deviation * channel.height;
    const auto core = make_core<double>(scheme, {1, grid.ny, grid.nx}, Walls::mirror);
    load_state(*core, grid, sampled_field(grid, [=](double x, double) {
        return std::exp(-(x - 0.5 * grid.nx) * (x - 0.5 * grid.nx) / (2.0 * s_0));
    }));
    constexpr double mean_flow = 2.0 / 3.0;
    core->set_velocity(compensated_velocity(channel.velocity(mean_flow), grid, Walls::mirror, 0.0),
                       std::vector<int>{0});  // a parallel flow has no v.grad v
    const auto half =
        static_cast<int>(std::lround(0.5 * channel.fourier * channel.height * channel.height / channel.alpha));
    core->run(half, channel.alpha);
    const double before = variance_along(read_state(*core, grid), grid);
    core->run(half, channel.alpha);
    return (variance_along(read_state(*core, grid), grid) - before) / (2.0 * channel.alpha * half);
}

}  // namespace ebru
