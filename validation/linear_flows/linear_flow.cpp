#include "validation/linear_flows/linear_flow.hpp"

#include <cmath>

#include "validation/common/sampled_field.hpp"

namespace ebru {

std::string name_of(LinearFlow flow) {
    return flow == LinearFlow::rotation ? "rotation" : "shear";
}

std::vector<double> LinearFlowCase::exact(double time) const {
    const double cells = double(n) * n;
    const double s_0 = variance * cells;
    const double spread = fourier * cells * time;  // alpha t
    const double turned = turn * time;
    double centre_x = 0.5 * n;
    double centre_y = 0.5 * n;
    double s_xx = s_0 + 2.0 * spread;
    double s_xy = 0.0;
    const double s_yy = s_0 + 2.0 * spread;
    if (flow == LinearFlow::rotation) {
        centre_x += offset * n * std::cos(turned);
        centre_y += offset * n * std::sin(turned);
    } else {
        centre_x += offset * n * turned;
        centre_y += offset * n;
        s_xy = turned * (s_0 + spread);
        s_xx += turned * turned * (s_0 + 2.0 / 3.0 * spread);
    }
    const double determinant = s_xx * s_yy - s_xy * s_xy;
    return sampled_field({n, n}, [=](double x, double y) {
        const double r_x = x - centre_x;
        const double r_y = y - centre_y;
        const double square = (s_yy * r_x * r_x - 2.0 * s_xy * r_x * r_y + s_xx * r_y * r_y) / determinant;
        return s_0 / std::sqrt(determinant) * std::exp(-0.5 * square);
    });
}

TransportProblem LinearFlowCase::problem(double alpha, Compensation compensation) const {
    TransportProblem problem;
    problem.grid = {n, n};
    problem.initial = exact(0.0);
    problem.steps = static_cast<int>(std::lround(fourier * n * n / alpha));
    problem.alpha = fourier * n * n / problem.steps;
    problem.compensation = compensation;
    const double rate = turn / problem.steps;
    const double half = 0.5 * n;
    const double rate_y = flow == LinearFlow::rotation ? rate : 0.0;
    problem.velocity = sampled_velocity(
        problem.grid,
        [=, this](double, double y) { return (flow == LinearFlow::rotation ? -rate : rate) * (y - half); },
        [=](double x, double) { return rate_y * (x - half); });
    return problem;
}

double LinearFlowCase::mass_beyond_walls() const {
    const double deviation = std::sqrt(variance + 2.0 * fourier);
    return 0.5 * std::erfc((0.5 - offset) / deviation / std::sqrt(2.0));
}

}  // namespace ebru
