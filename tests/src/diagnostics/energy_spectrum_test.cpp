#include "diagnostics/energy_spectrum.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "test_field.hpp"

namespace ebru {
namespace {

using testing::random_values;
using testing::sampled;
constexpr double pi = std::numbers::pi;

double sum(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

double mean_square(const std::vector<double>& values) {
    double total = 0.0;
    for (const double value : values) {
        total += value * value;
    }
    return total / static_cast<double>(values.size());
}

TEST(EnergySpectrum, ShellsAddUpToTheMeanEnergy) {
    for (const Grid grid : {Grid{12, 12}, Grid{9, 14}, Grid{1, 8}, Grid{5, 5}}) {
        const auto v_x = random_values(grid.cells(), 1);
        const auto v_y = random_values(grid.cells(), 2);
        for (const Walls walls : {Walls::periodic, Walls::mirror}) {
            const auto energy = energy_spectrum(v_x.data(), v_y.data(), grid, walls);
            EXPECT_NEAR(sum(energy), 0.5 * (mean_square(v_x) + mean_square(v_y)), 1e-14);
        }
    }
}

TEST(EnergySpectrum, AWaveLiesInTheShellOfItsWavesPerWidth) {
    const Grid grid{16, 24};
    // (m_x, m_y) = (-3, 2): q = |(3, 2*24/16)| = |(3, 3)| = 4.24
    const auto v_x =
        sampled(grid, [](double x, double y) { return 0.8 * std::cos(2 * pi * (-3 * x / 24 + 2 * y / 16) + 0.3); });
    const std::vector<double> v_y(grid.cells(), 0.0);
    const auto energy = energy_spectrum(v_x.data(), v_y.data(), grid, Walls::periodic);
    for (std::size_t shell = 0; shell < energy.size(); ++shell) {
        EXPECT_NEAR(energy[shell], shell == 4 ? 0.5 * 0.8 * 0.8 / 2.0 : 0.0, 1e-14) << shell;
    }
}

TEST(EnergySpectrum, BetweenWallsHalfWavesCount) {
    const Grid grid{10, 10};
    // psi = sin(5 pi x/N) sin(4 pi y/N): q = |(5, 4)|/2 = 3.2, <v^2> = (25 + 16) (pi/N)^2/4
    const double k = pi / grid.nx;
    const auto v_x =
        sampled(grid, [k](double x, double y) { return 4 * k * std::sin(5 * k * x) * std::cos(4 * k * y); });
    const auto v_y =
        sampled(grid, [k](double x, double y) { return -5 * k * std::cos(5 * k * x) * std::sin(4 * k * y); });
    const auto energy = energy_spectrum(v_x.data(), v_y.data(), grid, Walls::mirror);
    for (std::size_t shell = 0; shell < energy.size(); ++shell) {
        EXPECT_NEAR(energy[shell], shell == 3 ? 0.5 * 41 * k * k / 4.0 : 0.0, 1e-14) << shell;
    }
}

TEST(ImageSpectrum, ShellsAddUpToTheMeanSquare) {
    for (const Grid grid : {Grid{12, 12}, Grid{9, 14}, Grid{1, 8}, Grid{1, 1}}) {
        const auto image = random_values(grid.cells());
        EXPECT_NEAR(sum(image_spectrum(image.data(), grid)), mean_square(image), 1e-14);
    }
}

TEST(ImageSpectrum, ACosineLiesInTheShellOfItsWavesPerWidthAndTheMeanInShellZero) {
    const Grid grid{12, 18};
    // (a, b) = (6, 2): q = |(6, 2*18/12)|/2 = |(6, 3)|/2 = 3.35
    const auto image =
        sampled(grid, [](double x, double y) { return 0.5 + std::cos(6 * pi * x / 18) * std::cos(2 * pi * y / 12); });
    const auto power = image_spectrum(image.data(), grid);
    for (std::size_t shell = 0; shell < power.size(); ++shell) {
        EXPECT_NEAR(power[shell], shell == 0 ? 0.25 : (shell == 3 ? 0.25 : 0.0), 1e-14) << shell;
    }
}

}  // namespace
}  // namespace ebru
