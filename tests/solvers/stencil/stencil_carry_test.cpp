#include <gtest/gtest.h>

#include "field/lattice_memory.hpp"
#include "solvers/stencil/stencil_kernel.hpp"
#include "tests/support/stencil_run.hpp"

namespace ebru {
namespace {

/// Rows [first, last) of a padded field. \param values (last - first, X)
template <class Real>
void fill_rows(const PaddedLayout& layout, int first, int last, const Values& values, Real* field) {
    std::size_t i = 0;
    for (int y = first; y < last; ++y) {
        for (int x = 0; x < layout.nx; ++x) {
            field[layout.offset(y, x)] = static_cast<Real>(values.at(i++));
        }
    }
}

/// A kernel with `images` random states and one set of random weights. What its rows do does not depend on where the
/// weights come from, so these need not be those of a velocity; like those they have ghost rows, and nothing hops out
/// of ghost columns.
template <class Real>
StencilKernel<Real> random_kernel(const Grid& grid, bool periodic, int images) {
    StencilKernel<Real> k;
    k.layout = PaddedLayout(grid);
    k.sides = sides_of_whole(periodic);
    const auto field = static_cast<std::size_t>(k.layout.field_stride);
    const auto blocks = static_cast<std::size_t>(images);
    k.u = allocate_lattice<typename StencilKernel<Real>::Blocks>("test u", blocks, field);
    k.u_next = allocate_lattice<typename StencilKernel<Real>::Blocks>("test u next", blocks, field);
    k.weights = allocate_lattice<typename StencilKernel<Real>::Fields>("test weights", 1, weight_fields, field);
    k.constant_change = allocate_lattice<typename StencilKernel<Real>::Blocks>("test constant", 1, field);
    k.u_ref = Kokkos::View<Real*>("test reference", blocks);
    k.field_of = Kokkos::View<int*>("test field of", blocks);
    Kokkos::deep_copy(k.u_ref, Real(0.5));

    const std::size_t cells = grid.cells();
    const auto u = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), k.u);
    for (std::size_t b = 0; b < blocks; ++b) {
        fill_rows(k.layout, 0, grid.ny, random_values(cells, -0.5, 0.5, b), &u(b, 0));
    }
    Kokkos::deep_copy(k.u, u);
    const auto weights = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), k.weights);
    const std::size_t with_ghost_rows = cells + 2 * static_cast<std::size_t>(grid.nx);
    for (std::size_t q = 0; q < weight_fields; ++q) {
        fill_rows(k.layout, -1, grid.ny + 1, random_values(with_ghost_rows, 0.05, 0.25, 100 + q), &weights(0, q, 0));
    }
    Kokkos::deep_copy(k.weights, weights);
    const auto change = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), k.constant_change);
    fill_rows(k.layout, 0, grid.ny, random_values(cells, -1e-3, 1e-3, 200), &change(0, 0));
    Kokkos::deep_copy(k.constant_change, change);
    return k;
}

/// (B, Y, X) of a kernel's padded states.
template <class Real>
Values cells_of(const PaddedLayout& layout, const typename StencilKernel<Real>::Blocks& states) {
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), states);
    Values values;
    for (std::size_t b = 0; b < host.extent(0); ++b) {
        for (int y = 0; y < layout.ny; ++y) {
            const Real* const row = &host(b, 0) + layout.offset(y, 0);
            values.insert(values.end(), row, row + layout.nx);
        }
    }
    return values;
}

/// The states after four steps image by image and one in slices.
template <class Real>
Values after_five_steps(const Grid& grid, bool periodic, int images, bool carry) {
    StencilKernel<Real> k = random_kernel<Real>(grid, periodic, images);
    k.carry = carry;
    launch_resident(k, 4);
    launch_slices(k);
    Kokkos::fence();
    return cells_of<Real>(k.layout, k.u_next);
}

template <class Real>
class StencilCarry : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!rows_can_carry) {
            GTEST_SKIP() << "this compiler has no lane shifts, or builds for a device";
        }
    }

    static void expect_same_bits(const Grid& grid, int images = 1) {
        for (const bool periodic : {false, true}) {
            ASSERT_EQ(after_five_steps<Real>(grid, periodic, images, true),
                      after_five_steps<Real>(grid, periodic, images, false))
                << name_of(grid) << (periodic ? ", periodic" : ", mirror");
        }
    }
};
TYPED_TEST_SUITE(StencilCarry, StencilPrecisions);

/// Every position of a row's last cell in its vector, in rows of one to many vectors; fields of one to five rows.
TYPED_TEST(StencilCarry, BitsAreThoseOfTwoPassesAtEveryRowLength) {
    for (int nx = 1; nx <= 300; ++nx) {
        ASSERT_NO_FATAL_FAILURE(this->expect_same_bits({1 + nx % 5, nx}));
    }
}

TYPED_TEST(StencilCarry, BitsAreThoseOfTwoPassesInBatchesOfImages) {
    for (const Grid& grid : {Grid{28, 28}, Grid{67, 61}, Grid{300, 1}, Grid{181, 299}}) {
        ASSERT_NO_FATAL_FAILURE(this->expect_same_bits(grid, 3));
    }
}

}  // namespace
}  // namespace ebru
