#include "solvers/turbulence/fourier_modes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "solvers/turbulence/mode_phases.hpp"

namespace ebru {
namespace {

TurbulenceParameters periodic(Grid grid) {
    return {.grid = grid, .kind = TurbulenceKind::stream};
}

TEST(FourierModes, HalfPlaneHoldsEachWaveOnceAndNoNyquist) {
    for (const Grid grid : {Grid{16, 16}, Grid{9, 12}, Grid{1, 16}, Grid{16, 1}}) {
        TurbulenceParameters parameters = periodic(grid);
        parameters.m_min = 1e-3;
        parameters.m_max = 1e9;
        std::set<std::pair<int, int>> seen;
        for (const FourierMode& mode : fourier_modes(parameters)) {
            EXPECT_TRUE(seen.insert({mode.m_x, mode.m_y}).second);
            EXPECT_EQ(seen.count({-mode.m_x, -mode.m_y}), 0U);
            EXPECT_LT(2 * std::abs(mode.m_x), grid.nx);
            EXPECT_LT(2 * std::abs(mode.m_y), grid.ny);
        }
        const int all = (2 * ((grid.nx - 1) / 2) + 1) * (2 * ((grid.ny - 1) / 2) + 1);
        EXPECT_EQ(static_cast<int>(seen.size()), (all - 1) / 2) << "every pair +-m once, without the zero mode";
    }
}

TEST(FourierModes, BandMeansTheSameLengthsWithAndWithoutWalls) {
    const Grid grid{32, 32};
    TurbulenceParameters parameters = periodic(grid);
    parameters.m_min = 2.0;
    parameters.m_max = 6.0;
    for (const TurbulenceKind kind : {TurbulenceKind::stream, TurbulenceKind::walls}) {
        parameters.kind = kind;
        double smallest = 1e9;
        double largest = 0.0;
        for (const FourierMode& mode : fourier_modes(parameters)) {
            smallest = std::min(smallest, mode.kappa());
            largest = std::max(largest, mode.kappa());
        }
        const double unit = 2.0 * M_PI / grid.nx;
        // the lattices of modes differ (walls have no m = 0), so their outermost modes do, by less than 4 percent
        EXPECT_GE(smallest, 2.0 * unit * (1.0 - 1e-12));
        EXPECT_LT(smallest, 2.08 * unit);
        EXPECT_GT(largest, 5.8 * unit);
        EXPECT_LE(largest, 6.0 * unit * (1.0 + 1e-12));
    }
}

TEST(FourierModes, DefaultBandEndsAtAQuarterOfTheWidth) {
    double largest = 0.0;
    for (const FourierMode& mode : fourier_modes(periodic({40, 40}))) {
        largest = std::max(largest, std::hypot(mode.m_x, mode.m_y));
    }
    EXPECT_DOUBLE_EQ(largest, 10.0);
}

TEST(FourierModes, ShellExactAmplitudesGiveEveryShellItsEnergy) {
    for (const TurbulenceKind kind : {TurbulenceKind::walls, TurbulenceKind::stream, TurbulenceKind::independent}) {
        TurbulenceParameters parameters{
            .grid = {64, 64}, .kind = kind, .slope = 5.0 / 3.0, .m_max = 9.0, .amplitude = ModeAmplitude::shell_exact};
        std::map<int, double> energy;
        for (const FourierMode& mode : fourier_modes(parameters)) {
            // Half waves (5, 12) make 6.5 waves exactly: the edge of shells 6 and 7, which belongs to 7.
            const double q = (kind == TurbulenceKind::walls ? 0.5 : 1.0) * std::hypot(mode.m_x, mode.m_y);
            energy[static_cast<int>(std::floor(q + 0.5))] += 0.25 * mode.amplitude * mode.amplitude;
        }
        for (const auto& [shell, found] : energy) {
            const double expected = std::pow(shell, -5.0 / 3.0);
            EXPECT_NEAR(found, expected, 1e-13 * expected) << "shell " << shell;
        }
    }
}

TEST(FourierModes, SmoothAmplitudesFollowTheSlope) {
    TurbulenceParameters parameters = periodic({32, 32});
    parameters.slope = 3.0;
    for (const FourierMode& mode : fourier_modes(parameters)) {
        const double q = std::hypot(mode.m_x, mode.m_y);
        EXPECT_NEAR(mode.amplitude, 1.0 / (q * q), 1e-13 / (q * q));
    }
}

TEST(ModePhases, AreUniformAndKeyedByFieldComponentAndMode) {
    TurbulenceParameters parameters = periodic({64, 64});
    parameters.kind = TurbulenceKind::independent;
    const auto modes = fourier_modes(parameters);
    ModePhases phases(3, modes, 2);
    const std::vector<std::int64_t> fields{5, 6};
    phases.require(fields);
    std::set<double> distinct;
    for (std::size_t field = 0; field < 2; ++field) {
        for (int component = 0; component < 2; ++component) {
            double mean_cosine = 0.0;
            double mean_sine = 0.0;
            for (std::size_t mode = 0; mode < modes.size(); ++mode) {
                mean_cosine += phases.cosines(field, component)[mode];
                mean_sine += phases.sines(field, component)[mode];
                distinct.insert(phases.cosines(field, component)[mode]);
            }
            const auto count = static_cast<double>(modes.size());
            const double four_standard_errors = 4.0 / std::sqrt(2.0 * count);
            EXPECT_LT(std::abs(mean_cosine / count), four_standard_errors);
            EXPECT_LT(std::abs(mean_sine / count), four_standard_errors);
        }
    }
    EXPECT_EQ(distinct.size(), 4 * modes.size()) << "no two modes, components or fields share a phase";
}

/// The message of the UserError that `parameters` cause; empty when they cause none.
std::string complaint(const TurbulenceParameters& parameters) {
    try {
        (void)fourier_modes(parameters);
    } catch (const UserError& error) {
        return error.what();
    }
    return {};
}

TEST(FourierModes, RefusesWhatHasNoMeaning) {
    using Change = std::function<void(TurbulenceParameters&)>;
    const std::vector<std::pair<Change, std::string>> mistakes{
        {[](auto& p) { p.slope = std::nan(""); }, "velocity.slope"},
        {[](auto& p) { p.m_min = 0.0; }, "velocity.m_min"},
        {[](auto& p) {
             p.m_min = 0.4;
             p.amplitude = ModeAmplitude::shell_exact;
         },
         "velocity.m_min"},
        {[](auto& p) { p.m_max = 0.5; }, "velocity.m_max"},
        {[](auto& p) { p.m_max = INFINITY; }, "velocity.m_max"},
        {[](auto& p) { p.phase_speed = -1.0; }, "velocity.phase_speed"},
        {[](auto& p) { p.scale = VelocityScale::as_given; }, "rms or maximum"},
        {[](auto& p) {
             p.field_per = FieldPer::group;
             p.group = 0;
         },
         "velocity.group"},
        {[](auto& p) { p.grid = {0, 8}; }, "0 x 8"},
        {[](auto& p) {
             p.m_min = 3.1;
             p.m_max = 3.15;
         },
         "no velocity mode"},
        {[](auto& p) {
             p.grid = {1, 28};
             p.kind = TurbulenceKind::walls;
         },
         "no velocity mode"},
    };
    ASSERT_EQ(complaint(periodic({28, 28})), "");
    for (const auto& [change, expected] : mistakes) {
        TurbulenceParameters parameters = periodic({28, 28});
        change(parameters);
        EXPECT_NE(complaint(parameters).find(expected), std::string::npos) << expected << ": " << complaint(parameters);
    }
}

TEST(FourierModes, RefusesPhasesThatTurnTooFarInAnInterval) {
    TurbulenceParameters parameters = periodic({32, 32});
    const double largest_kappa = 2.0 * M_PI * 8.0 / 32.0;
    parameters.phase_speed = 0.499 / largest_kappa;
    EXPECT_EQ(complaint(parameters), "");
    parameters.phase_speed = 0.501 / largest_kappa;
    EXPECT_NE(complaint(parameters).find("velocity.phase_speed"), std::string::npos);
}

}  // namespace
}  // namespace ebru
