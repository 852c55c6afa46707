#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "solvers/spde/euler_maruyama.hpp"
#include "tests/support/block_images.hpp"
#include "tests/support/spde_run.hpp"

namespace ebru {
namespace {

constexpr int images = block_test_images;
constexpr int channels = block_test_channels;

enum class Coefficients { constant, of_the_gradient };

struct Case {
    DriftForm form;
    Coefficients drift;
    Coefficients noise;
};

SpdeEquation equation_of(const Case& of) {
    SpdeEquation equation;
    equation.form = of.form;
    equation.drift_intensity = constant_intensity(1.7);
    equation.noise_intensity = constant_intensity(0.3);
    if (of.drift == Coefficients::of_the_gradient) {
        equation.drift_contrast = constant_contrast(0.1);
    }
    if (of.noise == Coefficients::of_the_gradient) {
        equation.noise_contrast = constant_contrast(0.2);
    }
    return equation;
}

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (const DriftForm form : {DriftForm::compact, DriftForm::face_average, DriftForm::appendix_h}) {
        for (const Coefficients drift : {Coefficients::constant, Coefficients::of_the_gradient}) {
            for (const Coefficients noise : {Coefficients::constant, Coefficients::of_the_gradient}) {
                cases.push_back({form, drift, noise});
            }
        }
    }
    return cases;
}

/// The state after intervals of 3, 1 and 2 steps and a step on a given path. \param window what of the images is held
template <class Real>
HostImageBatch<Real> run_walk(EulerMaruyama<Real>& walk, const Grid& whole, const Window& window) {
    const auto part = [&](std::uint64_t seed) {
        return on_device(cut_window(random_images<Real>(whole, seed), window));
    };
    walk.load(part(1), std::vector<SampleId>{7, 3});
    std::int64_t number = 5;
    for (const int steps : {3, 1, 2}) {
        SpdeInterval interval;
        for (int n = 0; n < steps; ++n) {
            interval.push_back({0.1 * n, 0.02, number++});
        }
        walk.run(interval);
    }
    walk.step_on({0.5, 0.03, 0}, part(2));
    const ImageBatch<Real> out("state", images, channels, static_cast<std::size_t>(window.grid().ny),
                               static_cast<std::size_t>(window.grid().nx));
    walk.copy_state(std::vector<int>{0, 1}, out);
    return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), out);
}

bool too_narrow(const BlockLayout& layout, DriftForm form) {
    for (int rank = 0; rank < layout.ranks().count(); ++rank) {
        const Grid cells = layout.window_of(rank).grid();
        if (std::min(cells.ny, cells.nx) < ghost_depth(form)) {
            return true;
        }
    }
    return false;
}

template <class Real>
class EulerBlocks : public ::testing::Test {};
using Precisions = ::testing::Types<double, float>;
TYPED_TEST_SUITE(EulerBlocks, Precisions);

/// Sizes: not divisible, so that blocks begin at odd columns and within a call of the random numbers; whole vectors;
/// blocks of one or two cells; blocks wider than two borders.
TYPED_TEST(EulerBlocks, HaveTheBitsOfOnePiece) {
    for (const Grid& grid : {Grid{37, 53}, Grid{16, 16}, Grid{9, 7}, Grid{8, 8}, Grid{6, 131}}) {
        for (const Case& of : all_cases()) {
            const SpdeEquation equation = equation_of(of);
            EulerMaruyama<TypeParam> alone({channels, grid.ny, grid.nx}, equation, Taming::none, 11);
            const auto expected = run_walk(alone, grid, Window::all_of(grid));
            for (const BlockShape shape : block_shapes_of_job()) {
                const BlockLayout layout(Ranks::job(), grid, shape, Walls::mirror);
                const ImageShape own{channels, layout.grid().ny, layout.grid().nx};
                if (too_narrow(layout, of.form)) {
                    EXPECT_THROW(EulerMaruyama<TypeParam>(own, equation, Taming::none, 11, &layout), UserError);
                    continue;
                }
                EulerMaruyama<TypeParam> walk(own, equation, Taming::none, 11, &layout);
                const auto state = run_walk(walk, grid, layout.window());
                const auto part = cut_window(expected, layout.window());
                ASSERT_EQ(state.size(), part.size());
                EXPECT_EQ(std::memcmp(state.data(), part.data(), part.size() * sizeof(TypeParam)), 0)
                    << to_text(shape) << " blocks of " << grid.ny << " x " << grid.nx << ", form "
                    << static_cast<int>(of.form) << ", drift " << static_cast<int>(of.drift) << ", noise "
                    << static_cast<int>(of.noise);
            }
        }
    }
}

TYPED_TEST(EulerBlocks, RefuseWhatTakesWholeImages) {
    const BlockLayout layout(Ranks::job(), {16, 16}, {Ranks::job().count(), 1}, Walls::mirror);
    const ImageShape own{1, layout.grid().ny, layout.grid().nx};
    SpdeEquation equation = equation_of({DriftForm::compact, Coefficients::constant, Coefficients::constant});
    for (const Taming taming : {Taming::global, Taming::rms, Taming::componentwise}) {
        EXPECT_THROW(EulerMaruyama<TypeParam>(own, equation, taming, 1, &layout), UserError);
    }
    equation.correlation_length = 2.0;
    EXPECT_THROW(EulerMaruyama<TypeParam>(own, equation, Taming::none, 1, &layout), UserError);
}

}  // namespace
}  // namespace ebru
