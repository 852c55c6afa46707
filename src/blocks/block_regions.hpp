#pragma once

#include <vector>

#include "blocks/block_layout.hpp"

namespace ebru {

/// The cells of a block in an order that hides an exchange: what the neighbours wait for, then the rest.
struct BlockRegions {
    std::vector<Window> border;  ///< cells at sides with something beyond, no cell twice; all cells of a narrow block
    Window interior{};           ///< the other cells, perhaps none

    [[nodiscard]] bool has_interior() const { return interior.y0 < interior.y1 && interior.x0 < interior.x1; }
};

/// Border rows are `depth` high. Border columns are a cache line of floats wide, so that the interior's rows begin
/// where vectors do. Walls have no border. \param depth 1 <= depth <= 16. Windows count from the block's cell (0, 0).
BlockRegions split_block(const BlockLayout& layout, int depth);

/// Rows [y0, y1) of a window, part `part` of `parts`.
inline Window rows_of(const Window& window, int part, int parts) {
    const int rows = window.y1 - window.y0;
    return {window.y0 + rows * part / parts, window.y0 + rows * (part + 1) / parts, window.x0, window.x1};
}

}  // namespace ebru
