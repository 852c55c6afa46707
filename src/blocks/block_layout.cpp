#include "blocks/block_layout.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <limits>

#include "base/error.hpp"

namespace ebru {

namespace {

int first_cell(int cells, int block, int blocks) {
    return static_cast<int>(static_cast<std::int64_t>(cells) * block / blocks);
}

/// Cells that the largest block exchanges, columns' counted by what they cost.
std::int64_t exchanged(BlockShape shape, const Grid& whole) {
    constexpr std::int64_t column_cost = 4;
    const std::int64_t rows = (whole.ny + shape.y - 1) / shape.y;
    const std::int64_t columns = (whole.nx + shape.x - 1) / shape.x;
    return (shape.y > 1 ? columns : 0) + (shape.x > 1 ? column_cost * rows : 0);
}

}  // namespace

std::string to_text(BlockShape shape) {
    return fmt::format("{}x{}", shape.y, shape.x);
}

BlockShape choose_block_shape(int blocks, const Grid& whole) {
    EBRU_EXPECT(blocks >= 1);
    BlockShape best{0, 0};
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (int x = 1; x <= blocks; ++x) {
        const BlockShape shape{blocks / x, x};
        if (shape.blocks() == blocks && shape.y <= whole.ny && shape.x <= whole.nx && exchanged(shape, whole) < least) {
            best = shape;
            least = exchanged(shape, whole);
        }
    }
    validate(best.y > 0, fmt::format("a field of {} x {} cells in {} blocks", whole.ny, whole.nx, blocks),
             "no way of cutting it leaves a cell for every block", "run with fewer processes");
    return best;
}

BlockLayout::BlockLayout(const Ranks& ranks, const Grid& whole, BlockShape shape, Walls walls, int smallest)
    : ranks_(&ranks), whole_(whole), shape_(shape), walls_(walls) {
    EBRU_EXPECT(smallest >= 1);
    validate(shape.y >= 1 && shape.x >= 1, fmt::format("blocks = {}", to_text(shape)),
             "a field is cut into at least one block along each axis", "give two positive numbers");
    validate(
        shape.blocks() == ranks.count(), fmt::format("blocks = {} in a job of {}", to_text(shape), ranks.count()),
        "every process takes one block",
        fmt::format("start {} processes, or leave the choice to the program with blocks = \"auto\"", shape.blocks()));
    validate(whole.ny / shape.y >= smallest && whole.nx / shape.x >= smallest,
             fmt::format("blocks = {} of a field of {} x {} cells", to_text(shape), whole.ny, whole.nx),
             fmt::format("a block would have fewer than {} cells along an axis", smallest), "cut into fewer blocks");
}

Window BlockLayout::window_of(int rank) const {
    const int y = rank / shape_.x;
    const int x = rank % shape_.x;
    return {first_cell(whole_.ny, y, shape_.y), first_cell(whole_.ny, y + 1, shape_.y),
            first_cell(whole_.nx, x, shape_.x), first_cell(whole_.nx, x + 1, shape_.x)};
}

int BlockLayout::neighbour(int dy, int dx) const {
    int y = block_y() + dy;
    int x = block_x() + dx;
    if (walls_ == Walls::periodic) {
        y = (y + shape_.y) % shape_.y;
        x = (x + shape_.x) % shape_.x;
    }
    return y < 0 || y >= shape_.y || x < 0 || x >= shape_.x ? no_rank : rank_at(y, x);
}

BlockSide BlockLayout::side(int block, int blocks, int end) const {
    if (block + end >= 0 && block + end < blocks) {
        return BlockSide::joined;
    }
    return walls_ == Walls::periodic ? BlockSide::seam : BlockSide::wall;
}

}  // namespace ebru
