#include <gtest/gtest.h>

#include "diagnostics/observed_order.hpp"
#include "tests/reference/spde_twin.hpp"
#include "tests/support/image_values.hpp"

namespace ebru {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double lambda = 8.0;  // the largest gradient of the field below: g halves within 8/60 of the width, ten cells

/// u = cos(pi X) cos(2 pi Y) + cos(3 pi X)/2 on the unit square, no flux through its walls, and the two drifts made of
/// it: g lap u + c grad g . grad u with grad g . grad u = -g^3/lambda^2 (grad u)^T (Hessian) (grad u).
struct SmoothField {
    double x;
    double y;

    [[nodiscard]] double value() const { return std::cos(pi * x) * std::cos(2 * pi * y) + 0.5 * std::cos(3 * pi * x); }
    [[nodiscard]] double drift(double c) const {
        const double u_x = -pi * std::sin(pi * x) * std::cos(2 * pi * y) - 1.5 * pi * std::sin(3 * pi * x);
        const double u_y = -2 * pi * std::cos(pi * x) * std::sin(2 * pi * y);
        const double u_xx = -pi * pi * std::cos(pi * x) * std::cos(2 * pi * y) - 4.5 * pi * pi * std::cos(3 * pi * x);
        const double u_xy = 2 * pi * pi * std::sin(pi * x) * std::sin(2 * pi * y);
        const double u_yy = -4 * pi * pi * std::cos(pi * x) * std::cos(2 * pi * y);
        const double g = 1.0 / std::sqrt(1.0 + (u_x * u_x + u_y * u_y) / (lambda * lambda));
        const double bend = u_x * u_x * u_xx + 2 * u_x * u_y * u_xy + u_y * u_y * u_yy;
        return g * (u_xx + u_yy) - c * g * g * g / (lambda * lambda) * bend;
    }
};

enum class Points { cell_centres, vertices };  // walls half a cell outside, or on, the outermost points

/// Largest error of b/h^2 against the drift with the factor c.
double drift_error(DriftForm form, Points points, int n, double c) {
    const double h = points == Points::vertices ? 1.0 / (n - 1) : 1.0 / n;
    const double shift = points == Points::vertices ? -0.5 : 0.0;
    const Grid grid{n, n};
    const auto field = [&](double x, double y) { return SmoothField{h * (x + shift), h * (y + shift)}; };
    const ImageBatch<double> u =
        to_images<double>({1, n, n}, sample(grid, [&](double x, double y) { return field(x, y).value(); }));
    const ImageBatch<double> b = like(u);
    // A difference over a pixel is h times a gradient, so lambda in pixels is h lambda.
    apply_drift(form, {1.0, 1.0 / (h * lambda), 1.0}, u, b);
    Values scaled = to_values(b);
    for (double& value : scaled) {
        value /= h * h;
    }
    return largest_difference(scaled, sample(grid, [&](double x, double y) { return field(x, y).drift(c); }));
}

/// \param coarsest grid: the appendix form reaches twice as far as the others and needs twice the resolution.
double observed_order(DriftForm form, Points points, double c, int coarsest) {
    std::vector<double> spacings;
    std::vector<double> errors;
    for (const int n : {coarsest, coarsest * 3 / 2, coarsest * 2, coarsest * 3, coarsest * 4}) {
        spacings.push_back(1.0 / (points == Points::vertices ? n - 1 : n));
        errors.push_back(drift_error(form, points, n, c));
    }
    return fit_power_law(spacings, errors).slope;
}

TEST(FluxOrder, ConservativeFormsAreOfSecondOrder) {
    EXPECT_NEAR(observed_order(DriftForm::compact, Points::cell_centres, 1.0, 64), 2.0, 0.1);
    EXPECT_NEAR(observed_order(DriftForm::face_average, Points::cell_centres, 1.0, 64), 2.0, 0.1);
}

TEST(FluxOrder, AppendixFormConvergesToTheOtherEquationAtSecondOrder) {
    EXPECT_NEAR(observed_order(DriftForm::appendix_h, Points::vertices, 2.0, 128), 2.0, 0.1);
}

TEST(FluxOrder, AppendixFormDoesNotConvergeToTheStatedEquation) {
    const double coarse = drift_error(DriftForm::appendix_h, Points::vertices, 64, 1.0);
    const double fine = drift_error(DriftForm::appendix_h, Points::vertices, 256, 1.0);
    // What is left is the second grad g . grad u, whose largest value is this field's own.
    EXPECT_GT(fine, 1.0);
    EXPECT_NEAR(fine / coarse, 1.0, 0.05);
}

}  // namespace
}  // namespace ebru
