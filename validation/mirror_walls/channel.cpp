#include "validation/mirror_walls/channel.hpp"

#include <cmath>
#include <numbers>

#include "solvers/lbm/lbm_core.hpp"
#include "validation/common/sampled_field.hpp"
#include "validation/common/transport_problem.hpp"

namespace ebru {

double relative_diffusivity(const Channel& channel, Walls walls) {
    const Grid grid{channel.height, channel.length};
    const double kappa = std::numbers::pi / channel.length;
    LbmParameters parameters;
    parameters.walls = walls;
    parameters.relaxation = {Collision::trt, Magic::value, channel.magic};
    LbmCore<double, D2Q9, Equilibrium::quadratic> core({1, grid.ny, grid.nx}, parameters);
    const std::vector<double> mode = sampled_field(grid, [=](double x, double) { return std::cos(kappa * x); });
    load_state<double>(core, grid, mode);
    core.set_velocity(compensated_velocity({}, grid, walls, 0.0), std::vector<int>{0});
    const auto coefficient = [&] {
        const std::vector<double> u = read_state<double>(core, grid);
        double sum = 0.0;
        for (std::size_t i = 0; i < u.size(); ++i) {
            sum += mode[i] * u[i];
        }
        return sum;
    };
    // The slowest mode across the channel decays by exp(-pi^2 alpha n / H^2): to e^-30 before the first reading.
    constexpr double settled = 30.0;
    const double square = double(channel.height) * channel.height;
    const int settling = static_cast<int>(std::ceil(settled * square / (9.8 * channel.alpha)));
    core.run(settling, channel.alpha);
    const double before = coefficient();
    core.run(settling, channel.alpha);
    const double rate = std::log(before / coefficient()) / settling;
    return rate / (kappa * kappa * channel.alpha);
}

}  // namespace ebru
