#include "field/ghost_links.hpp"

#include <gtest/gtest.h>

#include "field/ghosted_component.hpp"
#include "field/team_work.hpp"
#include "tests/support/transport_run.hpp"

namespace ebru {
namespace {

/// Fields in a padded block after an exchange; ghosts start as NaN, so one that is not filled shows.
template <class Real>
std::vector<double> exchanged(const PaddedLayout& layout, const std::vector<Values>& fields, const GhostLinks& links) {
    const Kokkos::View<Real*> block("block", fields.size() * static_cast<std::size_t>(layout.field_stride));
    const auto host = Kokkos::create_mirror_view(block);
    Kokkos::deep_copy(host, std::numeric_limits<Real>::quiet_NaN());
    for (std::size_t f = 0; f < fields.size(); ++f) {
        for (int y = 0; y < layout.ny; ++y) {
            for (int x = 0; x < layout.nx; ++x) {
                host(f * static_cast<std::size_t>(layout.field_stride) +
                     static_cast<std::size_t>(layout.offset(y, x))) =
                    static_cast<Real>(fields[f][cell({layout.ny, layout.nx}, y, x)]);
            }
        }
    }
    Kokkos::deep_copy(block, host);
    Kokkos::parallel_for(
        "exchange", make_teams(1),
        KOKKOS_LAMBDA(const TeamMember& team) { exchange_ghosts(team, block.data(), links); });
    Kokkos::deep_copy(host, block);
    return {host.data(), host.data() + host.size()};
}

const std::vector<Grid> grids{{1, 1}, {1, 6}, {6, 1}, {2, 2}, {5, 18}};

TEST(GhostLinks, AScalarIsMirroredOrWrappedCornersIncluded) {
    for (const Grid grid : grids) {
        for (const Walls walls : {Walls::mirror, Walls::periodic}) {
            const PaddedLayout layout(grid);
            const Values u = random_values(grid.cells(), 0.0, 1.0, 1);
            const auto value =
                exchanged<double>(layout, {u}, fill_ghosts(layout, walls, {{0, 0, 0, 0}}, GhostNeed::all));
            for (int y = -1; y <= grid.ny; ++y) {
                for (int x = -1; x <= grid.nx; ++x) {
                    const bool wrap = walls == Walls::periodic;
                    const int from_y = wrap ? (y + grid.ny) % grid.ny : std::clamp(y, 0, grid.ny - 1);
                    const int from_x = wrap ? (x + grid.nx) % grid.nx : std::clamp(x, 0, grid.nx - 1);
                    EXPECT_EQ(value[static_cast<std::size_t>(layout.offset(y, x))], u[cell(grid, from_y, from_x)])
                        << name_of(grid) << ", " << name_of(walls) << ", " << y << ", " << x;
                }
            }
        }
    }
}

TEST(GhostLinks, FieldsThatMirrorIntoEachOtherSwapAcrossTheirWallOnly) {
    // Fields 0 and 1 swap when x is reflected, 2 and 3 when y is.
    const std::vector<FieldSymmetry> fields{{0, 0, 1, 0}, {0, 0, 0, 1}, {0, 0, 2, 3}, {0, 0, 3, 2}};
    const Grid grid{4, 5};
    const PaddedLayout layout(grid);
    std::vector<Values> values;
    for (std::uint64_t f = 0; f < fields.size(); ++f) {
        values.push_back(random_values(grid.cells(), 0.0, 1.0, f));
    }
    const auto value = exchanged<float>(layout, values, fill_ghosts(layout, Walls::mirror, fields, GhostNeed::all));
    const auto at = [&](std::size_t f, int y, int x) {
        return value[f * static_cast<std::size_t>(layout.field_stride) + static_cast<std::size_t>(layout.offset(y, x))];
    };
    const auto inside = [&](std::size_t f, int y, int x) { return double(float(values[f][cell(grid, y, x)])); };
    EXPECT_EQ(at(0, 2, -1), inside(1, 2, 0));
    EXPECT_EQ(at(1, 2, 5), inside(0, 2, 4));
    EXPECT_EQ(at(0, -1, 2), inside(0, 0, 2));
    EXPECT_EQ(at(2, -1, 2), inside(3, 0, 2));
    EXPECT_EQ(at(3, 4, 2), inside(2, 3, 2));
    EXPECT_EQ(at(2, 2, -1), inside(2, 2, 0));
    for (const int y : {-1, 4}) {
        for (const int x : {-1, 5}) {
            for (std::size_t f = 0; f < 4; ++f) {
                EXPECT_EQ(at(f, y, x), inside(f ^ 1U, std::clamp(y, 0, 3), std::clamp(x, 0, 4)))
                    << f << ", " << y << ", " << x;
            }
        }
    }
}

TEST(GhostedComponent, NormalVelocityIsOddTangentialEvenAndPeriodicWraps) {
    for (const Grid grid : grids) {
        const Values v = random_values(2 * grid.cells(), -1.0, 1.0, 3);
        for (const Walls walls : {Walls::mirror, Walls::bounce_back, Walls::periodic}) {
            for (const int axis : {0, 1}) {
                const double* const values = v.data() + (axis == 0 ? 0 : grid.cells());
                const GhostedComponent component(values, grid, walls, axis);
                for (int y = -1; y <= grid.ny; ++y) {
                    for (int x = -1; x <= grid.nx; ++x) {
                        double expected = 0.0;
                        if (walls == Walls::periodic) {
                            expected = values[cell(grid, (y + grid.ny) % grid.ny, (x + grid.nx) % grid.nx)];
                        } else {
                            expected = values[cell(grid, std::clamp(y, 0, grid.ny - 1), std::clamp(x, 0, grid.nx - 1))];
                            const bool beyond = axis == 0 ? x < 0 || x >= grid.nx : y < 0 || y >= grid.ny;
                            expected = beyond ? -expected : expected;
                        }
                        EXPECT_EQ(component(y, x), expected)
                            << name_of(grid) << ", " << name_of(walls) << ", axis " << axis;
                    }
                }
            }
        }
    }
}

}  // namespace
}  // namespace ebru
