#pragma once

#include <span>
#include <type_traits>

#include "blocks/block_layout.hpp"
#include "ranks/messages.hpp"

namespace ebru {

// Folds over a field in blocks that have the bits of the fold over the whole field by one rank: the state of a fold (a
// sum, a compensated sum, the smallest so far) is handed from rank to rank in the order in which one rank would read.
// A State is trivially copyable; a span of states travels as one message (channels, fields).

/// Messages along chains of ranks. Tag of its own, so that halos may be under way meanwhile.
class CarriedMessages {
  public:
    explicit CarriedMessages(const BlockLayout& layout) : ranks_(&layout.ranks()) {}
    template <class State>
    void receive(std::span<State> states, int from) const {
        static_assert(std::is_trivially_copyable_v<State>);
        receive_bytes(std::as_writable_bytes(states), from);
    }
    template <class State>
    void send(std::span<State> states, int to) const {
        static_assert(std::is_trivially_copyable_v<State>);
        send_bytes(std::as_bytes(states), to);
    }

  private:
    void receive_bytes(std::span<std::byte> bytes, int from) const;
    void send_bytes(std::span<const std::byte> bytes, int to) const;

    const Ranks* ranks_;
};

/// states := fold of the whole field in reading order: row 0 from its first to its last cell, then row 1, and so on;
/// on all ranks. Before, states must hold the same initial values on all ranks.
/// \param fold_row void(int y): goes on with `states` over row y of this block, 0 <= y < grid().ny; called in order.
/// Cost: one reading of the field, rank after rank, since a sum in order has no parts that could go on side by side;
/// Py messages where Px = 1, else ny (Px - 1) + ny messages one after the other (about 2 us each between processes of a
/// node: 0.1 s for 16384 rows in 2 columns).
template <class State, class FoldRow>
void carry_in_reading_order(const BlockLayout& layout, std::span<State> states, const FoldRow& fold_row) {
    const CarriedMessages messages(layout);
    const Ranks& ranks = layout.ranks();
    const int columns = layout.shape().x;
    const int block_x = layout.block_x();
    const int block_y = layout.block_y();
    const int rows = layout.grid().ny;
    for (int y = 0; y < rows; ++y) {
        const bool first_of_all = block_x == 0 && y == 0 && block_y == 0;
        if (!first_of_all && (columns > 1 || y == 0)) {
            const int before =
                block_x > 0 ? ranks.rank() - 1 : layout.rank_at(y == 0 ? block_y - 1 : block_y, columns - 1);
            messages.receive(states, before);
        }
        fold_row(y);
        const bool last_of_all = block_x == columns - 1 && y == rows - 1 && block_y == layout.shape().y - 1;
        if (!last_of_all && (columns > 1 || y == rows - 1)) {
            const int after =
                block_x < columns - 1 ? ranks.rank() + 1 : layout.rank_at(y == rows - 1 ? block_y + 1 : block_y, 0);
            messages.send(states, after);
        }
    }
    ranks.broadcast(states, ranks.count() - 1);
}

/// Goes on with states that rank `before` hands over, hands them to `after`, and takes the end result back along the
/// same chain. Ranks are BlockLayout::no_rank at the chain's ends.
template <class State, class Fold>
void carry_along_chain(const BlockLayout& layout, std::span<State> states, const Fold& fold, int before, int after) {
    const CarriedMessages messages(layout);
    if (before != BlockLayout::no_rank) {
        messages.receive(states, before);
    }
    fold();
    if (after != BlockLayout::no_rank) {
        messages.send(states, after);
        messages.receive(states, after);
    }
    if (before != BlockLayout::no_rank) {
        messages.send(states, before);
    }
}

/// For independent folds of every row: states[i] (of row y, or several a row; as many on all blocks of a row of blocks)
/// := fold along the whole rows, on all ranks of the row of blocks. \param fold void(): goes on with all states over
/// this block's part of the rows. Cost: 2 (Px - 1) messages of all states one after the other.
template <class State, class Fold>
void carry_along_rows(const BlockLayout& layout, std::span<State> states, const Fold& fold) {
    const int own = layout.ranks().rank();
    carry_along_chain(layout, states, fold, layout.block_x() > 0 ? own - 1 : BlockLayout::no_rank,
                      layout.block_x() < layout.shape().x - 1 ? own + 1 : BlockLayout::no_rank);
}

/// carry_along_rows() for folds that cost more than a message: `states` holds as many states for each of the block's
/// rows, and is folded `chunk` rows at a time, so that all ranks of a row of blocks soon fold at once.
/// \param fold void(int first, int last): goes on with the states of rows [first, last)
template <class State, class Fold>
void carry_along_rows_by_chunks(const BlockLayout& layout, std::span<State> states, int chunk, const Fold& fold) {
    const CarriedMessages messages(layout);
    const int rows = layout.grid().ny;
    const std::size_t per_row = states.size() / static_cast<std::size_t>(rows);
    const int own = layout.ranks().rank();
    const bool has_before = layout.block_x() > 0;
    const bool has_after = layout.block_x() < layout.shape().x - 1;
    for (int first = 0; first < rows; first += chunk) {
        const int last = first + chunk < rows ? first + chunk : rows;
        const std::span<State> part =
            states.subspan(static_cast<std::size_t>(first) * per_row, static_cast<std::size_t>(last - first) * per_row);
        if (has_before) {
            messages.receive(part, own - 1);
        }
        fold(first, last);
        if (has_after) {
            messages.send(part, own + 1);
        }
    }
    if (has_after) {
        messages.receive(states, own + 1);
    }
    if (has_before) {
        messages.send(states, own - 1);
    }
}

/// carry_along_rows() down the columns of blocks, for folds over rows' results: from the first row of blocks to the
/// last.
template <class State, class Fold>
void carry_down_columns(const BlockLayout& layout, std::span<State> states, const Fold& fold) {
    const int own = layout.ranks().rank();
    const int jump = layout.shape().x;
    carry_along_chain(layout, states, fold, layout.block_y() > 0 ? own - jump : BlockLayout::no_rank,
                      layout.block_y() < layout.shape().y - 1 ? own + jump : BlockLayout::no_rank);
}

}  // namespace ebru
