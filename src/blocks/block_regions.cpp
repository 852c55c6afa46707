#include "blocks/block_regions.hpp"

#include "base/error.hpp"

namespace ebru {

BlockRegions split_block(const BlockLayout& layout, int depth) {
    constexpr int strip = 16;
    EBRU_EXPECT(depth >= 1 && depth <= strip);
    const Grid cells = layout.grid();
    const auto is_open = [](BlockSide side) { return side != BlockSide::wall; };
    BlockRegions regions;
    Window inner = Window::all_of(cells);
    inner.y0 += is_open(layout.side_y(-1)) ? depth : 0;
    inner.y1 -= is_open(layout.side_y(+1)) ? depth : 0;
    inner.x0 += is_open(layout.side_x(-1)) ? strip : 0;
    inner.x1 -= is_open(layout.side_x(+1)) ? (cells.nx - 1) % strip + 1 : 0;
    // A last line of fewer columns than the border is deep takes the line before it.
    if (is_open(layout.side_x(+1)) && cells.nx - inner.x1 < depth) {
        inner.x1 -= strip;
    }
    if (inner.y0 >= inner.y1 || inner.x0 >= inner.x1) {
        regions.border.push_back(Window::all_of(cells));
        return regions;
    }
    if (is_open(layout.side_x(-1)) || is_open(layout.side_x(+1))) {
        inner.y0 = inner.y1 - rows_while_waiting(cells.ny);
    }
    regions.interior = inner;
    const auto add = [&](const Window& window) {
        if (window.y0 < window.y1 && window.x0 < window.x1) {
            regions.border.push_back(window);
        }
    };
    add({0, inner.y0, 0, cells.nx});
    add({inner.y1, cells.ny, 0, cells.nx});
    add({inner.y0, inner.y1, 0, inner.x0});
    add({inner.y0, inner.y1, inner.x1, cells.nx});
    return regions;
}

}  // namespace ebru
