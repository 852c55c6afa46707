#include "validation/referee_spde/spde_problem.hpp"

#include <algorithm>
#include <cmath>

#include "validation/common/photographs.hpp"

namespace ebru {

namespace {

double geometric(const std::vector<double>& ends, double t, double horizon) {
    return ends[0] * std::pow(ends[1] / ends[0], t / horizon);
}

}  // namespace

SpdeEquation SpdeProblem::equation() const {
    const auto intensity = [this](const std::vector<double>& ends, const char* name) {
        return IntensitySchedule(
            {.kind = IntensityKind::geometric, .alpha_min = ends[0], .alpha_max = ends[1], .horizon = horizon}, name);
    };
    const auto contrast = [this](double lambda, const char* name) {
        return ContrastSchedule({.kind = ContrastKind::opening, .lambda_min = lambda, .rate = rate, .horizon = horizon},
                                name);
    };
    SpdeEquation equation;
    equation.correlation_length = ell;
    equation.horizon = horizon;
    equation.drift_intensity = intensity(drift_alpha, "drift");
    equation.drift_contrast = contrast(drift_lambda, "drift");
    if (noise != Noise::none) {
        equation.noise_intensity = intensity(noise_alpha, "noise");
    }
    if (noise == Noise::multiplicative) {
        equation.noise_contrast = contrast(noise_lambda, "noise");
    }
    return equation;
}

referee::EdgeCoefficient SpdeProblem::drift(double t) const {
    return {geometric(drift_alpha, t, horizon),
            std::expm1(rate * (horizon - t)) / (std::expm1(rate * horizon) * drift_lambda)};
}

referee::EdgeCoefficient SpdeProblem::noise_coefficient(double t) const {
    const double opening = std::expm1(rate * (horizon - t)) / (std::expm1(rate * horizon) * noise_lambda);
    return {noise == Noise::none ? 0.0 : geometric(noise_alpha, t, horizon),
            noise == Noise::multiplicative ? opening : 0.0};
}

std::vector<double> noise_at_cells(const referee::EdgeCoefficient& g2, Grid grid, const std::vector<double>& u) {
    const auto value = [&](int y, int x) { return u[std::size_t(y) * std::size_t(grid.nx) + std::size_t(x)]; };
    std::vector<double> g;
    g.reserve(u.size());
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            const bool at_x_wall = x == 0 || x == grid.nx - 1;
            const bool at_y_wall = y == 0 || y == grid.ny - 1;
            const double p = at_x_wall ? 0.0 : (value(y, x + 1) - value(y, x - 1)) / 2.0;
            const double q = at_y_wall ? 0.0 : (value(y + 1, x) - value(y - 1, x)) / 2.0;
            g.push_back(g2(p * p + q * q));
        }
    }
    return g;
}

SpdeInterval equal_steps(double horizon, int n) {
    SpdeInterval steps;
    for (int i = 0; i < n; ++i) {
        steps.push_back({horizon * i / n, horizon / n, i});
    }
    return steps;
}

Grid raw_grid(int cells) {
    return {3 * cells / 4, cells};
}

std::vector<double> raw_photograph(const std::string& name, int cells) {
    std::vector<double> values = photograph(name, cells);
    values.resize(raw_grid(cells).cells());
    return values;
}

double largest_value(const std::vector<double>& u) {
    double largest = 0.0;
    for (const double value : u) {
        largest = std::max(largest, std::abs(value));
    }
    return largest;
}

namespace {

/// visit(i, j) for all neighbouring cells.
template <class Visit>
void for_each_face(Grid grid, const Visit& visit) {
    const auto nx = static_cast<std::size_t>(grid.nx);
    for (std::size_t i = 0; i < grid.cells(); ++i) {
        if ((i + 1) % nx != 0) {
            visit(i, i + 1);
        }
        if (i + nx < grid.cells()) {
            visit(i, i + nx);
        }
    }
}

}  // namespace

double largest_step(Grid grid, const std::vector<double>& u) {
    double largest = 0.0;
    for_each_face(grid, [&](std::size_t i, std::size_t j) { largest = std::max(largest, std::abs(u[j] - u[i])); });
    return largest;
}

std::vector<double> flux_sizes(const referee::EdgeCoefficient& g1, Grid grid, const std::vector<double>& u) {
    std::vector<double> sizes(u.size(), 0.0);
    for_each_face(grid, [&](std::size_t i, std::size_t j) {
        const double n = std::abs(u[j] - u[i]);
        const double flux = g1.alpha * n / std::hypot(1.0, g1.inverse_lambda * n);
        sizes[i] += flux;
        sizes[j] += flux;
    });
    return sizes;
}

}  // namespace ebru
