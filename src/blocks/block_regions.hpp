#pragma once

#include <algorithm>
#include <vector>

#include "blocks/block_layout.hpp"

namespace ebru {

/// The cells of a block in an order that hides an exchange: what the neighbours wait for, then the rest.
struct BlockRegions {
    std::vector<Window> border;  ///< cells at sides with something beyond, no cell twice; all cells of a narrow block
    Window interior{};           ///< the other cells, perhaps none

    [[nodiscard]] bool has_interior() const { return interior.y0 < interior.y1 && interior.x0 < interior.x1; }
};

/// Of a block with neighbours along x so many of its rows are stepped while messages travel, not all: a strip of
/// columns is a line of memory a row and array, and takes longer than what it is left out of the interior for. An
/// eighth of a step is still a hundred times what a message takes.
inline int rows_while_waiting(int rows) {
    constexpr int share = 8;
    return std::max(1, rows / share);
}

/// Border rows are `depth` high; with neighbours along x all rows but rows_while_waiting() are border. Border columns
/// of the rest are a cache line of floats wide, so that the interior's rows begin where vectors do. Walls have no
/// border. \param depth 1 <= depth <= 16. Windows count from the block's cell (0, 0).
BlockRegions split_block(const BlockLayout& layout, int depth);

/// Rows [y0, y1) of a window, part `part` of `parts`.
inline Window rows_of(const Window& window, int part, int parts) {
    const int rows = window.y1 - window.y0;
    return {window.y0 + rows * part / parts, window.y0 + rows * (part + 1) / parts, window.x0, window.x1};
}

}  // namespace ebru
