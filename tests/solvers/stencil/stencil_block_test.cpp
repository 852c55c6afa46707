#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <vector>

#include "base/error.hpp"
#include "solvers/stencil/stencil_core.hpp"
#include "tests/support/block_images.hpp"
#include "tests/support/test_fields.hpp"

namespace ebru {
namespace {

constexpr int images = block_test_images;
constexpr int channels = block_test_channels;

/// The states after intervals of changing velocity, diffusivity and length, one with a source between its runs.
/// \param window what of the whole images, velocities and sources the core holds
template <class Real>
HostImageBatch<Real> run_core(StencilCore<Real>& core, const Grid& whole, const Window& window) {
    core.initialize(on_device(cut_window(random_images<Real>(whole, 1), window)));
    const std::vector<int> field_of{1, 0};
    std::uint64_t seed = 2;
    for (const auto& [steps, alpha] : {std::pair{3, 0.02}, std::pair{4, 1.0 / 6.0}, std::pair{1, 0.1}}) {
        core.set_velocity(cut_window(random_velocity(whole, seed++), window), field_of);
        core.run(steps, alpha);
        core.add(on_device(cut_window(random_images<Real>(whole, seed++), window)));
        core.run(2, alpha);
    }
    const ImageBatch<Real> out("state", images, channels, static_cast<std::size_t>(window.grid().ny),
                               static_cast<std::size_t>(window.grid().nx));
    std::vector<int> all(images);
    std::iota(all.begin(), all.end(), 0);
    core.copy_state(all, out);
    return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), out);
}

template <class Real>
class StencilBlocks : public ::testing::Test {};
using Precisions = ::testing::Types<double, float>;
TYPED_TEST_SUITE(StencilBlocks, Precisions);

/// Sizes: not divisible; whole vectors; smaller than a vector; blocks of one cell; and wider than both strips.
TYPED_TEST(StencilBlocks, HaveTheBitsOfOnePiece) {
    for (const Grid& grid : {Grid{37, 53}, Grid{64, 64}, Grid{5, 7}, Grid{4, 4}, Grid{6, 131}, Grid{70, 5}}) {
        for (const Walls walls : {Walls::mirror, Walls::periodic}) {
            StencilCore<TypeParam> alone({channels, grid.ny, grid.nx}, walls);
            const auto expected = run_core(alone, grid, {0, grid.ny, 0, grid.nx});
            for (const BlockShape shape : block_shapes_of_job()) {
                const BlockLayout layout(Ranks::job(), grid, shape, walls);
                const Grid own = layout.grid();
                StencilCore<TypeParam> core({channels, own.ny, own.nx}, walls, &layout);
                const auto state = run_core(core, grid, layout.window());
                const auto part = cut_window(expected, layout.window());
                ASSERT_EQ(state.size(), part.size());
                EXPECT_EQ(std::memcmp(state.data(), part.data(), part.size() * sizeof(TypeParam)), 0)
                    << to_text(shape) << " blocks of " << grid.ny << " x " << grid.nx << ", walls "
                    << static_cast<int>(walls);
            }
        }
    }
}

TYPED_TEST(StencilBlocks, RefuseBounceBack) {
    const BlockLayout layout(Ranks::job(), {16, 16}, {Ranks::job().count(), 1}, Walls::bounce_back);
    const Grid own = layout.grid();
    EXPECT_THROW(StencilCore<TypeParam>({1, own.ny, own.nx}, Walls::bounce_back, &layout), UserError);
}

}  // namespace
}  // namespace ebru
