#include "fft/cosine_transform.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "test_image.hpp"

namespace ebru {
namespace {

using testing::awkward_grids;
using testing::random_image;
using testing::sum_tolerance;

template <class Real>
class CosineTransformTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(CosineTransformTest, Precisions);

TYPED_TEST(CosineTransformTest, InverseUndoesForward) {
    for (const Grid grid : awkward_grids()) {
        const CosineTransform<TypeParam> transform(grid);
        const auto image = random_image<TypeParam>(grid);
        std::vector<TypeParam> coefficients(grid.cells());
        std::vector<TypeParam> back(grid.cells());
        transform.forward(image.data(), coefficients.data());
        transform.inverse(coefficients.data(), back.data());
        for (std::size_t cell = 0; cell < image.size(); ++cell) {
            EXPECT_NEAR(back[cell], image[cell], sum_tolerance<TypeParam>(16));
        }
    }
}

TYPED_TEST(CosineTransformTest, KeepsTheSumOfSquares) {
    for (const Grid grid : awkward_grids()) {
        const CosineTransform<TypeParam> transform(grid);
        const auto image = random_image<TypeParam>(grid);
        std::vector<TypeParam> coefficients(grid.cells());
        transform.forward(image.data(), coefficients.data());
        double in_image = 0.0;
        double in_coefficients = 0.0;
        for (std::size_t cell = 0; cell < image.size(); ++cell) {
            in_image += static_cast<double>(image[cell]) * image[cell];
            in_coefficients += static_cast<double>(coefficients[cell]) * coefficients[cell];
        }
        EXPECT_NEAR(in_coefficients, in_image, sum_tolerance<TypeParam>(grid.cells()));
    }
}

TYPED_TEST(CosineTransformTest, ACosineModeIsOneCoefficient) {
    const Grid grid{6, 10};
    const CosineTransform<TypeParam> transform(grid);
    const int b = 2;
    const int a = 3;
    std::vector<TypeParam> image(grid.cells());
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            image[static_cast<std::size_t>(y * grid.nx + x)] =
                static_cast<TypeParam>(std::cos(std::numbers::pi * b * (y + 0.5) / grid.ny) *
                                       std::cos(std::numbers::pi * a * (x + 0.5) / grid.nx));
        }
    }
    std::vector<TypeParam> coefficients(grid.cells());
    transform.forward(image.data(), coefficients.data());
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            // norm of the mode: sqrt(ny/2) sqrt(nx/2)
            const double expected = y == b && x == a ? std::sqrt(grid.ny * grid.nx / 4.0) : 0.0;
            EXPECT_NEAR(coefficients[static_cast<std::size_t>(y * grid.nx + x)], expected,
                        sum_tolerance<TypeParam>(grid.cells()));
        }
    }
}

}  // namespace
}  // namespace ebru
