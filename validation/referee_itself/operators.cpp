#include "validation/referee_itself/operators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "base/error.hpp"
#include "validation/petsc/advection_diffusion.hpp"
#include "validation/petsc/anisotropic_drift.hpp"
#include "validation/petsc/referee_module.hpp"
#include "validation/petsc/wall_stream_function.hpp"

namespace ebru {

namespace {

using namespace referee;

constexpr double eps = std::numeric_limits<double>::epsilon();
constexpr double pi = std::numbers::pi;

/// Rough numbers of order one, the same everywhere: nothing that a discretisation could find smooth.
std::vector<double> rough(Grid grid, double seed) {
    std::vector<double> values(grid.cells());
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = std::sin(12.9898 * double(i) * (1.0 + seed) + seed) * std::cos(78.233 * double(i * i % 1009));
    }
    return values;
}

double largest(const std::vector<double>& values) {
    return std::abs(
        *std::max_element(values.begin(), values.end(), [](double a, double b) { return std::abs(a) < std::abs(b); }));
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
    double worst = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        worst = std::max(worst, std::abs(a[i] - b[i]));
    }
    return worst;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::vector<double> residual_of(const RightHandSide& rhs, const std::vector<double>& u) {
    std::vector<double> f(u.size());
    rhs.residual(0.0, u.data(), f.data());
    return f;
}

std::vector<double> product_of(const RightHandSide& rhs, const std::vector<double>& u, const std::vector<double>& w) {
    std::vector<double> out(u.size());
    rhs.jacobian_product(0.0, u.data(), w.data(), out.data());
    return out;
}

/// |sum F| / sum |F|.
double relative_total(const std::vector<double>& f) {
    double total = 0.0;
    double size = 0.0;
    for (const double value : f) {
        total += value;
        size += std::abs(value);
    }
    return std::abs(total) / size;
}

/// Step 1: no flux leaves, and a solenoidal field keeps constants.
void judge_conservation(StudyReport& report, const std::string& name, const RightHandSide& rhs) {
    report.judge(bound_verdict(name + ": sum of du/dt over the cells, relative",
                               relative_total(residual_of(rhs, rough(rhs.grid(), 0.3))), 2.0 * eps,
                               "every face gives one cell what it takes from the other: four roundings a cell"));
}

/// Step 2: cosine modes are eigenvectors of the heat operator, with known eigenvalues.
void judge_eigenvalues(StudyReport& report, Grid grid) {
    const auto rhs = heat(grid, 1.0);
    const double h = 1.0 / grid.nx;
    double worst = 0.0;
    for (const auto& [b, a] : {std::pair{0, 1}, {1, 0}, {3, 2}, {grid.ny - 1, 5}, {grid.ny - 1, grid.nx - 1}}) {
        std::vector<double> mode(grid.cells());
        for (std::size_t i = 0; i < mode.size(); ++i) {
            const int y = static_cast<int>(i) / grid.nx;
            const int x = static_cast<int>(i) % grid.nx;
            mode[i] = std::cos(pi * b * (y + 0.5) / grid.ny) * std::cos(pi * a * (x + 0.5) / grid.nx);
        }
        const double eigenvalue =
            -(4.0 - 2.0 * std::cos(pi * a / grid.nx) - 2.0 * std::cos(pi * b / grid.ny)) / (h * h);
        std::vector<double> expected = mode;
        for (double& value : expected) {
            value *= eigenvalue;
        }
        worst = std::max(worst, largest_difference(residual_of(rhs, mode), expected) * h * h);
    }
    report.judge(bound_verdict("heat: five cosine modes against their eigenvalues, h^2 |F - mu u|", worst,
                               8.0 * pi * grid.ny * eps,
                               "-(4 - 2 cos(pi a/N_x) - 2 cos(pi b/N_y))/h^2, exact for half-way Neumann walls; "
                               "arguments up to pi N are rounded by eps/2, and the operator has norm 8, the eigenvalue "
                               "too"));
}

/// Step 3: the product without a matrix, the assembled matrix, and differences of F agree.
void judge_jacobian(StudyReport& report, const std::string& name, const RightHandSide& rhs, double scale) {
    const std::vector<double> u = rough(rhs.grid(), 0.1);
    const std::vector<double> w = rough(rhs.grid(), 0.7);
    const std::vector<double> free = product_of(rhs, u, w);
    const auto matrix = referee_module().assemble_jacobian(rhs, 0.0, u);
    report.judge(bound_verdict(name + ": assembled matrix against matrix-free product, relative",
                               largest_difference(matrix->multiply(w), free) / largest(free), 32.0 * eps,
                               "the same 24 products a cell in another order"));
    // Central differences of step d err by d^2 F'''/6 and eps F/d; d = eps^(1/3) makes both about eps^(2/3).
    const double step = std::cbrt(eps);
    std::vector<double> forward = u;
    std::vector<double> backward = u;
    for (std::size_t i = 0; i < u.size(); ++i) {
        forward[i] += step * w[i];
        backward[i] -= step * w[i];
    }
    std::vector<double> difference = residual_of(rhs, forward);
    const std::vector<double> lower = residual_of(rhs, backward);
    for (std::size_t i = 0; i < u.size(); ++i) {
        difference[i] = (difference[i] - lower[i]) / (2.0 * step);
    }
    report.judge(bound_verdict(name + ": product against central differences of F, relative",
                               largest_difference(difference, free) / largest(free), scale * std::pow(eps, 2.0 / 3.0),
                               fmt::format("{:g} eps^(2/3): step eps^(1/3), truncation and rounding alike", scale)));
}

/// Step 4: what makes each operator damp.
void judge_energy(StudyReport& report, const RightHandSide& flow, const RightHandSide& corners) {
    const std::vector<double> u = rough(flow.grid(), 0.2);
    const std::vector<double> v = rough(flow.grid(), 0.6);
    const std::vector<double> stirred = residual_of(flow, u);
    const std::vector<double> at_rest = residual_of(heat(flow.grid(), 1.0), u);
    report.judge(bound_verdict("advection: u . F(u) is that of diffusion alone, relative",
                               (dot(u, stirred) - dot(u, at_rest)) / (largest(stirred) * double(u.size())), 64.0 * eps,
                               "central fluxes of a discretely solenoidal field are skew-symmetric"));
    const auto jacobian = referee_module().assemble_jacobian(corners, 0.0, rough(flow.grid(), 0.1));
    const std::vector<double> ju = jacobian->multiply(u);
    report.judge(bound_verdict("anisotropic drift, corners: v . J u - u . J v, relative",
                               (dot(v, ju) - dot(u, jacobian->multiply(v))) / (largest(ju) * double(u.size())),
                               64.0 * eps, "gradient flow of a discrete energy: the Jacobian is symmetric"));
    report.judge(truth_verdict("anisotropic drift, corners: the Jacobian damps, u . J u < 0", dot(u, ju) < 0.0,
                               "the energy is convex"));
}

}  // namespace

void judge_operators(StudyReport& report, const std::vector<int>& eigenvalue_cells) {
    const Grid grid{eigenvalue_cells[0], eigenvalue_cells[1]};
    const WallStreamFunction turbulence(double(grid.ny) / grid.nx, {2.0, 1.0, 3.0}, 1, 0);
    const auto flow = advection_diffusion(grid, 1.0, faces_of_stream_function(grid, [&](double x, double y) {
                                              return 50.0 * turbulence.stream_function(x, y);
                                          }));
    const auto coefficient = [](double) { return EdgeCoefficient{0.7, 2.0}; };
    const auto compact = anisotropic_drift(grid, 1.0, FaceGradient::compact, coefficient);
    const auto corners = anisotropic_drift(grid, 1.0, FaceGradient::corners, coefficient);

    judge_conservation(report, "advection-diffusion", flow);
    judge_conservation(report, "anisotropic drift, compact", compact);
    judge_conservation(report, "anisotropic drift, corners", corners);
    const std::vector<double> ones(grid.cells(), 1.0);
    report.judge(bound_verdict("advection-diffusion: du/dt of a constant, h/|v| du/dt",
                               largest(residual_of(flow, ones)) / (50.0 * grid.nx), 64.0 * eps,
                               "differences of the stream function have no discrete divergence"));
    judge_eigenvalues(report, grid);
    judge_jacobian(report, "advection-diffusion", flow, 8.0);
    judge_jacobian(report, "anisotropic drift, compact", compact, 64.0);
    judge_jacobian(report, "anisotropic drift, corners", corners, 64.0);
    judge_energy(report, flow, corners);

    const auto isotropic =
        anisotropic_drift(grid, 1.0 / grid.nx, FaceGradient::corners, [](double) { return EdgeCoefficient{1.0, 0.0}; });
    const std::vector<double> u = rough(grid, 0.4);
    report.judge(bound_verdict("anisotropic drift, lambda = infinity: against the heat operator, relative",
                               largest_difference(residual_of(isotropic, u), residual_of(heat(grid, 1.0), u)) /
                                   largest(residual_of(isotropic, u)),
                               16.0 * eps, "g = alpha: the five-point Laplacian"));
}

}  // namespace ebru
