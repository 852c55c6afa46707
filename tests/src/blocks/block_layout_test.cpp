#include "blocks/block_layout.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/error.hpp"

namespace ebru {
namespace {

const Ranks& job() {
    return Ranks::job();
}

std::vector<BlockShape> shapes_of_job() {
    std::vector<BlockShape> shapes;
    for (int x = 1; x <= job().count(); ++x) {
        if (job().count() % x == 0) {
            shapes.push_back({job().count() / x, x});
        }
    }
    return shapes;
}

TEST(BlockLayout, BlocksCoverEveryCellOnce) {
    const Grid whole{13, 7};
    for (const BlockShape shape : shapes_of_job()) {
        const BlockLayout layout(job(), whole, shape, Walls::mirror);
        std::vector<int> covered(whole.cells(), 0);
        for (int rank = 0; rank < job().count(); ++rank) {
            const Window w = layout.window_of(rank);
            for (int y = w.y0; y < w.y1; ++y) {
                for (int x = w.x0; x < w.x1; ++x) {
                    ++covered[static_cast<std::size_t>(y * whole.nx + x)];
                }
            }
        }
        EXPECT_EQ(covered, std::vector<int>(whole.cells(), 1)) << to_text(shape);
        EXPECT_EQ(layout.window(), layout.window_of(job().rank()));
    }
}

TEST(BlockLayout, NeighboursTouchAndSidesTellWallsFromSeams) {
    for (const Walls walls : {Walls::mirror, Walls::bounce_back, Walls::periodic}) {
        for (const BlockShape shape : shapes_of_job()) {
            const BlockLayout layout(job(), {13, 7}, shape, walls);
            const Window own = layout.window();
            for (const int end : {-1, 1}) {
                const bool outer_x = end < 0 ? own.x0 == 0 : own.x1 == 7;
                const int next = layout.neighbour(0, end);
                if (outer_x && walls != Walls::periodic) {
                    EXPECT_EQ(layout.side_x(end), BlockSide::wall);
                    EXPECT_EQ(next, BlockLayout::no_rank);
                    continue;
                }
                EXPECT_EQ(layout.side_x(end), outer_x ? BlockSide::seam : BlockSide::joined);
                const Window there = layout.window_of(next);
                EXPECT_EQ(end < 0 ? there.x1 % 7 : own.x1 % 7, end < 0 ? own.x0 : there.x0);
                EXPECT_EQ(there.y0, own.y0);
            }
        }
    }
}

TEST(BlockLayout, ChosenShapeHasLeastToExchange) {
    EXPECT_EQ(choose_block_shape(2, {64, 64}), (BlockShape{2, 1}));
    EXPECT_EQ(choose_block_shape(4, {4096, 4096}), (BlockShape{4, 1}));
    EXPECT_EQ(choose_block_shape(64, {4096, 4096}), (BlockShape{16, 4}));
    EXPECT_EQ(choose_block_shape(4, {2, 64}), (BlockShape{1, 4}));
    EXPECT_THROW(choose_block_shape(7, {6, 6}), UserError);
}

TEST(BlockLayout, RefusesWhatDoesNotFit) {
    EXPECT_THROW(BlockLayout(job(), {8, 8}, {job().count() + 1, 1}, Walls::mirror), UserError);
    EXPECT_THROW(BlockLayout(job(), {8 * job().count() - 1, 8}, {job().count(), 1}, Walls::mirror, 8), UserError);
    EXPECT_THROW(BlockLayout(job(), {8, 8}, {0, 1}, Walls::mirror), UserError);
}

}  // namespace
}  // namespace ebru
