#include "blocks/block_regions.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ebru {
namespace {

bool is_open(BlockSide side) {
    return side != BlockSide::wall;
}

int cells_of(const Window& window) {
    return (window.y1 - window.y0) * (window.x1 - window.x0);
}

void count_in(const Window& window, int nx, std::vector<int>& covered) {
    for (int y = window.y0; y < window.y1; ++y) {
        for (int x = window.x0; x < window.x1; ++x) {
            ++covered[static_cast<std::size_t>(y * nx + x)];
        }
    }
}

/// Calls check(layout, depth) for every shape of the job, all kinds of walls, and blocks from one cell upwards.
template <class Check>
void for_blocks(const Check& check) {
    const Ranks& job = Ranks::job();
    for (int across = 1; across <= job.count(); ++across) {
        if (job.count() % across != 0) {
            continue;
        }
        for (const Walls walls : {Walls::mirror, Walls::periodic}) {
            for (const Grid whole : {Grid{4, 4}, Grid{37, 75}, Grid{40, 128}, Grid{9, 98}}) {
                for (const int depth : {1, 2}) {
                    check(BlockLayout(job, whole, {job.count() / across, across}, walls), depth);
                }
            }
        }
    }
}

TEST(BlockRegions, EveryCellLiesInOneOfThem) {
    for_blocks([](const BlockLayout& layout, int depth) {
        const Grid cells = layout.grid();
        const BlockRegions regions = split_block(layout, depth);
        std::vector<int> covered(cells.cells(), 0);
        for (const Window& border : regions.border) {
            count_in(border, cells.nx, covered);
        }
        if (regions.has_interior()) {
            count_in(regions.interior, cells.nx, covered);
        }
        EXPECT_EQ(covered, std::vector<int>(cells.cells(), 1)) << to_text(layout.shape()) << ' ' << cells.nx;
    });
}

TEST(BlockRegions, TheInteriorKeepsFromWhatNeighboursWaitFor) {
    for_blocks([](const BlockLayout& layout, int depth) {
        const Grid cells = layout.grid();
        const BlockRegions regions = split_block(layout, depth);
        if (!regions.has_interior()) {
            return;
        }
        const Window in = regions.interior;
        EXPECT_GE(in.y0, is_open(layout.side_y(-1)) ? depth : 0);
        EXPECT_LE(in.y1, cells.ny - (is_open(layout.side_y(+1)) ? depth : 0));
        EXPECT_GE(in.x0, is_open(layout.side_x(-1)) ? depth : 0);
        EXPECT_LE(in.x1, cells.nx - (is_open(layout.side_x(+1)) ? depth : 0));
        EXPECT_EQ(in.x0 % 16, 0) << "rows begin where vectors do";
    });
}

TEST(BlockRegions, AlongYAllButTheEdgesIsInteriorAndAlongXAnEighth) {
    const Ranks& job = Ranks::job();
    const int whole = 64 * job.count();
    const BlockLayout rows(job, {whole, 64}, {job.count(), 1}, Walls::mirror);
    const int edges = (is_open(rows.side_y(-1)) ? 1 : 0) + (is_open(rows.side_y(+1)) ? 1 : 0);
    EXPECT_EQ(cells_of(split_block(rows, 1).interior), (64 - edges) * 64);
    const BlockLayout columns(job, {64, whole}, {1, job.count()}, Walls::periodic);
    EXPECT_EQ(cells_of(split_block(columns, 1).interior), 64 / 8 * (64 - 32));
}

}  // namespace
}  // namespace ebru
