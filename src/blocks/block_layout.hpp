#pragma once

#include <array>
#include <string>

#include "grid/grid.hpp"
#include "grid/window.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

/// Into how many blocks a field is cut along either axis: Py x Px.
struct BlockShape {
    int y = 1;
    int x = 1;

    [[nodiscard]] int blocks() const { return y * x; }
    bool operator==(const BlockShape&) const = default;
};

/// "2x3": two blocks along y, three along x.
std::string to_text(BlockShape shape);

/// The shape for `blocks` blocks with the least to exchange. A row's edge is a line in memory and a column's is not,
/// so cells of a column count four times: few ranks cut along y alone. Of equal ones the one with fewer columns.
/// \throws UserError when no shape has a cell for every block.
BlockShape choose_block_shape(int blocks, const Grid& whole);

/// What lies beyond one side of a block.
enum class BlockSide {
    wall,    ///< a wall of the whole field: mirror or bounce-back
    joined,  ///< another block
    seam,    ///< the other end of a periodic field, be it another block or this one
};

/// A field of ny x nx cells in Py x Px blocks, one a rank: rank r holds block (r / Px, r % Px), whose cells are
/// [ny b / P, ny (b + 1) / P) along each axis, so sizes need not be divisible.
class BlockLayout {
  public:
    static constexpr int no_rank = -1;

    /// \param ranks must outlive the layout; as many as shape has blocks.
    /// \throws UserError when the numbers of ranks and blocks differ, or a block would have fewer than `smallest` cells
    /// along an axis.
    BlockLayout(const Ranks& ranks, const Grid& whole, BlockShape shape, Walls walls, int smallest = 1);

    [[nodiscard]] const Ranks& ranks() const { return *ranks_; }
    [[nodiscard]] const Grid& whole() const { return whole_; }
    [[nodiscard]] BlockShape shape() const { return shape_; }
    [[nodiscard]] Walls walls() const { return walls_; }

    /// This rank's block: its place (0 <= y < Py, 0 <= x < Px) and its cells.
    [[nodiscard]] int block_y() const { return ranks_->rank() / shape_.x; }
    [[nodiscard]] int block_x() const { return ranks_->rank() % shape_.x; }
    [[nodiscard]] Window window() const { return window_of(ranks_->rank()); }
    [[nodiscard]] Window window_of(int rank) const;
    [[nodiscard]] Grid grid() const { return window().grid(); }

    /// Rank of block (y, x), which must exist.
    [[nodiscard]] int rank_at(int y, int x) const { return y * shape_.x + x; }

    /// Rank of the block next to this one in direction (dy, dx), -1 <= d <= 1, corners included; this rank itself where
    /// a periodic axis has one block; no_rank beyond a wall.
    [[nodiscard]] int neighbour(int dy, int dx) const;

    /// What lies at the low (end = -1) and the high end (+1) of either axis.
    [[nodiscard]] BlockSide side_y(int end) const { return side(block_y(), shape_.y, end); }
    [[nodiscard]] BlockSide side_x(int end) const { return side(block_x(), shape_.x, end); }

  private:
    [[nodiscard]] BlockSide side(int block, int blocks, int end) const;

    const Ranks* ranks_;
    Grid whole_;
    BlockShape shape_;
    Walls walls_;
};

}  // namespace ebru
