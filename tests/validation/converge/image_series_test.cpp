#include "validation/converge/image_series.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "solvers/heat/heat_process.hpp"

namespace ebru {
namespace {

using std::numbers::pi;

/// Transforms of order-one values on a few hundred cells: a few eps each.
constexpr double round_off = 1e-13;

std::vector<double> sampled(Grid grid, double height, const std::function<double(double, double)>& u) {
    std::vector<double> values;
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            values.push_back(u((x + 0.5) / grid.nx, height * (y + 0.5) / grid.ny));
        }
    }
    return values;
}

/// Values without any order in them.
std::vector<double> rough(Grid grid) {
    std::vector<double> values;
    for (std::size_t i = 0; i < grid.cells(); ++i) {
        values.push_back(std::sin(1.0 + 12.9898 * static_cast<double>(i * i % 1009)));
    }
    return values;
}

void expect_near(const std::vector<double>& values, const std::vector<double>& expected, double tolerance) {
    ASSERT_EQ(values.size(), expected.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_NEAR(values[i], expected[i], tolerance) << "value " << i;
    }
}

TEST(ImageSeries, GoesThroughTheValuesItWasMadeOf) {
    for (const SeriesKind kind : {SeriesKind::cosine, SeriesKind::fourier}) {
        for (const Grid grid : {Grid{6, 8}, Grid{5, 9}, Grid{1, 4}}) {
            expect_near(ImageSeries(kind, grid, rough(grid)).at_centres(grid), rough(grid), round_off);
        }
    }
}

TEST(ImageSeries, AFinerGridHoldsTheWholeSeries) {
    for (const SeriesKind kind : {SeriesKind::cosine, SeriesKind::fourier}) {
        for (const Grid grid : {Grid{6, 8}, Grid{5, 9}}) {
            const Grid finer{2 * grid.ny, 2 * grid.nx};
            const ImageSeries there(kind, finer, ImageSeries(kind, grid, rough(grid)).at_centres(finer));
            expect_near(there.at_centres(grid), rough(grid), round_off);
        }
    }
}

/// The formula of the continuum image at the centres, for grids that resolve it and grids that do not.
TEST(ImageSeries, IsThePointValuesOnEveryGrid) {
    const double height = 0.5;
    const auto cosine = [&](double x, double y) {
        return 0.3 + std::cos(7.0 * pi * x) * std::cos(3.0 * pi * y / height);
    };
    const auto wave = [&](double x, double y) { return std::sin(2.0 * pi * (5.0 * x - 2.0 * y / height) + 0.4); };
    const Grid own{8, 16};
    const ImageSeries even(SeriesKind::cosine, own, sampled(own, height, cosine));
    const ImageSeries periodic(SeriesKind::fourier, own, sampled(own, height, wave));
    for (const Grid grid : {Grid{32, 64}, Grid{12, 24}, Grid{4, 8}, Grid{2, 4}, Grid{3, 6}}) {
        expect_near(even.at_centres(grid), sampled(grid, height, cosine), round_off);
        expect_near(periodic.at_centres(grid), sampled(grid, height, wave), round_off);
    }
}

TEST(ImageSeries, ModesDecayAndTravel) {
    const double height = 0.5;
    const SeriesChange change{.spread = 0.003, .shift_x = 0.37, .shift_y = -0.21};
    const double k_x = 2.0 * pi * 3.0;
    const double k_y = 2.0 * pi * 1.0 / height;
    const double decay = std::exp(-(k_x * k_x + k_y * k_y) * change.spread);
    const auto before = [&](double x, double y) { return std::cos(k_x * x + k_y * y); };
    const auto after = [&](double x, double y) { return decay * before(x - change.shift_x, y - change.shift_y); };
    const Grid own{8, 16};
    const Grid finer{16, 32};
    expect_near(ImageSeries(SeriesKind::fourier, own, sampled(own, height, before)).at_centres(finer, change),
                sampled(finer, height, after), round_off);
}

TEST(ImageSeries, CosineModesDecayAsInTheHeatProcess) {
    const Grid grid{6, 8};
    const double fo = 0.004;
    HeatProcess<double> heat({1, grid.ny, grid.nx}, LevelSchedule(std::vector<double>{0.0, fo}));
    const ImageBatch<double> image("image", 1, 1, 6, 8);
    const auto host = Kokkos::create_mirror_view(Kokkos::HostSpace(), image);
    const std::vector<double> values = rough(grid);
    std::copy(values.begin(), values.end(), host.data());
    Kokkos::deep_copy(image, host);
    heat.initialize(image, std::vector<SampleId>{0});
    heat.advance_to(1);
    heat.copy_state(std::vector<int>{0}, image);
    Kokkos::deep_copy(host, image);
    expect_near(ImageSeries(SeriesKind::cosine, grid, values).at_centres(grid, {.spread = fo}),
                {host.data(), host.data() + host.size()}, round_off);
}

TEST(ImageSeries, BeyondIsThePartWithoutModesOnTheCoarserGrid) {
    const Grid own{16, 16};
    const auto cosine = [](double x, double y) { return std::cos(3.0 * pi * x) + 0.5 * std::cos(9.0 * pi * y); };
    const ImageSeries even(SeriesKind::cosine, own, sampled(own, 1.0, cosine));
    EXPECT_NEAR(even.beyond({8, 8}), 0.5 / std::numbers::sqrt2, round_off);
    EXPECT_NEAR(even.beyond({16, 16}), 0.0, round_off);
    const auto wave = [](double x, double) { return std::cos(2.0 * pi * x) + 0.2 * std::cos(2.0 * pi * 5.0 * x); };
    const ImageSeries periodic(SeriesKind::fourier, own, sampled(own, 1.0, wave));
    EXPECT_NEAR(periodic.beyond({8, 8}), 0.2 / std::numbers::sqrt2, round_off);
}

}  // namespace
}  // namespace ebru
