// The operators of the noise against dense matrices: C v, C^-1 v and B B^T = C.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "solvers/spde/q_wiener.hpp"
#include "solvers/spde/white_noise.hpp"
#include "tests/src/base/message_checks.hpp"
#include "tests/support/image_values.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

template <class Real>
class NoiseOperators : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(NoiseOperators, Precisions);

const std::vector<Grid>& small_grids() {
    static const std::vector<Grid> grids{{8, 8}, {5, 7}, {7, 4}, {1, 6}, {3, 1}, {1, 1}};
    return grids;
}
constexpr double lengths[] = {0.3, 1.0, 2.5, 8.0};

/// C, row after row.
Values dense_covariance(Grid grid, double ell) {
    Values matrix;
    for (int row = 0; row < static_cast<int>(grid.cells()); ++row) {
        for (int column = 0; column < static_cast<int>(grid.cells()); ++column) {
            const double distance = std::hypot(row / grid.nx - column / grid.nx, row % grid.nx - column % grid.nx);
            matrix.push_back(ell > 0.0 ? std::exp(-distance / ell) : (row == column ? 1.0 : 0.0));
        }
    }
    return matrix;
}

/// matrix * v for each of the images that v holds.
Values dense_product(const Values& matrix, const Values& v) {
    const auto cells = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(matrix.size()))));
    Values product(v.size(), 0.0);
    for (std::size_t i = 0; i < v.size(); ++i) {
        for (std::size_t j = 0; j < cells; ++j) {
            product[i] += matrix[i % cells * cells + j] * v[i / cells * cells + j];
        }
    }
    return product;
}

/// Values that Real holds exactly, so that both sides of a comparison start alike.
template <class Real>
Values rounded_values(std::size_t count, std::uint64_t seed) {
    Values values = random_values(count, -1.0, 1.0, seed);
    for (double& value : values) {
        value = static_cast<double>(static_cast<Real>(value));
    }
    return values;
}

// Two transforms of at most 96 x 96 cells round by some eps log2(M^2) of the largest values they meet; those are at
// most the sum of |C| |v| <= cells.
template <class Real>
double product_tolerance(Grid grid) {
    return 32.0 * epsilon<Real> * static_cast<double>(grid.cells());
}

TYPED_TEST(NoiseOperators, CovarianceIsTheDenseProduct) {
    for (const Grid grid : small_grids()) {
        for (const double ell : lengths) {
            const ImageShape shape{2, grid.ny, grid.nx};
            const QWiener<TypeParam> noise(shape, ell, 1);
            const Values v = rounded_values<TypeParam>(3 * shape.values(), 8);
            const auto out = make_images<TypeParam>(3, shape);
            noise.apply_covariance(to_images<TypeParam>(shape, v), out);
            EXPECT_LE(largest_difference(to_values(out), dense_product(dense_covariance(grid, ell), v)),
                      product_tolerance<TypeParam>(grid))
                << grid.ny << "x" << grid.nx << " ell " << ell;
        }
    }
}

TYPED_TEST(NoiseOperators, CovarianceMayWriteWhereItReads) {
    const ImageShape shape{1, 6, 5};
    const QWiener<TypeParam> noise(shape, 2.0, 1);
    const auto v = to_images<TypeParam>(shape, random_values(2 * shape.values(), -1.0, 1.0, 8));
    const auto out = make_images<TypeParam>(2, shape);
    noise.apply_covariance(v, out);
    noise.apply_covariance(v, v);
    EXPECT_EQ(to_values(v), to_values(out));
}

TYPED_TEST(NoiseOperators, InverseCovarianceUndoesTheDenseProduct) {
    for (const Grid grid : small_grids()) {
        for (const double ell : lengths) {
            const ImageShape shape{1, grid.ny, grid.nx};
            QWiener<TypeParam> noise(shape, ell, 1);
            const Values v = rounded_values<TypeParam>(2 * shape.values(), 3);
            const auto out = make_images<TypeParam>(2, shape);
            const int iterations = noise.apply_inverse_covariance(to_images<TypeParam>(shape, v), out);
            EXPECT_LE(iterations, static_cast<int>(grid.cells()));
            // |C x - v|_2 <= tol |v|_2 of the solver; rounding x to Real adds eps |C| |x|_2, |C| <= cells, and
            // |x| <= |v|/(least eigenvalue), which is above 1/(4 ell) on these grids.
            const double solver =
                (sizeof(TypeParam) == 4 ? 1e-7 : 1e-10) * std::sqrt(static_cast<double>(grid.cells()));
            const double rounding = product_tolerance<TypeParam>(grid) * std::max(1.0, 4.0 * ell);
            EXPECT_LE(largest_difference(dense_product(dense_covariance(grid, ell), to_values(out)), v),
                      solver + rounding)
                << grid.ny << "x" << grid.nx << " ell " << ell;
        }
    }
}

TYPED_TEST(NoiseOperators, InverseCovarianceTakesFewIterationsOnLargeImages) {
    const ImageShape shape{1, 48, 40};
    for (const double ell : {1.0, 4.0, 8.0}) {
        QWiener<TypeParam> noise(shape, ell, 1);
        const auto v = to_images<TypeParam>(shape, random_values(shape.values(), -1.0, 1.0, 3));
        const auto out = make_images<TypeParam>(1, shape);
        const int iterations = noise.apply_inverse_covariance(v, out);
        EXPECT_GE(iterations, 1);
        EXPECT_LE(iterations, 60) << ell;  // without the preconditioner 326 at ell = 8
    }
}

TYPED_TEST(NoiseOperators, InverseCovarianceOfWhatIsNotFiniteIsAnError) {
    const ImageShape shape{1, 4, 4};
    QWiener<TypeParam> noise(shape, 2.0, 1);
    Values v(shape.values(), 0.0);
    v[5] = std::numeric_limits<double>::quiet_NaN();
    const auto out = make_images<TypeParam>(1, shape);
    EXPECT_TRUE(contains(user_error_text([&] { noise.apply_inverse_covariance(to_images<TypeParam>(shape, v), out); }),
                         {"correlation length of 2 px", "not finite"}));
}

TYPED_TEST(NoiseOperators, RootTimesItsTransposeIsTheCovariance) {
    for (const Grid grid : small_grids()) {
        for (const double ell : {0.0, 0.3, 1.0, 2.5}) {
            const ImageShape shape{1, grid.ny, grid.nx};
            const QWiener<TypeParam> noise(shape, ell, 1);
            const std::size_t n = noise.root_values();
            const std::size_t cells = grid.cells();
            // Columns of B: images of the unit vectors, which the images of one batch are.
            const WhiteNoiseBatch<TypeParam> unit("unit vectors", n, 1, n);
            Values identity(n * n, 0.0);
            for (std::size_t k = 0; k < n; ++k) {
                identity[k * n + k] = 1.0;
            }
            assign(unit, identity);
            const auto columns = make_images<TypeParam>(n, shape);
            noise.apply_root(unit, columns);
            const Values b = to_values(columns);
            Values product(cells * cells, 0.0);
            for (std::size_t k = 0; k < n; ++k) {
                for (std::size_t i = 0; i < cells; ++i) {
                    for (std::size_t j = 0; j < cells; ++j) {
                        product[i * cells + j] += b[k * cells + i] * b[k * cells + j];
                    }
                }
            }
            // Each entry is a sum of n products of rounded numbers whose squares add up to 1; transforms and weights
            // round by less than 16 eps of a column's size.
            EXPECT_LE(largest_difference(product, dense_covariance(grid, ell)), 64.0 * epsilon<TypeParam>)
                << grid.ny << "x" << grid.nx << " ell " << ell;
        }
    }
}

TYPED_TEST(NoiseOperators, DrawIsTheRootOfTheStreamsNormals) {
    for (const double ell : {0.0, 2.0}) {
        const ImageShape shape{2, 6, 5};
        QWiener<TypeParam> noise(shape, ell, 77);
        const auto drawn = make_images<TypeParam>(1, shape);
        const std::vector<SampleId> ids{12};
        noise.draw(ids, 4, drawn);
        const std::size_t n = noise.root_values();
        const int row_length = ell > 0.0 ? 2 * (10 / 2 + 1) : shape.nx;  // a torus of 12 x 10 for 6 x 5 cells
        std::vector<TypeParam> xi(2 * n);
        for (int channel = 0; channel < 2; ++channel) {
            for (int y = 0; y < static_cast<int>(n) / row_length; ++y) {
                normal_row(
                    white_noise_stream(77, 12, channel, 4), y, row_length,
                    xi.data() + static_cast<std::size_t>(channel) * n + static_cast<std::size_t>(y * row_length));
            }
        }
        const WhiteNoiseBatch<TypeParam> white("white noise", 1, 2, n);
        assign(white, Values(xi.begin(), xi.end()));
        const auto expected = make_images<TypeParam>(1, shape);
        noise.apply_root(white, expected);
        EXPECT_EQ(to_values(drawn), to_values(expected)) << ell;
    }
}

TEST(CirculantEmbedding, TorusGrowsUntilNoEigenvalueIsNegative) {
    const CirculantEmbedding embedding({32, 32}, 16.0);
    EXPECT_GT(embedding.torus().nx, 64);
    EXPECT_LE(embedding.torus().nx, 12 * 16);  // enough by numerics.md section 4
    EXPECT_EQ(embedding.clipped_fraction(), 0.0);
    // With M = 2 N there are negative ones: numerics.md measured 0.3 percent.
    EXPECT_TRUE(contains(user_error_text([] { const CirculantEmbedding small({32, 32}, 16.0, 64 * 64); }),
                         {"16 px", "32x32", "64x64", "0.003", "shorter correlation length"}));
}

TEST(CirculantEmbedding, LittleClippingIsReportedAndLeavesTheCovarianceExact) {
    const CirculantEmbedding embedding({32, 32}, 11.0, 64 * 64);
    EXPECT_GT(embedding.clipped_fraction(), 0.0);
    EXPECT_LT(embedding.clipped_fraction(), 1e-3);
    const CornerProduct<double> product(embedding.image(), embedding.torus(), embedding.eigenvalues());
    auto scratch = product.make_scratch();
    const Values v = random_values(embedding.image().cells(), -1.0, 1.0, 4);
    Values out(v.size());
    product.apply(v.data(), out.data(), scratch);
    EXPECT_LE(largest_difference(out, dense_product(dense_covariance(embedding.image(), 11.0), v)),
              product_tolerance<double>(embedding.image()));
}

TEST(QWiener, LengthsThatAreNoneAreErrors) {
    for (const double wrong :
         {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        EXPECT_TRUE(contains(user_error_text([wrong] { const QWiener<float> noise({1, 8, 8}, wrong, 1); }),
                             {"correlation length", "0 (white noise)"}));
    }
    EXPECT_TRUE(contains(user_error_text([] { const QWiener<float> noise({1, 8, 8}, 1e5, 1); }),
                         {"100000 px", "at most 512 px"}));
}

}  // namespace
}  // namespace ebru
