#include "solvers/spde/ou_moments.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

#include "base/error.hpp"
#include "solvers/spde/gauss_legendre.hpp"

namespace ebru {

namespace {

const GaussLegendre<16>& rule() {
    static const GaussLegendre<16> gauss_legendre;
    return gauss_legendre;
}

constexpr double first_lag = 0.5;       // of A: 2 mu A = 8 for the fastest mode
constexpr double largest_lag = 0x1p10;  // panels beyond would only hold the slowest modes, which are smooth there

/// The s in [from, to] with A(s, to) = lag; A falls in s. Bisection to the last bit: panels need not end exactly there,
/// but must end at the same place every time.
double time_of_lag(const LinearCoefficients& coefficients, double from, double to, double lag) {
    double low = from;
    double high = to;
    for (;;) {
        const double middle = 0.5 * (low + high);
        if (!(middle > low && middle < high)) {
            return high;
        }
        (coefficients.drift_integral(middle, to) > lag ? low : high) = middle;
    }
}

}  // namespace

double wall_eigenvalue(int mode, int cells) {
    const double s = std::sin(0.5 * std::numbers::pi * mode / cells);
    return 4.0 * s * s;
}

double wall_eigenvalue(Grid grid, int b, int a) {
    return wall_eigenvalue(b, grid.ny) + wall_eigenvalue(a, grid.nx);
}

LinearCoefficients LinearCoefficients::from_schedules(const IntensitySchedule& drift, const IntensitySchedule& noise) {
    return {.drift = [drift](double t) { return drift.at(t); },
            .drift_integral = [drift](double from, double to) { return drift.integral(from, to); },
            .noise = [noise](double t) { return noise.at(t); }};
}

LinearCoefficients LinearCoefficients::from_functions(std::function<double(double)> drift,
                                                      std::function<double(double)> noise) {
    constexpr int panels = 8;
    const auto integral = [drift](double from, double to) {
        double sum = 0.0;
        for (int panel = 0; panel < panels; ++panel) {
            const double width = (to - from) / panels;
            rule().on(from + panel * width, from + (panel + 1) * width,
                      [&](double s, double weight) { sum += weight * drift(s); });
        }
        return sum;
    };
    return {.drift = std::move(drift), .drift_integral = integral, .noise = std::move(noise)};
}

LinearTransition::LinearTransition(const LinearCoefficients& coefficients, double from, double to)
    : drift_integral_(coefficients.drift_integral(from, to)) {
    EBRU_EXPECT(from >= 0.0 && from < to && drift_integral_ >= 0.0);
    double end = to;
    for (double lag = first_lag; lag < drift_integral_ && lag <= largest_lag; lag *= 2.0) {
        const double start = time_of_lag(coefficients, from, end, lag - coefficients.drift_integral(end, to));
        add_panel(coefficients, start, end, to);
        end = start;
    }
    if (end > from) {
        add_panel(coefficients, from, end, to);
    }
}

void LinearTransition::add_panel(const LinearCoefficients& coefficients, double from, double to, double end) {
    rule().on(from, to, [&](double s, double weight) {
        const double alpha_2 = coefficients.noise(s);
        lag_.push_back(coefficients.drift_integral(s, end));
        weight_.push_back(weight * alpha_2 * alpha_2);
    });
}

ModeMoments LinearTransition::moments(double mu) const {
    EBRU_EXPECT(mu >= 0.0 && mu < 8.0);
    ModeMoments moments{.factor = std::exp(-mu * drift_integral_)};
    for (std::size_t k = 0; k < lag_.size(); ++k) {
        moments.variance += weight_[k] * std::exp(-2.0 * mu * lag_[k]);
    }
    return moments;
}

void LinearTransition::moments(Grid grid, std::vector<ModeMoments>& out) const {
    const std::size_t nodes = lag_.size();
    const auto nx = static_cast<std::size_t>(grid.nx);
    std::vector<double> along_x(nodes * nx);  // exp(-2 mu_a lag_k) weight_k, (nodes, X)
    for (std::size_t k = 0; k < nodes; ++k) {
        for (int a = 0; a < grid.nx; ++a) {
            along_x[k * nx + static_cast<std::size_t>(a)] =
                weight_[k] * std::exp(-2.0 * wall_eigenvalue(a, grid.nx) * lag_[k]);
        }
    }
    out.resize(grid.cells());
    std::vector<double> row(nx);
    for (int b = 0; b < grid.ny; ++b) {
        const double mu_b = wall_eigenvalue(b, grid.ny);
        row.assign(nx, 0.0);
        for (std::size_t k = 0; k < nodes; ++k) {
            const double along_y = std::exp(-2.0 * mu_b * lag_[k]);
            for (std::size_t a = 0; a < nx; ++a) {
                row[a] += along_y * along_x[k * nx + a];
            }
        }
        for (int a = 0; a < grid.nx; ++a) {
            const auto place = static_cast<std::size_t>(a);
            out[static_cast<std::size_t>(b) * nx + place] = {
                .factor = std::exp(-(mu_b + wall_eigenvalue(a, grid.nx)) * drift_integral_), .variance = row[place]};
        }
    }
}

ModeMoments after_euler_step(const ModeMoments& before, double q, double noise_variance) {
    const double kept = 1.0 - q;
    return {.factor = kept * before.factor, .variance = kept * kept * before.variance + noise_variance};
}

ModeMoments after_semi_implicit_step(const ModeMoments& before, double q, double noise_variance) {
    const double divisor = 1.0 + q;
    return {.factor = before.factor / divisor, .variance = (before.variance + noise_variance) / (divisor * divisor)};
}

ModeMoments after_transition(const ModeMoments& before, const ModeMoments& step) {
    return {.factor = step.factor * before.factor,
            .variance = step.factor * step.factor * before.variance + step.variance};
}

}  // namespace ebru
