#include "fft/trig_plan.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numbers>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "test_image.hpp"

namespace ebru {
namespace {

using testing::awkward_grids;
using testing::random_image;
using testing::sum_tolerance;

template <class Real>
class TrigPlanTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(TrigPlanTest, Precisions);

const std::vector<TrigKind> all_kinds{TrigKind::dct2, TrigKind::dct3, TrigKind::dst2, TrigKind::dst3};

TrigKind inverse_of(TrigKind kind) {
    switch (kind) {
        case TrigKind::dct2:
            return TrigKind::dct3;
        case TrigKind::dct3:
            return TrigKind::dct2;
        case TrigKind::dst2:
            return TrigKind::dst3;
        default:
            return TrigKind::dst2;
    }
}

/// Weight of input `in` in output `out`, from the formulas of TrigKind.
double weight(TrigKind kind, int n, int out, int in) {
    const double pi = std::numbers::pi;
    switch (kind) {
        case TrigKind::dct2:
            return 2.0 * std::cos(pi * out * (in + 0.5) / n);
        case TrigKind::dct3:
            return in == 0 ? 1.0 : 2.0 * std::cos(pi * in * (out + 0.5) / n);
        case TrigKind::dst2:
            return 2.0 * std::sin(pi * (out + 1) * (in + 0.5) / n);
        default:
            return in == n - 1 ? (out % 2 == 0 ? 1.0 : -1.0) : 2.0 * std::sin(pi * (in + 1) * (out + 0.5) / n);
    }
}

template <class Real>
double direct_value(Grid grid, TrigKind kind_y, TrigKind kind_x, const std::vector<Real>& image, int y, int x) {
    double sum = 0.0;
    for (int j = 0; j < grid.ny; ++j) {
        for (int i = 0; i < grid.nx; ++i) {
            sum += image[static_cast<std::size_t>(j * grid.nx + i)] * weight(kind_y, grid.ny, y, j) *
                   weight(kind_x, grid.nx, x, i);
        }
    }
    return sum;
}

TYPED_TEST(TrigPlanTest, EveryPairOfKindsIsItsDefinition) {
    for (const Grid grid : {Grid{5, 8}, Grid{6, 7}, Grid{1, 9}, Grid{2, 2}}) {
        const auto image = random_image<TypeParam>(grid);
        for (const TrigKind kind_y : all_kinds) {
            for (const TrigKind kind_x : all_kinds) {
                const TrigPlan<TypeParam> plan(grid, kind_y, kind_x);
                std::vector<TypeParam> out(grid.cells());
                plan.execute(image.data(), out.data());
                for (int y = 0; y < grid.ny; ++y) {
                    for (int x = 0; x < grid.nx; ++x) {
                        EXPECT_NEAR(out[static_cast<std::size_t>(y * grid.nx + x)],
                                    direct_value(grid, kind_y, kind_x, image, y, x),
                                    sum_tolerance<TypeParam>(4 * grid.cells()));
                    }
                }
            }
        }
    }
}

TYPED_TEST(TrigPlanTest, InverseKindsReturnTheImageTimesFourCells) {
    for (const Grid grid : awkward_grids()) {
        const auto image = random_image<TypeParam>(grid);
        for (const TrigKind kind : all_kinds) {
            const TrigPlan<TypeParam> there(grid, kind, inverse_of(kind));
            const TrigPlan<TypeParam> back(grid, inverse_of(kind), kind);
            std::vector<TypeParam> spectrum(grid.cells());
            std::vector<TypeParam> out(grid.cells());
            there.execute(image.data(), spectrum.data());
            back.execute(spectrum.data(), out.data());
            for (std::size_t cell = 0; cell < image.size(); ++cell) {
                EXPECT_NEAR(out[cell] / (4.0 * static_cast<double>(grid.cells())), image[cell],
                            sum_tolerance<TypeParam>(16));
            }
        }
    }
}

TYPED_TEST(TrigPlanTest, BitsDependNeitherOnBatchNorPointer) {
    const Grid grid{28, 28};
    const TrigPlan<TypeParam> plan(grid, TrigKind::dst3, TrigKind::dct3);
    const std::size_t count = 3;
    std::vector<TypeParam> images;
    for (std::size_t n = 0; n < count; ++n) {
        const auto image = random_image<TypeParam>(grid, n);
        images.insert(images.end(), image.begin(), image.end());
    }
    std::vector<TypeParam> batch(images.size());
    plan.execute(count, images.data(), batch.data());
    for (std::size_t n = 0; n < count; ++n) {
        std::vector<TypeParam> shifted(grid.cells() + 1);
        std::vector<TypeParam> alone(grid.cells() + 3);
        std::memcpy(shifted.data() + 1, images.data() + n * grid.cells(), grid.cells() * sizeof(TypeParam));
        plan.execute(shifted.data() + 1, alone.data() + 3);
        EXPECT_EQ(0, std::memcmp(alone.data() + 3, batch.data() + n * grid.cells(), grid.cells() * sizeof(TypeParam)));
    }
}

TYPED_TEST(TrigPlanTest, LinePassesMakeTheTwoDimensionalTransform) {
    const Grid grid{9, 14};
    for (const TrigKind kind_y : all_kinds) {
        const TrigKind kind_x = inverse_of(kind_y);
        auto lines = random_image<TypeParam>(grid);
        std::vector<TypeParam> whole(grid.cells());
        TrigPlan<TypeParam>(grid, kind_y, kind_x).execute(lines.data(), whole.data());
        TrigLinePlan<TypeParam>(grid, Axis::x, kind_x, grid.ny).execute(lines.data());
        TrigLinePlan<TypeParam>(grid, Axis::y, kind_y, grid.nx).execute(lines.data());
        for (std::size_t cell = 0; cell < whole.size(); ++cell) {
            EXPECT_NEAR(lines[cell], whole[cell], sum_tolerance<TypeParam>(4 * grid.cells()));
        }
    }
}

TEST(TrigLinePlan, LeavesTheOtherLinesAlone) {
    const Grid grid{6, 5};
    const auto before = random_image<double>(grid);
    auto rows = before;
    TrigLinePlan<double>(grid, Axis::x, TrigKind::dct3, 2).execute(rows.data());
    auto columns = before;
    TrigLinePlan<double>(grid, Axis::y, TrigKind::dct3, 2).execute(columns.data());
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            const auto cell = static_cast<std::size_t>(y * grid.nx + x);
            EXPECT_EQ(rows[cell] == before[cell], y >= 2);
            EXPECT_EQ(columns[cell] == before[cell], x >= 2);
        }
    }
}

TEST(TrigLinePlan, RefusesMoreLinesThanTheImageHas) {
    EXPECT_THROW((TrigLinePlan<double>(Grid{3, 4}, Axis::x, TrigKind::dct2, 4)), ContractError);
    EXPECT_THROW((TrigLinePlan<double>(Grid{3, 4}, Axis::y, TrigKind::dct2, 5)), ContractError);
}

}  // namespace
}  // namespace ebru
