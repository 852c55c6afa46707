#include "validation/manufactured_walls/manufactured_solution.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "validation/common/sampled_field.hpp"

namespace ebru {

namespace {

constexpr double pi = std::numbers::pi;

/// amplitude cos(pi a x) cos(pi b y) of m, or amplitude sin(pi a x) sin(pi b y) of psi, on the unit square.
struct Mode {
    int a;
    int b;
    double amplitude;
};
constexpr std::array<Mode, 3> shape_modes = {{{1, 2, 0.25}, {2, 0, 0.2}, {3, 1, 0.1}}};
constexpr std::array<Mode, 3> stream_modes = {{{1, 1, 1.0}, {2, 1, 0.5}, {1, 3, 1.0 / 3.0}}};

struct Pair {
    double x = 0.0;
    double y = 0.0;
};

double shape_at(double x, double y) {
    double sum = 0.0;
    for (const Mode& m : shape_modes) {
        sum += m.amplitude * std::cos(pi * m.a * x) * std::cos(pi * m.b * y);
    }
    return sum;
}

Pair shape_gradient(double x, double y) {
    Pair sum;
    for (const Mode& m : shape_modes) {
        sum.x -= m.amplitude * pi * m.a * std::sin(pi * m.a * x) * std::cos(pi * m.b * y);
        sum.y -= m.amplitude * pi * m.b * std::cos(pi * m.a * x) * std::sin(pi * m.b * y);
    }
    return sum;
}

double shape_laplacian(double x, double y) {
    double sum = 0.0;
    for (const Mode& m : shape_modes) {
        sum -= m.amplitude * pi * pi * (m.a * m.a + m.b * m.b) * std::cos(pi * m.a * x) * std::cos(pi * m.b * y);
    }
    return sum;
}

/// (d_y psi, -d_x psi).
Pair stream_velocity(double x, double y) {
    Pair sum;
    for (const Mode& m : stream_modes) {
        sum.x += m.amplitude * pi * m.b * std::sin(pi * m.a * x) * std::cos(pi * m.b * y);
        sum.y -= m.amplitude * pi * m.a * std::cos(pi * m.a * x) * std::sin(pi * m.b * y);
    }
    return sum;
}

/// Largest speed of the stream function above, on a grid that does not depend on the study's.
double largest_stream_speed() {
    constexpr int samples = 512;
    double largest = 0.0;
    for (int j = 0; j <= samples; ++j) {
        for (int i = 0; i <= samples; ++i) {
            const Pair v = stream_velocity(double(i) / samples, double(j) / samples);
            largest = std::max(largest, std::hypot(v.x, v.y));
        }
    }
    return largest;
}

}  // namespace

ManufacturedSolution::ManufacturedSolution(const Settings& settings, int n) {
    problem_.grid = {n, n};
    problem_.steps = static_cast<int>(std::lround(settings.fourier * n * n / settings.alpha));
    problem_.alpha = settings.fourier * n * n / problem_.steps;
    omega_ = settings.swing * problem_.alpha / (double(n) * n);
    const double alpha = problem_.alpha;
    const double speed = settings.peclet * alpha / n / largest_stream_speed();
    const double h = 1.0 / n;
    problem_.velocity = sampled_velocity(
        problem_.grid, [=](double x, double y) { return speed * stream_velocity(x * h, y * h).x; },
        [=](double x, double y) { return speed * stream_velocity(x * h, y * h).y; });
    shape_ = sampled_field(problem_.grid, [=](double x, double y) { return shape_at(x * h, y * h); });
    transport_ = sampled_field(problem_.grid, [=](double x, double y) {
        const Pair v = stream_velocity(x * h, y * h);
        const Pair gradient = shape_gradient(x * h, y * h);
        return h * speed * (v.x * gradient.x + v.y * gradient.y) - h * h * alpha * shape_laplacian(x * h, y * h);
    });
    problem_.initial = exact(0.0);
}

double ManufacturedSolution::growth(double step) const {
    return 1.0 + 0.5 * std::sin(omega_ * step);
}

double ManufacturedSolution::growth_rate(double step) const {
    return 0.5 * omega_ * std::cos(omega_ * step);
}

std::vector<double> ManufacturedSolution::exact(double step) const {
    std::vector<double> u = shape_;
    for (double& value : u) {
        value = 1.0 + growth(step) * value;
    }
    return u;
}

void ManufacturedSolution::source(double step, std::vector<double>& source) const {
    const double rate = growth_rate(step);
    const double size = growth(step);
    source.resize(shape_.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        source[i] = rate * shape_[i] + size * transport_[i];
    }
}

}  // namespace ebru
