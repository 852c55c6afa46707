#include "ml/network/resampling.hpp"

#include <array>

#include "tests/ml/network/network_checks.hpp"

namespace ebru {
namespace {

const std::array<Grid, 7> grids{{{1, 1}, {1, 4}, {2, 2}, {5, 7}, {6, 5}, {7, 8}, {8, 8}}};
constexpr std::array<double, 4> row{0.125, 0.375, 0.375, 0.125};

/// x at (y, x), zero beyond the image.
double value_at(const at::Tensor& x, int y, int column) {
    const bool inside = y >= 0 && column >= 0 && y < x.size(2) && column < x.size(3);
    return inside ? x[0][0][y][column].item<double>() : 0.0;
}

/// The FIR filter with its first value at (y, x), written out.
double filtered(const at::Tensor& x, int y, int column) {
    double sum = 0.0;
    for (int j = 0; j < 4; ++j) {
        for (int i = 0; i < 4; ++i) {
            sum += row[static_cast<std::size_t>(j)] * row[static_cast<std::size_t>(i)] * value_at(x, y + j, column + i);
        }
    }
    return sum;
}

at::Tensor image(Grid grid) {
    return test_normals({1, 1, grid.ny, grid.nx}, 7);
}

TEST(Resampling, FirHalvingIsTheConvolutionWrittenOut) {
    for (const Grid grid : grids) {
        const at::Tensor x = image(grid);
        const at::Tensor half = halve(x, Resampling::fir);
        ASSERT_EQ(grid_of(half), halved(grid));
        for (int y = 0; y < half.size(2); ++y) {
            for (int i = 0; i < half.size(3); ++i) {
                EXPECT_NEAR(half[0][0][y][i].item<double>(), filtered(x, 2 * y - 1, 2 * i - 1), same_sum);
            }
        }
    }
}

TEST(Resampling, FirEnlargementIsTheFilterOnZerosInserted) {
    for (const Grid grid : grids) {
        const at::Tensor x = image(grid);
        const at::Tensor doubled = enlarge(x, {2 * grid.ny, 2 * grid.nx}, Resampling::fir);
        at::Tensor spread = at::zeros({1, 1, 2 * grid.ny, 2 * grid.nx}, at::kDouble);
        for (int y = 0; y < grid.ny; ++y) {
            for (int i = 0; i < grid.nx; ++i) {
                spread[0][0][2 * y][2 * i] = x[0][0][y][i];
            }
        }
        for (int y = 0; y < 2 * grid.ny; ++y) {
            for (int i = 0; i < 2 * grid.nx; ++i) {
                EXPECT_NEAR(doubled[0][0][y][i].item<double>(), 4.0 * filtered(spread, y - 2, i - 2), same_sum);
            }
        }
    }
}

TEST(Resampling, FirStridedConvolutionIsFilterThenConvolution) {
    ParameterStart start(5, WeightStart::fan_in);
    auto shrink = std::make_shared<Shrink>(start, Resampling::fir, 1, 1);
    shrink->to(at::kDouble);
    const at::Tensor weight = shrink->named_parameters()["convolution.weight"];
    const double bias = shrink->named_parameters()["convolution.bias"].item<double>();
    for (const Grid grid : grids) {
        const at::Tensor x = image(grid);
        const at::Tensor half = shrink->forward(x);
        ASSERT_EQ(grid_of(half), halved(grid));
        for (int y = 0; y < half.size(2); ++y) {
            for (int i = 0; i < half.size(3); ++i) {
                double sum = bias;
                for (int b = 0; b < 3; ++b) {
                    for (int a = 0; a < 3; ++a) {
                        sum += weight[0][0][b][a].item<double>() * filtered(x, 2 * y + b - 2, 2 * i + a - 2);
                    }
                }
                EXPECT_NEAR(half[0][0][y][i].item<double>(), sum, same_sum);
            }
        }
    }
}

TEST(Resampling, MeanIsOfTheValuesThatAreThere) {
    for (const Grid grid : grids) {
        const at::Tensor x = image(grid);
        const at::Tensor half = halve(x, Resampling::mean);
        ASSERT_EQ(grid_of(half), halved(grid));
        for (int y = 0; y < half.size(2); ++y) {
            for (int i = 0; i < half.size(3); ++i) {
                const int rows = std::min(2, grid.ny - 2 * y);
                const int columns = std::min(2, grid.nx - 2 * i);
                double sum = 0.0;
                for (int n = 0; n < 4; ++n) {
                    sum += value_at(x, 2 * y + n / 2, 2 * i + n % 2);
                }
                EXPECT_NEAR(half[0][0][y][i].item<double>(), sum / (rows * columns), same_sum);
            }
        }
    }
}

TEST(Resampling, NearestNeighbourRepeatsAndIsCutToTheTarget) {
    const at::Tensor x = image({3, 4});
    const at::Tensor cut = enlarge(x, {5, 7}, Resampling::stride);
    ASSERT_EQ(grid_of(cut), (Grid{5, 7}));
    for (int y = 0; y < 5; ++y) {
        for (int i = 0; i < 7; ++i) {
            EXPECT_EQ(cut[0][0][y][i].item<double>(), x[0][0][y / 2][i / 2].item<double>());
        }
    }
    EXPECT_THROW(enlarge(x, {7, 8}, Resampling::stride), ContractError);
}

TEST(Resampling, ConstantsStayAwayFromTheEdge) {
    const at::Tensor ones = at::ones({2, 3, 10, 12}, at::kDouble);
    const at::Tensor interior = halve(ones, Resampling::fir).slice(2, 1, -1).slice(3, 1, -1);
    EXPECT_LT(distance(interior, at::ones_like(interior)), same_sum);
    const at::Tensor doubled = enlarge(ones, {20, 24}, Resampling::fir).slice(2, 1, -1).slice(3, 1, -1);
    EXPECT_LT(distance(doubled, at::ones_like(doubled)), same_sum);
}

TEST(Resampling, ChannelsAreFilteredAlone) {
    const at::Tensor x = test_normals({2, 3, 6, 6});
    const at::Tensor half = halve(x, Resampling::fir);
    const at::Tensor doubled = enlarge(x, {12, 12}, Resampling::fir);
    for (int b = 0; b < 2; ++b) {
        for (int c = 0; c < 3; ++c) {
            const at::Tensor alone = x.slice(0, b, b + 1).slice(1, c, c + 1);
            EXPECT_LT(distance(half[b][c], halve(alone, Resampling::fir)[0][0]), same_sum);
            EXPECT_LT(distance(doubled[b][c], enlarge(alone, {12, 12}, Resampling::fir)[0][0]), same_sum);
        }
    }
}

}  // namespace
}  // namespace ebru
