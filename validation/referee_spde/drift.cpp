#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "diagnostics/error_norms.hpp"
#include "diagnostics/observed_order.hpp"
#include "solvers/spde/flux_drift.hpp"
#include "validation/common/cosine_series.hpp"
#include "validation/common/photographs.hpp"
#include "validation/petsc/referee_module.hpp"
#include "validation/referee_spde/steps.hpp"

namespace ebru {

namespace {

using referee::EdgeCoefficient;
using referee::FaceGradient;

/// b(u), ours.
template <class Real>
std::vector<double> our_drift(DriftForm form, const EdgeStopping& g1, Grid grid, const std::vector<double>& u) {
    const ImageBatch<Real> in = to_images<Real>(grid, u);
    const ImageBatch<Real> b = to_images<Real>(grid, u);
    apply_drift(form, g1, in, b);
    return to_values(b);
}

/// A photograph, an edge contrast, and how the solver is told of it: scale s with lambda is 1 with lambda/s.
struct DriftCase {
    std::string picture;
    Grid grid;
    std::vector<double> u;
    EdgeStopping ours;

    [[nodiscard]] double lambda() const { return 1.0 / (ours.gradient_scale * ours.inverse_lambda); }
    [[nodiscard]] referee::FiniteVolumes<referee::AnisotropicDriftFlux> petscs() const {
        const EdgeCoefficient g{ours.alpha, 1.0 / lambda()};
        return referee::anisotropic_drift(grid, 1.0, FaceGradient::compact, [g](double) { return g; });
    }
};

std::vector<DriftCase> drift_cases(const RefereeSpdeSettings& settings) {
    constexpr double alpha = 0.7;
    std::vector<DriftCase> cases;
    for (const std::string& name : photograph_names()) {
        const std::vector<double> u = raw_photograph(name, settings.raw_cells);
        for (const double lambda : settings.lambdas) {
            for (const double scale : {1.0, 2.0}) {
                cases.push_back({name, raw_grid(settings.raw_cells), u, {alpha, 1.0 / lambda, scale}});
            }
        }
    }
    return cases;
}

/// Roundings of b at most, in units of the sum of the sizes of its four fluxes: those of n, t, the radicand, the root,
/// the quotient and the product, and two in the sum. What the rounding of t does to g is at most its error over lambda.
double roundings(double largest_step, double lambda) {
    return 11.0 + largest_step / lambda;
}

/// Shares of their bounds, the largest of all cases.
struct Shares {
    double value = 0.0;
    double total = 0.0;
    double product = 0.0;
};

/// Step 1: every value, and the total, on the same rounded photograph.
template <class Real>
void measure_values(const DriftCase& of, Shares& shares) {
    const std::vector<double> sizes = flux_sizes({of.ours.alpha, 1.0 / of.lambda()}, of.grid, of.u);
    const std::vector<double> ours = our_drift<Real>(DriftForm::compact, of.ours, of.grid, of.u);
    std::vector<double> petscs(of.u.size());
    of.petscs().residual(0.0, of.u.data(), petscs.data());
    const double allowed =
        roundings(largest_step(of.grid, of.u), of.lambda()) * (unit_round_off<Real> + unit_round_off<double>);
    long double total = 0.0;
    long double size = 0.0;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        const double gap = std::abs(ours[i] - petscs[i]);
        shares.value = std::max(shares.value, gap == 0.0 ? 0.0 : gap / (allowed * sizes[i]));
        total += ours[i];
        size += sizes[i];
    }
    shares.total = std::max(shares.total, static_cast<double>(std::abs(total) / (2.0 * unit_round_off<Real> * size)));
}

/// Step 2: J w by PETSc against (b(u + s w) - b(u - s w))/(2 s) of ours, |w| <= 1.
///
/// The third derivatives of p/sqrt(1 + |p|^2) are at most 3 in size, and w changes a face's (n, t) by (2, 1) at most:
/// truncation 4 alpha (s/lambda)^2/2 5^(3/2). Round-off: that of u +- s w, which b takes up times 9 alpha, and that of
/// b.
template <class Real>
void measure_product(const DriftCase& of, Shares& shares) {
    std::vector<double> w(of.u.size());
    for (std::size_t i = 0; i < w.size(); ++i) {
        w[i] = std::sin(12.9898 * double(i)) * std::cos(78.233 * double(i * i % 1009));  // rough
    }
    const auto rhs = of.petscs();
    const std::vector<double> exact = referee::referee_module().assemble_jacobian(rhs, 0.0, of.u)->multiply(w);
    const double s = of.lambda() * std::cbrt(unit_round_off<Real>);
    const auto shifted = [&](double by) {
        std::vector<double> u = of.u;
        for (std::size_t i = 0; i < u.size(); ++i) {
            u[i] += by * w[i];
        }
        return our_drift<Real>(DriftForm::compact, of.ours, of.grid, u);
    };
    const std::vector<double> up = shifted(s);
    const std::vector<double> down = shifted(-s);
    const double step = largest_step(of.grid, of.u) + 2.0 * s;
    const double flux = of.ours.alpha * std::min(step, of.lambda());
    const double truncation = 2.0 * of.ours.alpha * std::pow(s / of.lambda(), 2) * std::pow(5.0, 1.5);
    const double round_off =
        unit_round_off<Real> / s *
        (9.0 * of.ours.alpha * (largest_value(of.u) + s) + 4.0 * flux * roundings(step, of.lambda()));
    for (std::size_t i = 0; i < w.size(); ++i) {
        const double gap = std::abs((up[i] - down[i]) / (2.0 * s) - exact[i]);
        shares.product = std::max(shares.product, gap / (truncation + round_off));
    }
}

template <class Real>
void judge_values(StudyReport& report, Table& table, const std::vector<DriftCase>& cases) {
    Shares worst;
    for (const DriftCase& photograph : cases) {
        DriftCase of = photograph;
        of.u = rounded<Real>(of.u);
        Shares shares;
        measure_values<Real>(of, shares);
        measure_product<Real>(of, shares);
        table.add({of.picture, 1.0 / of.ours.inverse_lambda, of.ours.gradient_scale, precision_name<Real>(),
                   shares.value, shares.total, shares.product});
        worst = {std::max(worst.value, shares.value), std::max(worst.total, shares.total),
                 std::max(worst.product, shares.product)};
    }
    const std::string precision = precision_name<Real>();
    report.judge({"drift against PETSc, value by value, " + precision + ": share of the round-off bound", worst.value,
                  0.0, 1.0, "11 + largest step/lambda roundings of the four fluxes, both codes"});
    report.judge({"drift, " + precision + ": total over the cells, share of the round-off bound", worst.total, 0.0, 1.0,
                  "what leaves a cell enters its neighbour to the bit; each flux is rounded in two sums"});
    report.judge({"Jacobian-vector product of PETSc against differences of our drift, " + precision +
                      ": share of truncation and round-off",
                  worst.product, 0.0, 1.0,
                  "central differences: third derivatives of p/sqrt(1 + p^2) are at most 3; u and b are rounded"});
}

/// Step 3: both conservative forms against `corners`, in units of the width, in both precisions.
struct Refinement {
    double difference = 0.0;   ///< L2, ours in double - PETSc's
    double float_share = 0.0;  ///< of what float may differ from double by
};
Refinement refine(DriftForm form, const std::vector<double>& u, int n, double lambda_width) {
    const Grid grid{n, n};
    const double squared = double(n) * n;  // pixels of the width's square
    const EdgeStopping ours{1.0, n / lambda_width, 1.0};
    std::vector<double> in_double = our_drift<double>(form, ours, grid, u);
    const std::vector<double> in_float = our_drift<float>(form, ours, grid, u);
    const double step = largest_step(grid, u);
    const double allowed =
        unit_round_off<float> * (9.0 * largest_value(u) + 4.0 * step * roundings(step, lambda_width / n));
    const double share = error_norms<double>(in_float, in_double).max / allowed;
    const EdgeCoefficient g{1.0, 1.0 / lambda_width};
    const auto rhs = referee::anisotropic_drift(grid, 1.0 / n, FaceGradient::corners, [g](double) { return g; });
    std::vector<double> petscs(u.size());
    rhs.residual(0.0, u.data(), petscs.data());
    for (double& b : in_double) {
        b *= squared;
    }
    return {error_norms<double>(in_double, petscs).l2, share};
}

}  // namespace

void judge_drift_values(StudyReport& report, const RefereeSpdeSettings& settings) {
    Table& table = report.table("drift_values", "Drift and its derivative on raw photographs: shares of their bounds",
                                {{"picture", ""},
                                 {"lambda", "1/pixel"},
                                 {"gradient_scale", ""},
                                 {"precision", ""},
                                 {"value", ""},
                                 {"total", ""},
                                 {"product", ""}});
    const std::vector<DriftCase> cases = drift_cases(settings);
    judge_values<double>(report, table, cases);
    judge_values<float>(report, table, cases);
}

void judge_drift_order(StudyReport& report, const RefereeSpdeSettings& settings) {
    Table& table = report.table(
        "drift_order", "Drift against PETSc's form with the gradient at the corners, smooth photographs",
        {{"subject", ""}, {"N", "cells"}, {"h", "width"}, {"difference_l2", "1/width^2"}, {"float_share", ""}});
    CurveFigure figure{"drift_order",
                       "Our drift against PETSc's with the gradient at the corners: two second-order forms",
                       "spacing h / width",
                       "L2 difference",
                       Scale::log,
                       Scale::log,
                       {},
                       {{2.0, "order 2"}}};
    double worst_share = 0.0;
    for (const std::string& name : photograph_names()) {
        CosineSeries picture(photograph(name, settings.photograph_cells), settings.photograph_cells);
        picture.smooth(settings.smoothing);
        for (const auto& [form, form_name] :
             {std::pair{DriftForm::compact, "compact"}, {DriftForm::face_average, "face average"}}) {
            const std::string subject = fmt::format("{}, {} - corners", name, form_name);
            std::vector<double> spacings;
            std::vector<double> differences;
            for (const int n : settings.sizes) {
                const Refinement found = refine(form, picture.sample(n), n, settings.lambda_width);
                spacings.push_back(1.0 / n);
                differences.push_back(found.difference);
                worst_share = std::max(worst_share, found.float_share);
                table.add({subject, std::int64_t{n}, 1.0 / n, found.difference, found.float_share});
            }
            report.judge(order_verdict(subject + ": order of the drift in space",
                                       fit_power_law(spacings, differences).slope, 2.0, 0.1,
                                       "both forms are second order, with other constants"));
            figure.curves.push_back({subject,
                                     "drift_order",
                                     "h",
                                     "difference_l2",
                                     {{"subject", subject}},
                                     Curve::Style::points_and_line,
                                     "",
                                     ""});
        }
    }
    report.judge({"drift of smooth photographs, float against double: share of the round-off bound", worst_share, 0.0,
                  1.0, "rounding of u, which b takes up times 9 alpha, and 11 + largest step/lambda of the fluxes"});
    report.draw(figure);
}

}  // namespace ebru
