// Sums of modes on windows of a field: the bits of the whole field, whatever the window.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "solvers/turbulence/periodic_synthesis.hpp"
#include "solvers/turbulence/wall_synthesis.hpp"
#include "tests/support/test_fields.hpp"
#include "tests/support/velocity_windows.hpp"

namespace ebru {
namespace {

constexpr std::array kinds{TurbulenceKind::walls, TurbulenceKind::stream, TurbulenceKind::independent,
                           TurbulenceKind::printed};

std::unique_ptr<const ModeSynthesis> make_synthesis(const TurbulenceParameters& p, const Window& window) {
    const std::vector<FourierMode> modes = fourier_modes(p);
    if (p.kind == TurbulenceKind::walls) {
        return std::make_unique<WallSynthesis>(p.grid, window, modes);
    }
    return std::make_unique<PeriodicSynthesis>(p.grid, window, p.kind, modes);
}

/// v alone, v again and its acceleration, for phases that a seed draws.
struct Sums {
    HostVelocity alone;
    HostVelocity v;
    HostVelocity acceleration;
};

Sums sum_modes(const TurbulenceParameters& p, const Window& window) {
    const auto synthesis = make_synthesis(p, window);
    const std::size_t modes = fourier_modes(p).size();
    const std::vector<double> numbers = random_values(4 * modes, -1.0, 1.0, 77);
    const double* const n = numbers.data();
    const bool own = p.kind == TurbulenceKind::independent;
    const ModeValues values{.cosine = {n, own ? n + 2 * modes : n}, .sine = {n + modes, n + (own ? 3 : 1) * modes}};
    // What an earlier evaluation left in the scratch must not matter.
    std::vector<std::complex<double>> scratch(synthesis->scratch_values(), {3.0e7, -5.0e-4});
    const Sums sums{velocity_view(1, window.grid()), velocity_view(1, window.grid()), velocity_view(1, window.grid())};
    const auto planes = [](const HostVelocity& view) { return VelocityPlanes{&view(0, 0, 0, 0), &view(0, 1, 0, 0)}; };
    synthesis->velocity(values, scratch.data(), planes(sums.alone));
    synthesis->velocity_and_acceleration(values, scratch.data(), planes(sums.v), planes(sums.acceleration));
    return sums;
}

class SynthesisWindow : public testing::TestWithParam<Grid> {};

TEST_P(SynthesisWindow, HasTheBitsOfTheWholeField) {
    const Grid grid = GetParam();
    for (const TurbulenceKind kind : kinds) {
        const double lowest = 1.5 * std::max(grid.nx, grid.ny) / grid.ny;  // a mode or a few
        for (const double m_max : {std::max(3.0, lowest), 0.25 * grid.nx}) {
            const TurbulenceParameters p{.grid = grid, .kind = kind, .m_max = m_max};
            const Sums whole = sum_modes(p, Window::all_of(grid));
            EXPECT_EQ(cells_with_other_bits(whole.alone, whole.v, Window::all_of(grid)), 0U);
            for (const Window& window : test_windows(grid)) {
                const Sums cut = sum_modes(p, window);
                SCOPED_TRACE(testing::Message()
                             << "kind " << static_cast<int>(kind) << ", m_max " << m_max << ", rows " << window.y0
                             << ".." << window.y1 << ", columns " << window.x0 << ".." << window.x1);
                EXPECT_EQ(cells_with_other_bits(cut.alone, whole.v, window), 0U);
                EXPECT_EQ(cells_with_other_bits(cut.v, whole.v, window), 0U);
                EXPECT_EQ(cells_with_other_bits(cut.acceleration, whole.acceleration, window), 0U);
            }
        }
    }
}

// Sizes below, at and beyond the numbers of lines that are transformed at a time, even, odd and prime.
INSTANTIATE_TEST_SUITE_P(Grids, SynthesisWindow,
                         testing::Values(Grid{16, 16}, Grid{33, 130}, Grid{101, 211}, Grid{256, 96}, Grid{40, 1025},
                                         Grid{2050, 24}),
                         [](const testing::TestParamInfo<Grid>& grid) {
                             return std::to_string(grid.param.ny) + "x" + std::to_string(grid.param.nx);
                         });

TEST(SynthesisWindow, ScratchGoesWithTheWindow) {
    const Grid grid{1024, 1024};
    for (const TurbulenceKind kind : kinds) {
        const TurbulenceParameters p{.grid = grid, .kind = kind, .m_max = 16.0};
        const auto bytes = [&](const Window& window) {
            return make_synthesis(p, window)->scratch_values() * sizeof(std::complex<double>);
        };
        // A plane of the field takes 8 MiB; lines of it, as many as are transformed at a time, about half a MiB.
        EXPECT_LT(bytes({0, 64, 0, 64}), std::size_t{1} << 20U) << "kind " << static_cast<int>(kind);
        EXPECT_LT(bytes(Window::all_of(grid)), std::size_t{2} << 20U) << "kind " << static_cast<int>(kind);
    }
}

}  // namespace
}  // namespace ebru
