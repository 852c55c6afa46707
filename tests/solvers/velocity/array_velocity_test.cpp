#include "solvers/velocity/array_velocity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "solvers/turbulence/random_fourier_velocity.hpp"

namespace ebru {
namespace {

HostVelocity make_view(Grid grid) {
    return HostVelocity("test", 1, 2, static_cast<std::size_t>(grid.ny), static_cast<std::size_t>(grid.nx));
}

const std::vector<std::int64_t> field_zero{0};

HostVelocity shape_at(VelocityModel& model, Grid grid, double t) {
    const HostVelocity shape = make_view(grid);
    model.evaluate(field_zero, t, {.shape = shape, .acceleration = {}, .rate = {}});
    return shape;
}

ArrayData counting_array(std::vector<std::int64_t> extent) {
    std::size_t values = 1;
    for (const std::int64_t n : extent) {
        values *= static_cast<std::size_t>(n);
    }
    ArrayData array{.extent = std::move(extent), .value = std::vector<double>(values)};
    for (std::size_t n = 0; n < values; ++n) {
        array.value[n] = static_cast<double>(n + 1);
    }
    return array;
}

TEST(ArrayVelocity, SteadyArrayServesAllTimesUnscaled) {
    const Grid grid{3, 4};
    ArrayVelocity model({.grid = grid, .levels = 7, .scale = VelocityScale::as_given}, counting_array({2, 3, 4}), "a");
    EXPECT_TRUE(model.steady());
    for (const double t : {0.0, 6.9}) {
        const HostVelocity shape = shape_at(model, grid, t);
        EXPECT_EQ(shape(0, 0, 0, 0), 1.0);
        EXPECT_EQ(shape(0, 0, 2, 3), 12.0);
        EXPECT_EQ(shape(0, 1, 0, 1), 14.0);
    }
}

TEST(ArrayVelocity, EachIntervalHasItsField) {
    const Grid grid{2, 2};
    ArrayVelocity model({.grid = grid, .levels = 3, .scale = VelocityScale::as_given}, counting_array({3, 2, 2, 2}),
                        "a");
    EXPECT_FALSE(model.steady());
    EXPECT_EQ(shape_at(model, grid, 0.0)(0, 0, 0, 0), 1.0);
    EXPECT_EQ(shape_at(model, grid, 0.99)(0, 0, 0, 0), 1.0);
    EXPECT_EQ(shape_at(model, grid, 1.0)(0, 0, 0, 0), 9.0);
    EXPECT_EQ(shape_at(model, grid, 2.5)(0, 0, 0, 0), 17.0);
    EXPECT_EQ(shape_at(model, grid, 3.0)(0, 0, 0, 0), 17.0);
}

TEST(ArrayVelocity, EveryFieldIsScaledToOne) {
    const Grid grid{4, 5};
    for (const VelocityScale scale : {VelocityScale::rms, VelocityScale::maximum}) {
        ArrayVelocity model({.grid = grid, .levels = 2, .scale = scale}, counting_array({2, 2, 4, 5}), "a");
        for (const double t : {0.5, 1.5}) {
            const HostVelocity shape = shape_at(model, grid, t);
            EXPECT_NEAR(velocity_scale(shape.data(), shape.data() + grid.cells(), grid.cells(), scale), 1.0, 1e-14);
        }
    }
}

/// Largest error of the central differences' acceleration of a resolved field, relative to the largest acceleration.
double acceleration_error(TurbulenceKind kind, Walls walls, int n) {
    const Grid grid{n, n};
    RandomFourierVelocity exact({.grid = grid, .kind = kind, .m_max = 2.0, .seed = 6});
    const HostVelocity shape = make_view(grid);
    const HostVelocity expected = make_view(grid);
    exact.evaluate(field_zero, 0.0, {.shape = shape, .acceleration = expected, .rate = {}});
    ArrayVelocity model({.grid = grid, .walls = walls},
                        {.extent = {2, n, n}, .value = {shape.data(), shape.data() + shape.size()}}, "a");
    const HostVelocity found = make_view(grid);
    model.evaluate(field_zero, 0.0, {.shape = {}, .acceleration = found, .rate = {}});
    double error = 0.0;
    double largest = 0.0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        error = std::max(error, std::abs(found.data()[i] - expected.data()[i]));
        largest = std::max(largest, std::abs(expected.data()[i]));
    }
    return error / largest;
}

TEST(ArrayVelocity, AccelerationIsSecondOrderUpToTheEdges) {
    for (const auto& [kind, walls] :
         {std::pair{TurbulenceKind::walls, Walls::mirror}, std::pair{TurbulenceKind::stream, Walls::periodic}}) {
        const double coarse = acceleration_error(kind, walls, 48);
        const double fine = acceleration_error(kind, walls, 96);
        EXPECT_NEAR(std::log2(coarse / fine), 2.0, 0.1);
        EXPECT_LT(fine, 0.02);
    }
}

TEST(ArrayVelocity, ReadsAnNpyFile) {
    const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "ebru_array_velocity";
    std::filesystem::create_directories(folder);
    const std::filesystem::path path = folder / "velocity.npy";
    std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2, 3), }";
    header.resize(128 - 10 - 1, ' ');
    header += '\n';
    const ArrayData array = counting_array({2, 2, 3});
    {
        std::ofstream file(path, std::ios::binary);
        file.write("\x93NUMPY\x01\x00", 8);
        const char length[2] = {static_cast<char>(header.size()), 0};
        file.write(length, 2);
        file << header;
        file.write(reinterpret_cast<const char*>(array.value.data()),
                   static_cast<std::streamsize>(array.value.size() * sizeof(double)));
    }
    ArrayVelocity model({.grid = {2, 3}, .scale = VelocityScale::as_given}, path, "");
    EXPECT_EQ(shape_at(model, {2, 3}, 0.0)(0, 1, 1, 2), 12.0);
    std::filesystem::remove_all(folder);
}

/// The message of the UserError that the array causes; empty when it causes none.
std::string complaint(ArrayData array, VelocityScale scale = VelocityScale::rms) {
    try {
        const ArrayVelocity model({.grid = {3, 4}, .levels = 5, .scale = scale}, std::move(array), "wind.npy");
    } catch (const UserError& error) {
        return error.what();
    }
    return {};
}

TEST(ArrayVelocity, RefusesWhatDoesNotFit) {
    EXPECT_EQ(complaint(counting_array({2, 3, 4})), "");
    EXPECT_EQ(complaint(counting_array({5, 2, 3, 4})), "");
    const std::string wrong_shape = complaint(counting_array({4, 2, 3, 4}));
    EXPECT_NE(wrong_shape.find("wind.npy"), std::string::npos);
    EXPECT_NE(wrong_shape.find("(4, 2, 3, 4)"), std::string::npos);
    EXPECT_NE(wrong_shape.find("(5, 2, 3, 4)"), std::string::npos);
    EXPECT_NE(complaint(counting_array({2, 4, 3})).find("(2, 4, 3)"), std::string::npos);

    ArrayData hole = counting_array({2, 3, 4});
    hole.value[7] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_NE(complaint(hole).find("value number 7"), std::string::npos);

    ArrayData still = counting_array({5, 2, 3, 4});
    std::fill(still.value.begin() + 24, still.value.begin() + 48, 0.0);
    EXPECT_NE(complaint(still).find("field 1"), std::string::npos);
    EXPECT_EQ(complaint(still, VelocityScale::as_given), "");
}

}  // namespace
}  // namespace ebru
