#include "blocks/halo_exchange.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ebru {
namespace {

struct Case {
    BlockShape shape;
    Walls walls;
};

std::vector<Case> cases_of_job() {
    std::vector<Case> cases;
    const int count = Ranks::job().count();
    for (int x = 1; x <= count; ++x) {
        for (const Walls walls : {Walls::mirror, Walls::periodic}) {
            if (count % x == 0) {
                cases.push_back({{count / x, x}, walls});
            }
        }
    }
    return cases;
}

/// A number that names cell, field and image. Beyond walls -1.
template <class Real>
Real name_of(const BlockLayout& layout, int row, int field, int y, int x) {
    const Grid whole = layout.whole();
    if (layout.walls() == Walls::periodic) {
        y = (y + whole.ny) % whole.ny;
        x = (x + whole.nx) % whole.nx;
    }
    const bool inside = y >= 0 && y < whole.ny && x >= 0 && x < whole.nx;
    return inside ? static_cast<Real>(((row * 10 + field) * whole.ny + y) * whole.nx + x) : Real(-1);
}

template <class Real>
void expect_filled(const Case& c, int depth, int count) {
    const int fields = 2;
    const BlockLayout layout(Ranks::job(), {11, 14}, c.shape, c.walls, depth);
    const Grid cells = layout.grid();
    const int inset = depth - 1;
    const PaddedLayout padded(Grid{cells.ny + 2 * inset, cells.nx + 2 * inset});
    HaloPlan plan;
    plan.padded = padded;
    plan.cells = cells;
    plan.inset = inset;
    plan.depth = depth;
    plan.fields = fields;
    plan.count = count;
    HaloExchange<Real> exchange(layout, plan);
    using Blocks = typename HaloExchange<Real>::Blocks;
    const Blocks values("values", static_cast<std::size_t>(count),
                        static_cast<std::size_t>(fields * padded.field_stride));
    Kokkos::deep_copy(values, Real(-1));
    const auto host = Kokkos::create_mirror_view(values);
    Kokkos::deep_copy(host, values);
    const Window own = layout.window();
    const auto at = [&](int row, int f, int y, int x) -> Real& {
        return host(row, f * padded.field_stride + padded.offset(y + inset, x + inset));
    };
    for (int row = 0; row < count; ++row) {
        for (int f = 0; f < fields; ++f) {
            for (int y = 0; y < cells.ny; ++y) {
                for (int x = 0; x < cells.nx; ++x) {
                    at(row, f, y, x) = name_of<Real>(layout, row, f, own.y0 + y, own.x0 + x);
                }
            }
        }
    }
    Kokkos::deep_copy(values, host);
    for (int repeat = 0; repeat < 2; ++repeat) {
        exchange.exchange(values);
    }
    Kokkos::deep_copy(host, values);
    for (int row = 0; row < count; ++row) {
        for (int f = 0; f < fields; ++f) {
            for (int y = -depth; y < cells.ny + depth; ++y) {
                for (int x = -depth; x < cells.nx + depth; ++x) {
                    ASSERT_EQ(at(row, f, y, x), name_of<Real>(layout, row, f, own.y0 + y, own.x0 + x))
                        << to_text(c.shape) << " row " << row << " field " << f << " cell " << y << ", " << x;
                }
            }
        }
    }
}

TEST(HaloExchange, GhostsAndCornersAreTheNeighboursCells) {
    for (const Case& c : cases_of_job()) {
        expect_filled<float>(c, 1, 1);
        expect_filled<double>(c, 1, 3);
    }
}

TEST(HaloExchange, TwoGhostsEachWay) {
    for (const Case& c : cases_of_job()) {
        expect_filled<double>(c, 2, 2);
    }
}

/// Populations that streamed out of a block arrive in its neighbours: every cell sends a number along each direction
/// and what arrives is that of the cell it came from.
TEST(HaloExchange, CollectedPopulationsArriveWhereTheyStreamed) {
    std::vector<FieldSymmetry> directions;
    for (int cy = -1; cy <= 1; ++cy) {
        for (int cx = -1; cx <= 1; ++cx) {
            directions.push_back({cx, cy, 0, 0});
        }
    }
    for (const Case& c : cases_of_job()) {
        const BlockLayout layout(Ranks::job(), {7, 9}, c.shape, c.walls);
        const Grid cells = layout.grid();
        HaloPlan plan;
        plan.padded = PaddedLayout(cells);
        plan.cells = cells;
        plan.fields = 9;
        plan.way = HaloWay::collect;
        plan.directed = directions;
        HaloExchange<double> exchange(layout, plan);
        const HaloExchange<double>::Blocks values("values", 1, static_cast<std::size_t>(9 * plan.padded.field_stride));
        const auto host = Kokkos::create_mirror_view(values);
        Kokkos::deep_copy(host, -1.0);
        const Window own = layout.window();
        const auto at = [&](int f, int y, int x) -> double& {
            return host(0, f * plan.padded.field_stride + plan.padded.offset(y, x));
        };
        for (int f = 0; f < 9; ++f) {
            const FieldSymmetry& d = directions[static_cast<std::size_t>(f)];
            for (int y = 0; y < cells.ny; ++y) {
                for (int x = 0; x < cells.nx; ++x) {
                    at(f, y + d.cy, x + d.cx) = name_of<double>(layout, 0, f, own.y0 + y, own.x0 + x);
                }
            }
        }
        Kokkos::deep_copy(values, host);
        exchange.exchange(values);
        Kokkos::deep_copy(host, values);
        for (int f = 0; f < 9; ++f) {
            const FieldSymmetry& d = directions[static_cast<std::size_t>(f)];
            for (int y = 0; y < cells.ny; ++y) {
                for (int x = 0; x < cells.nx; ++x) {
                    const double expected = name_of<double>(layout, 0, f, own.y0 + y - d.cy, own.x0 + x - d.cx);
                    if (expected >= 0.0) {  // what walls return is not the exchange's
                        ASSERT_EQ(at(f, y, x), expected)
                            << to_text(c.shape) << " field " << f << " at " << y << ", " << x;
                    }
                }
            }
        }
    }
}

}  // namespace
}  // namespace ebru
