#include <gtest/gtest.h>

#include "fft/cosine_transform.hpp"
#include "tests/reference/spde_twin.hpp"
#include "tests/support/image_values.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

constexpr EdgeStopping sharp{1.7, 8.0, 1.0};
const std::vector<Grid> grids{{1, 1}, {1, 9}, {9, 1}, {2, 2}, {3, 5}, {8, 6}, {17, 11}, {16, 33}};

Values drift_of(DriftForm form, const EdgeStopping& g1, const ImageShape& shape, const Values& u) {
    const ImageBatch<double> images = to_images<double>(shape, u);
    const ImageBatch<double> b = like(images);
    apply_drift(form, g1, images, b);
    return to_values(b);
}

/// Values in [0, 1] give four products gamma n of size at most 1.7, each of about ten operations: 40 roundings of
/// 1.7 * 1.1e-16 = 7.5e-15 at most; 1e-14 is the bound.
constexpr double bound = 1e-14;

TEST(FluxDrift, EqualsItsTwin) {
    for (const DriftForm form : {DriftForm::compact, DriftForm::face_average, DriftForm::appendix_h}) {
        for (const Grid& grid : grids) {
            if (form == DriftForm::appendix_h && (grid.nx < 2 || grid.ny < 2)) {
                continue;  // nothing to reflect about
            }
            for (const double scale : {1.0, 2.0}) {
                const EdgeStopping g1{1.7, 8.0, scale};
                const Values u = random_values(grid.cells(), 0.0, 1.0, 3);
                EXPECT_LT(largest_difference(drift_of(form, g1, {1, grid.ny, grid.nx}, u),
                                             reference::drift(grid, form, g1, u)),
                          bound)
                    << "form " << static_cast<int>(form) << ", " << grid.ny << " x " << grid.nx << ", s = " << scale;
            }
        }
    }
}

TEST(FluxDrift, ImagesAndChannelsDoNotMix) {
    const ImageShape shape{3, 7, 18};
    const std::size_t cells = shape.grid().cells();
    const Values u = random_values(2 * shape.values(), 0.0, 1.0, 4);
    const Values b = drift_of(DriftForm::compact, sharp, shape, u);
    for (std::size_t block = 0; block < 6; ++block) {
        const auto first = static_cast<std::ptrdiff_t>(block * cells);
        const auto last = first + static_cast<std::ptrdiff_t>(cells);
        EXPECT_LT(largest_difference(Values(b.begin() + first, b.begin() + last),
                                     reference::drift(shape.grid(), DriftForm::compact, sharp,
                                                      Values(u.begin() + first, u.begin() + last))),
                  bound);
    }
}

TEST(FluxDrift, ConservativeFormsSumToZeroAndLoseEnergy) {
    for (const DriftForm form : {DriftForm::compact, DriftForm::face_average}) {
        for (const Grid& grid : grids) {
            const Values u = random_values(grid.cells(), 0.0, 1.0, 5);
            const Values b = drift_of(form, sharp, {1, grid.ny, grid.nx}, u);
            long double sum = 0.0L;
            long double power = 0.0L;
            for (std::size_t i = 0; i < u.size(); ++i) {
                sum += b[i];
                power += static_cast<long double>(u[i]) * b[i];
            }
            // A flux enters and leaves as the same number; three sums of numbers of size 3.4 are rounded a cell.
            EXPECT_LE(std::abs(static_cast<double>(sum)), 3.0 * 3.4 * epsilon<double> * static_cast<double>(u.size()));
            EXPECT_TRUE(power < 0.0L || grid.cells() == 1);
        }
    }
}

TEST(FluxDrift, AppendixFormDoesNotConserve) {
    const Grid grid{16, 33};
    const Values b = drift_of(DriftForm::appendix_h, sharp, {1, 16, 33}, random_values(grid.cells(), 0.0, 1.0, 5));
    double sum = 0.0;
    for (const double value : b) {
        sum += value;
    }
    EXPECT_GT(std::abs(sum), 0.1);
}

TEST(FluxDrift, InfiniteLambdaIsTheFivePointLaplacianInTheCosineBasis) {
    const Grid grid{12, 15};
    const Values u = random_values(grid.cells(), -1.0, 1.0, 6);
    const CosineTransform<double> transform(grid);
    Values u_modes(u.size());
    transform.forward(u.data(), u_modes.data());
    for (const DriftForm form : {DriftForm::compact, DriftForm::face_average}) {
        const Values b = drift_of(form, {0.7, 0.0, 1.0}, {1, grid.ny, grid.nx}, u);
        Values b_modes(u.size());
        transform.forward(b.data(), b_modes.data());
        for (int m = 0; m < grid.ny; ++m) {
            for (int n = 0; n < grid.nx; ++n) {
                const double half_x = std::sin(0.5 * std::numbers::pi * n / grid.nx);
                const double half_y = std::sin(0.5 * std::numbers::pi * m / grid.ny);
                const double mu = 4.0 * (half_x * half_x + half_y * half_y);
                // A transform of numbers of size 8 adds log2(180) = 8 roundings to sums of length sqrt(180).
                EXPECT_NEAR(b_modes[cell(grid, m, n)], -0.7 * mu * u_modes[cell(grid, m, n)],
                            8.0 * 8.0 * 14.0 * epsilon<double>);
            }
        }
    }
}

TEST(FluxDrift, FaceCoefficientsGiveTheSameDrift) {
    const ImageShape shape{2, 9, 14};
    const Grid grid = shape.grid();
    const Values u = random_values(shape.values(), 0.0, 1.0, 7);
    const ImageBatch<double> images = to_images<double>(shape, u);
    for (const DriftForm form : {DriftForm::compact, DriftForm::face_average}) {
        const ImageBatch<double> x_face = like(images);
        const ImageBatch<double> y_face = like(images);
        face_coefficients(form, sharp, images, x_face, y_face);
        const Values gx = to_values(x_face);
        const Values gy = to_values(y_face);
        const Values b = drift_of(form, sharp, shape, u);
        for (std::size_t c = 0; c < 2; ++c) {
            const std::size_t block = c * grid.cells();
            for (int y = 0; y < grid.ny; ++y) {
                for (int x = 0; x < grid.nx; ++x) {
                    const auto at = [&](const Values& v, int j, int i) { return v[block + cell(grid, j, i)]; };
                    double sum = 0.0;
                    sum += x + 1 < grid.nx ? at(gx, y, x) * (at(u, y, x + 1) - at(u, y, x)) : at(gx, y, x);
                    sum += y + 1 < grid.ny ? at(gy, y, x) * (at(u, y + 1, x) - at(u, y, x)) : at(gy, y, x);
                    sum -= x > 0 ? at(gx, y, x - 1) * (at(u, y, x) - at(u, y, x - 1)) : 0.0;
                    sum -= y > 0 ? at(gy, y - 1, x) * (at(u, y, x) - at(u, y - 1, x)) : 0.0;
                    EXPECT_NEAR(at(b, y, x), sum, bound) << y << ", " << x;
                }
            }
        }
    }
}

TEST(FluxDrift, CellCoefficientsEqualTheirTwin) {
    for (const Grid& grid : grids) {
        const EdgeStopping g2{0.3, 5.0, 2.0};
        const Values u = random_values(grid.cells(), 0.0, 1.0, 8);
        const ImageBatch<double> images = to_images<double>({1, grid.ny, grid.nx}, u);
        const ImageBatch<double> values = like(images);
        cell_coefficients(g2, images, values);
        EXPECT_LT(largest_difference(to_values(values), reference::cell_coefficient(grid, g2, u)), 1e-15);
    }
}

}  // namespace
}  // namespace ebru
