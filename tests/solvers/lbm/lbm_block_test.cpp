#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "solvers/lbm/lbm_core.hpp"
#include "tests/support/block_images.hpp"
#include "tests/support/test_fields.hpp"

namespace ebru {
namespace {

constexpr int images = block_test_images;
constexpr int channels = block_test_channels;

template <class Real>
HostImageBatch<Real> state_of(const TransportCore<Real>& core, const Window& window) {
    const ImageBatch<Real> out("state", images, channels, static_cast<std::size_t>(window.grid().ny),
                               static_cast<std::size_t>(window.grid().nx));
    core.copy_state(std::vector<int>{0, 1}, out);
    return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), out);
}

/// The states after runs of odd and even numbers of steps, each with a new velocity, which is handed over, and another
/// diffusivity; a source meets populations of either parity, and one comes before there are populations.
/// \param window what of the whole images, velocities and sources the core holds
template <class Real>
std::vector<HostImageBatch<Real>> run_core(TransportCore<Real>& core, const Grid& whole, const Window& window) {
    std::vector<HostImageBatch<Real>> states;
    const auto part = [&](const auto& values) { return cut_window(values, window); };
    core.initialize(on_device(part(random_images<Real>(whole, 1))));
    core.add(on_device(part(random_images<Real>(whole, 2))));
    const std::vector<int> field_of{1, 0};
    std::uint64_t seed = 3;
    for (const auto& [steps, alpha] : {std::pair{3, 0.02}, std::pair{4, 1.0 / 6.0}, std::pair{1, 0.1}}) {
        core.set_velocity(part(random_velocity(whole, seed++)), field_of);
        core.run(steps, alpha);
        states.push_back(state_of(core, window));
        core.add(on_device(part(random_images<Real>(whole, seed++))));
    }
    core.run(3, 0.1);
    states.push_back(state_of(core, window));
    return states;
}

template <class Core>
class LbmBlocks : public ::testing::Test {};
using Cores =
    ::testing::Types<LbmCore<double, D2Q9, Equilibrium::quadratic>, LbmCore<float, D2Q9, Equilibrium::quadratic>,
                     LbmCore<float, D2Q9, Equilibrium::linear>, LbmCore<float, D2Q5, Equilibrium::quadratic>,
                     LbmCore<double, D2Q5, Equilibrium::linear>>;
TYPED_TEST_SUITE(LbmBlocks, Cores);

template <class Real>
Real precision_of(const TransportCore<Real>* /*core*/) {
    return Real(0);
}

/// Sizes: not divisible; whole vectors; blocks of one cell; blocks narrower than a border and wider than two.
TYPED_TEST(LbmBlocks, HaveTheBitsOfOnePiece) {
    using Real = decltype(precision_of(static_cast<TypeParam*>(nullptr)));
    for (const Grid& grid : {Grid{37, 53}, Grid{16, 16}, Grid{9, 7}, Grid{4, 4}, Grid{6, 131}}) {
        for (const Walls walls : {Walls::mirror, Walls::bounce_back, Walls::periodic}) {
            const LbmParameters parameters{.walls = walls};
            TypeParam alone({channels, grid.ny, grid.nx}, parameters);
            const auto expected = run_core<Real>(alone, grid, Window::all_of(grid));
            for (const BlockShape shape : block_shapes_of_job()) {
                const BlockLayout layout(Ranks::job(), grid, shape, walls);
                const Grid own = layout.grid();
                TypeParam core({channels, own.ny, own.nx}, parameters, &layout);
                const auto states = run_core<Real>(core, grid, layout.window());
                for (std::size_t n = 0; n < states.size(); ++n) {
                    const auto part = cut_window(expected[n], layout.window());
                    ASSERT_EQ(states[n].size(), part.size());
                    EXPECT_EQ(std::memcmp(states[n].data(), part.data(), part.size() * sizeof(Real)), 0)
                        << to_text(shape) << " blocks of " << grid.ny << " x " << grid.nx << ", walls "
                        << static_cast<int>(walls) << ", after run " << n;
                }
            }
        }
    }
}

}  // namespace
}  // namespace ebru
