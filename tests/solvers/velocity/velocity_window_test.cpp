// Given and analytic velocities on windows of a field: the bits of the whole field, whatever the window.

#include <gtest/gtest.h>

#include <filesystem>

#include "io/hdf5_file.hpp"
#include "solvers/velocity/analytic_velocity.hpp"
#include "solvers/velocity/array_velocity.hpp"
#include "tests/support/test_fields.hpp"
#include "tests/support/velocity_windows.hpp"

namespace ebru {
namespace {

constexpr Grid grid{11, 17};

/// Model of everything and of each window: shape, acceleration and rate at time t. \param make FieldPart -> the model
template <class Make>
void expect_windows_of(const Make& make, double t) {
    struct Fields {
        HostVelocity shape;
        HostVelocity acceleration;
        HostVelocity rate;
    };
    const auto evaluate = [&](const Window& window) {
        const Grid cells = window.grid();
        const Fields fields{velocity_view(2, cells), velocity_view(2, cells), velocity_view(2, cells)};
        Kokkos::deep_copy(fields.rate, 7.0);
        make(FieldPart(grid, window))
            .evaluate(std::vector<std::int64_t>{0, 0}, t, {fields.shape, fields.acceleration, fields.rate});
        return fields;
    };
    const Fields whole = evaluate(Window::all_of(grid));
    for (const Window& window : test_windows(grid)) {
        SCOPED_TRACE(testing::Message() << "rows " << window.y0 << ".." << window.y1 << ", columns " << window.x0
                                        << ".." << window.x1);
        const Fields cut = evaluate(window);
        EXPECT_EQ(cells_with_other_bits(cut.shape, whole.shape, window), 0U);
        EXPECT_EQ(cells_with_other_bits(cut.acceleration, whole.acceleration, window), 0U);
        EXPECT_EQ(cells_with_other_bits(cut.rate, whole.rate, window), 0U);
    }
}

TEST(VelocityWindow, FormulasHaveTheBitsOfTheWholeField) {
    for (const AnalyticField field :
         {AnalyticField::uniform, AnalyticField::shear, AnalyticField::rotation, AnalyticField::cellular}) {
        AnalyticVelocityParameters p{.grid = grid, .field = field, .v_y = 0.3, .strength = 1.7};
        p.cells_x = 2;
        p.cells_y = 3;
        p.scale = VelocityScale::as_given;
        expect_windows_of([&](const FieldPart& part) { return AnalyticVelocity(p, part); }, 0.0);
    }
}

class ArrayWindow : public testing::TestWithParam<Walls> {
  protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                    ("ebru_velocity_window_" + std::to_string(static_cast<int>(GetParam())));
};

TEST_P(ArrayWindow, FilesHaveTheBitsOfTheWholeFieldAcrossWallsAndSeams) {
    constexpr int levels = 3;
    const std::vector<double> numbers = random_values(levels * 2 * grid.cells(), -1.0, 1.0, 5);
    const std::filesystem::path hdf5 = folder_ / "wind.h5";
    Hdf5File file = Hdf5File::create(hdf5);
    const Hdf5Dims dims{levels, 2, static_cast<std::uint64_t>(grid.ny), static_cast<std::uint64_t>(grid.nx)};
    file.create_dataset({.name = "/v", .type = NumberType::float64, .dims = dims, .chunk = {}});
    file.write_all<double>("/v", numbers);
    const std::span<const double> first = std::span(numbers).first(2 * grid.cells());
    file.create_dataset({.name = "/steady", .type = NumberType::float64, .dims = {2, dims[2], dims[3]}, .chunk = {}});
    file.write_all<double>("/steady", first);
    file.close();
    const ArrayVelocityParameters p{
        .grid = grid, .levels = levels, .walls = GetParam(), .scale = VelocityScale::as_given};
    for (const double t : {0.0, 1.5, 3.0}) {
        expect_windows_of([&](const FieldPart& part) { return ArrayVelocity(p, hdf5, "/v", part); }, t);
    }
    expect_windows_of([&](const FieldPart& part) { return ArrayVelocity(p, hdf5, "/steady", part); }, 1.0);
}

INSTANTIATE_TEST_SUITE_P(AllWalls, ArrayWindow, testing::Values(Walls::mirror, Walls::bounce_back, Walls::periodic));

}  // namespace
}  // namespace ebru
