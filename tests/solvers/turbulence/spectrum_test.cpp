#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "diagnostics/divergence.hpp"
#include "diagnostics/energy_spectrum.hpp"
#include "diagnostics/observed_order.hpp"
#include "solvers/turbulence/random_fourier_velocity.hpp"

namespace ebru {
namespace {

constexpr int width = 64;
constexpr int m_max = 24;

struct Case {
    TurbulenceKind kind;
    double slope;
    ModeAmplitude amplitude;
};

std::string case_name(const Case& at) {
    const char* kind = at.kind == TurbulenceKind::walls    ? "walls"
                       : at.kind == TurbulenceKind::stream ? "stream"
                                                           : "independent";
    return std::string(kind) +
           (at.slope == 2.0   ? "_2"
            : at.slope == 3.0 ? "_3"
                              : "_5_3") +
           (at.amplitude == ModeAmplitude::smooth ? "_smooth" : "_shell_exact");
}

void PrintTo(const Case& at, std::ostream* out) {
    *out << case_name(at);
}

Walls walls_of(TurbulenceKind kind) {
    return kind == TurbulenceKind::walls ? Walls::mirror : Walls::periodic;
}

/// Shell energies [4, 0.8 m_max] averaged over `fields` fields, and the standard error that the fields' own slopes
/// show.
struct MeasuredSlope {
    LineFit of_mean_spectrum;
    double error_of_mean = 0.0;  ///< standard deviation of the slopes of single fields / sqrt(fields)
};

MeasuredSlope measure_slope(const Case& at, int fields) {
    const Grid grid{width, width};
    RandomFourierVelocity model(
        {.grid = grid, .kind = at.kind, .slope = at.slope, .m_max = m_max, .amplitude = at.amplitude, .seed = 12});
    const int last = static_cast<int>(0.8 * m_max);
    std::vector<double> shells(static_cast<std::size_t>(last - 4 + 1));
    std::iota(shells.begin(), shells.end(), 4.0);
    std::vector<double> mean(shells.size(), 0.0);
    std::vector<double> slopes;
    const HostVelocity shape("test", 1, 2, width, width);
    for (std::int64_t field = 0; field < fields; ++field) {
        model.evaluate(std::vector<std::int64_t>{field}, 0.0, {.shape = shape, .acceleration = {}, .rate = {}});
        const auto energy = energy_spectrum(shape.data(), shape.data() + grid.cells(), grid, walls_of(at.kind));
        const std::vector<double> range(energy.begin() + 4, energy.begin() + last + 1);
        for (std::size_t n = 0; n < range.size(); ++n) {
            mean[n] += range[n] / fields;
        }
        slopes.push_back(fit_power_law(shells, range).slope);
    }
    const double average = std::accumulate(slopes.begin(), slopes.end(), 0.0) / fields;
    double variance = 0.0;
    for (const double slope : slopes) {
        variance += (slope - average) * (slope - average) / (fields - 1.0);
    }
    return {fit_power_law(shells, mean), std::sqrt(variance / fields)};
}

class ShellSpectrum : public ::testing::TestWithParam<Case> {};

TEST_P(ShellSpectrum, HasTheSlopeAskedForWithinThreeStandardErrors) {
    const Case at = GetParam();
    const int fields = 200;
    const MeasuredSlope measured = measure_slope(at, fields);
    if (at.amplitude == ModeAmplitude::shell_exact && at.kind != TurbulenceKind::walls) {
        EXPECT_NEAR(measured.of_mean_spectrum.slope, -at.slope, 1e-10);  // no chance is left
        return;
    }
    // Smooth amplitudes: the number of modes of a shell scatters about 2 pi s, which the fit's own standard error
    // measures. Walls: mode energies move with 2 cos^2 phi, which the spread over the fields measures.
    const double standard_error = std::hypot(measured.of_mean_spectrum.slope_standard_error, measured.error_of_mean);
    EXPECT_NEAR(measured.of_mean_spectrum.slope, -at.slope, 3.0 * standard_error);
    EXPECT_NEAR(measured.of_mean_spectrum.slope, -at.slope, 0.05) << "the scatter of these shells is smaller than that";
}

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (const TurbulenceKind kind : {TurbulenceKind::walls, TurbulenceKind::stream, TurbulenceKind::independent}) {
        for (const double slope : {5.0 / 3.0, 2.0, 3.0}) {
            for (const ModeAmplitude amplitude : {ModeAmplitude::smooth, ModeAmplitude::shell_exact}) {
                cases.push_back({kind, slope, amplitude});
            }
        }
    }
    return cases;
}

INSTANTIATE_TEST_SUITE_P(AllKinds, ShellSpectrum, ::testing::ValuesIn(all_cases()),
                         [](const auto& at) { return case_name(at.param); });

DivergenceReport spectral_report(TurbulenceKind kind, Grid grid) {
    RandomFourierVelocity model({.grid = grid, .kind = kind, .phase_speed = 0.1});
    const HostVelocity shape("test", 1, 2, static_cast<std::size_t>(grid.ny), static_cast<std::size_t>(grid.nx));
    model.evaluate(std::vector<std::int64_t>{3}, 5.0, {.shape = shape, .acceleration = {}, .rate = {}});
    return spectral_divergence(shape.data(), shape.data() + grid.cells(), grid, walls_of(kind));
}

TEST(TurbulenceDivergence, SolenoidalKindsHaveNoneToRoundOff) {
    for (const TurbulenceKind kind : {TurbulenceKind::walls, TurbulenceKind::stream}) {
        for (const Grid grid : {Grid{28, 28}, Grid{64, 64}, Grid{21, 34}}) {
            EXPECT_LT(spectral_report(kind, grid).ratio(), 1e-12);
        }
    }
}

TEST(TurbulenceDivergence, IndependentComponentsCompressAsMuchAsTheyRotate) {
    const Grid grid{32, 32};
    const int fields = 400;
    RandomFourierVelocity model({.grid = grid, .kind = TurbulenceKind::independent});
    const HostVelocity shape("test", 1, 2, 32, 32);
    std::vector<double> difference;
    double sum = 0.0;
    for (std::int64_t field = 0; field < fields; ++field) {
        model.evaluate(std::vector<std::int64_t>{field}, 0.0, {.shape = shape, .acceleration = {}, .rate = {}});
        const DivergenceReport report =
            spectral_divergence(shape.data(), shape.data() + grid.cells(), grid, Walls::periodic);
        const double div = report.divergence_rms * report.divergence_rms;
        const double curl = report.curl_rms * report.curl_rms;
        difference.push_back((div - curl) / (div + curl));
        sum += difference.back();
    }
    const double mean = sum / fields;
    double variance = 0.0;
    for (const double d : difference) {
        variance += (d - mean) * (d - mean) / (fields - 1.0);
    }
    EXPECT_LT(std::abs(mean), 4.0 * std::sqrt(variance / fields));
    EXPECT_LT(std::sqrt(variance / fields), 0.02) << "a test that could not fail";
}

TEST(TurbulenceDivergence, LatticeSeesLittleOfANarrowBand) {
    // The second-order error of the differences is isotropic and drops out: div/curl falls with the fourth power.
    const auto ratio = [](double band) {
        const Grid grid{64, 64};
        RandomFourierVelocity model({.grid = grid, .kind = TurbulenceKind::stream, .m_max = band});
        const HostVelocity shape("test", 1, 2, 64, 64);
        model.evaluate(std::vector<std::int64_t>{0}, 0.0, {.shape = shape, .acceleration = {}, .rate = {}});
        return lattice_divergence(shape.data(), shape.data() + grid.cells(), grid, Walls::periodic).ratio();
    };
    EXPECT_LT(ratio(64.0 / 8.0), 1e-3);
    EXPECT_GT(ratio(0.44 * 64.0), 5e-3);
    EXPECT_LT(ratio(0.44 * 64.0), 1e-1);
}

}  // namespace
}  // namespace ebru
