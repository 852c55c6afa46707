#include "diagnostics/divergence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "diagnostics/periodic_extension.hpp"
#include "test_field.hpp"

namespace ebru {
namespace {

using testing::random_values;
using testing::sampled;
constexpr double pi = std::numbers::pi;

TEST(SpectralDivergence, OfAPlaneWaveIsItsWavenumberTimesItsAmplitude) {
    const Grid grid{16, 24};
    const double k_x = 2 * pi * 5 / 24;
    const double k_y = 2 * pi * 3 / 16;
    const auto wave = sampled(grid, [&](double x, double y) { return std::cos(k_x * x + k_y * y); });
    const std::vector<double> zero(grid.cells(), 0.0);
    const DivergenceReport along_x = spectral_divergence(wave.data(), zero.data(), grid, Walls::periodic);
    EXPECT_NEAR(along_x.divergence_rms, k_x / std::sqrt(2.0), 1e-14);
    EXPECT_NEAR(along_x.curl_rms, k_y / std::sqrt(2.0), 1e-14);
    const DivergenceReport along_y = spectral_divergence(zero.data(), wave.data(), grid, Walls::periodic);
    EXPECT_NEAR(along_y.divergence_rms, k_y / std::sqrt(2.0), 1e-14);
    EXPECT_NEAR(along_y.curl_rms, k_x / std::sqrt(2.0), 1e-14);
}

TEST(SpectralDivergence, TellsRotationFromCompressionBetweenWalls) {
    const Grid grid{12, 10};
    const double k_x = 3 * pi / 10;
    const double k_y = 2 * pi / 12;
    // psi = sin sin and phi = cos cos, both with v.n = 0
    const auto stream_x =
        sampled(grid, [&](double x, double y) { return k_y * std::sin(k_x * x) * std::cos(k_y * y); });
    const auto stream_y =
        sampled(grid, [&](double x, double y) { return -k_x * std::cos(k_x * x) * std::sin(k_y * y); });
    const DivergenceReport rotation = spectral_divergence(stream_x.data(), stream_y.data(), grid, Walls::mirror);
    EXPECT_LT(rotation.ratio(), 1e-14);
    EXPECT_NEAR(rotation.curl_rms, (k_x * k_x + k_y * k_y) / 2.0, 1e-14);
    const auto gradient_x =
        sampled(grid, [&](double x, double y) { return -k_x * std::sin(k_x * x) * std::cos(k_y * y); });
    const auto gradient_y =
        sampled(grid, [&](double x, double y) { return -k_y * std::cos(k_x * x) * std::sin(k_y * y); });
    const DivergenceReport compression = spectral_divergence(gradient_x.data(), gradient_y.data(), grid, Walls::mirror);
    EXPECT_NEAR(compression.divergence_rms, (k_x * k_x + k_y * k_y) / 2.0, 1e-14);
    EXPECT_LT(compression.curl_rms, 1e-14);
}

TEST(LatticeDivergence, OfAPlaneWaveHasTheLatticeWavenumber) {
    const Grid grid{16, 24};
    const double k_x = 2 * pi * 5 / 24;
    const double k_y = 2 * pi * 3 / 16;
    // D_x exp(i k.x) = i sin k_x (2 + cos k_y)/3 exp(i k.x)
    const double lattice_x = std::sin(k_x) * (2.0 + std::cos(k_y)) / 3.0;
    const double lattice_y = std::sin(k_y) * (2.0 + std::cos(k_x)) / 3.0;
    const auto wave = sampled(grid, [&](double x, double y) { return std::cos(k_x * x + k_y * y); });
    const std::vector<double> zero(grid.cells(), 0.0);
    const DivergenceReport along_x = lattice_divergence(wave.data(), zero.data(), grid, Walls::periodic);
    EXPECT_NEAR(along_x.divergence_rms, lattice_x / std::sqrt(2.0), 1e-14);
    EXPECT_NEAR(along_x.curl_rms, lattice_y / std::sqrt(2.0), 1e-14);
    const DivergenceReport along_y = lattice_divergence(zero.data(), wave.data(), grid, Walls::periodic);
    EXPECT_NEAR(along_y.divergence_rms, lattice_y / std::sqrt(2.0), 1e-14);
    EXPECT_NEAR(along_y.curl_rms, lattice_x / std::sqrt(2.0), 1e-14);
}

TEST(LatticeDivergence, MirrorGhostsAreTheMirroredField) {
    for (const Grid grid : {Grid{8, 8}, Grid{5, 7}, Grid{1, 6}, Grid{2, 2}}) {
        const auto v_x = random_values(grid.cells(), 3);
        const auto v_y = random_values(grid.cells(), 4);
        const PeriodicField doubled = periodic_extension(v_x.data(), v_y.data(), grid, Walls::mirror);
        const DivergenceReport walls = lattice_divergence(v_x.data(), v_y.data(), grid, Walls::mirror);
        const DivergenceReport periodic =
            lattice_divergence(doubled.v_x.data(), doubled.v_y.data(), doubled.grid, Walls::periodic);
        EXPECT_NEAR(walls.divergence_rms, periodic.divergence_rms, 1e-14);
        EXPECT_NEAR(walls.curl_rms, periodic.curl_rms, 1e-14);
    }
}

TEST(DivergenceReport, RatioOfFieldsWithoutCurl) {
    EXPECT_EQ((DivergenceReport{.divergence_rms = 0.0, .curl_rms = 0.0}.ratio()), 0.0);
    EXPECT_EQ((DivergenceReport{.divergence_rms = 1.0, .curl_rms = 0.0}.ratio()),
              std::numeric_limits<double>::infinity());
    EXPECT_EQ((DivergenceReport{.divergence_rms = 1.0, .curl_rms = 4.0}.ratio()), 0.25);
}

}  // namespace
}  // namespace ebru
