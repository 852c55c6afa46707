#include "blocks/halo_exchange.hpp"

#include "base/error.hpp"
#include "field/team_work.hpp"

namespace ebru {

namespace {

/// One axis of a strip of `depth` cells in direction d: of edge cells or of ghosts.
struct Extent {
    int first;
    int count;
};

Extent edge(int d, int cells, int depth) {
    return d == 0 ? Extent{0, cells} : Extent{d < 0 ? 0 : cells - depth, depth};
}

Extent ghosts(int d, int cells, int depth) {
    return d == 0 ? Extent{0, cells} : Extent{d < 0 ? -depth : cells, depth};
}

/// Whether a field streams into the ghosts in direction (dy, dx).
bool streams(const FieldSymmetry& c, int dy, int dx) {
    return (dy == 0 || c.cy == dy) && (dx == 0 || c.cx == dx);
}

/// What of an edge populations arrive at from the ghosts beside it: not the end that those from the ghosts' corner
/// arrive at, which another block sends, or a bounce-back wall returns. A mirroring wall has put it into this ghost.
Extent without_corner(Extent extent, int c, bool mirror_low, bool mirror_high) {
    if (c > 0 && !mirror_low) {
        return {extent.first + 1, extent.count - 1};
    }
    return {extent.first, c < 0 && !mirror_high ? extent.count - 1 : extent.count};
}

/// Moves values between a view and a buffer, all lines of all rows.
template <class Real, class Lines, class Buffer, class Move>
void move_lines(const char* label, const Lines& lines, int rows, const Buffer& buffer,
                const typename HaloExchange<Real>::Blocks& values, const Move& move) {
    const auto count = static_cast<int>(lines.extent(0));
    Kokkos::parallel_for(
        label, make_teams(count * rows), KOKKOS_LAMBDA(const TeamMember& team) {
            const auto line = lines(team.league_rank() % count);
            const int row = team.league_rank() / count;
            Real* const cell = &values(row, 0) + line.cell;
            Real* const place = buffer.data() + line.place + row * line.row_jump;
            const std::ptrdiff_t stride = line.stride;
            for_row(team, 0, line.count, [=](int i) EBRU_ROW_BODY { move(cell[i * stride], place[i]); });
        });
}

struct ToBuffer {
    template <class Real>
    KOKKOS_FORCEINLINE_FUNCTION void operator()(Real& cell, Real& place) const {
        place = cell;
    }
};

struct FromBuffer {
    template <class Real>
    KOKKOS_FORCEINLINE_FUNCTION void operator()(Real& cell, Real& place) const {
        cell = place;
    }
};

}  // namespace

GhostSides wall_sides(const BlockLayout& layout) {
    const auto is_wall = [](BlockSide side) { return side == BlockSide::wall; };
    return {is_wall(layout.side_y(-1)), is_wall(layout.side_y(+1)), is_wall(layout.side_x(-1)),
            is_wall(layout.side_x(+1))};
}

/// One way of the exchange while it is planned.
template <class Real>
struct HaloExchange<Real>::Traffic {
    std::vector<Line> lines;
    std::vector<Message> messages;
    std::size_t values = 0;

    void add_strip(const HaloPlan& plan, int f, Extent y, Extent x) {
        const bool upright = x.count < y.count;  // lines along the longer axis
        const int count = upright ? y.count : x.count;
        for (int l = 0; count > 0 && l < (upright ? x.count : y.count); ++l) {
            const int row = plan.inset + y.first + (upright ? 0 : l);
            const int column = plan.inset + x.first + (upright ? l : 0);
            lines.push_back({f * plan.padded.field_stride + plan.padded.offset(row, column),
                             upright ? plan.padded.row_stride : 1, static_cast<std::ptrdiff_t>(values), 0, count});
            values += static_cast<std::size_t>(count);
        }
    }

    /// The strips added since `first_line` and `before` become one message, with those of all rows of the view.
    void close_message(std::size_t first_line, std::size_t before, int rows, int rank, int tag) {
        const std::size_t row_values = values - before;
        if (row_values == 0) {
            return;
        }
        for (std::size_t l = first_line; l < lines.size(); ++l) {
            lines[l].row_jump = static_cast<std::ptrdiff_t>(row_values);
        }
        messages.push_back({rank, tag, before, row_values * static_cast<std::size_t>(rows)});
        values = before + messages.back().count;
    }
};

template <class Real>
void HaloExchange<Real>::add_direction(int dy, int dx, Traffic& out, Traffic& in) const {
    const int rank = layout_->neighbour(dy, dx);
    if (rank == BlockLayout::no_rank || (rank == layout_->ranks().rank() && !plan_.with_itself)) {
        return;
    }
    const bool fill = plan_.way == HaloWay::fill;
    const bool mirrors = layout_->walls() == Walls::mirror;
    const GhostSides walls = wall_sides(*layout_);
    // Fields of a strip of this block's edge or ghosts in direction (dy, dx) that stream into ghosts at (gy, gx).
    const auto add = [&](Traffic& traffic, bool of_ghosts, int gy, int gx) {
        for (int f = 0; f < plan_.fields; ++f) {
            Extent y = of_ghosts ? ghosts(dy, plan_.cells.ny, plan_.depth) : edge(dy, plan_.cells.ny, plan_.depth);
            Extent x = of_ghosts ? ghosts(dx, plan_.cells.nx, plan_.depth) : edge(dx, plan_.cells.nx, plan_.depth);
            if (!plan_.directed.empty()) {
                const FieldSymmetry& c = plan_.directed[static_cast<std::size_t>(f)];
                if (!streams(c, gy, gx)) {
                    continue;
                }
                if (!fill && dy == 0) {
                    y = without_corner(y, c.cy, mirrors && walls.y_low, mirrors && walls.y_high);
                }
                if (!fill && dx == 0) {
                    x = without_corner(x, c.cx, mirrors && walls.x_low, mirrors && walls.x_high);
                }
            }
            traffic.add_strip(plan_, f, y, x);
        }
    };
    const auto tag = [&](int towards_y, int towards_x) { return plan_.first_tag + 3 * towards_y + towards_x + 4; };
    const std::size_t out_lines = out.lines.size();
    const std::size_t out_values = out.values;
    // What leaves lies in my ghosts (collect), or goes into those of the neighbour that face me.
    add(out, !fill, fill ? -dy : dy, fill ? -dx : dx);
    out.close_message(out_lines, out_values, plan_.count, rank, tag(dy, dx));
    const std::size_t in_lines = in.lines.size();
    const std::size_t in_values = in.values;
    add(in, fill, fill ? dy : -dy, fill ? dx : -dx);
    in.close_message(in_lines, in_values, plan_.count, rank, tag(-dy, -dx));
}

template <class Real>
HaloExchange<Real>::HaloExchange(const BlockLayout& layout, const HaloPlan& plan)
    : layout_(&layout), plan_(plan), messages_(layout.ranks()) {
    EBRU_EXPECT(plan.depth >= 1 && plan.depth <= plan.inset + 1 && plan.fields >= 1 && plan.count >= 1);
    EBRU_EXPECT(plan.cells == layout.grid() && plan.depth <= plan.cells.ny && plan.depth <= plan.cells.nx);
    EBRU_EXPECT(plan.directed.empty() || static_cast<int>(plan.directed.size()) == plan.fields);
    Traffic out;
    Traffic in;
    for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) {
            if (dy != 0 || dx != 0) {
                add_direction(dy, dx, out, in);
            }
        }
    }
    sent_ = out.messages;
    received_ = in.messages;
    out_lines_ = on_device(out.lines);
    in_lines_ = on_device(in.lines);
    out_ = Buffer("halo out", out.values);
    in_ = Buffer("halo in", in.values);
    host_out_ = Kokkos::create_mirror_view(out_);
    host_in_ = Kokkos::create_mirror_view(in_);
}

template <class Real>
typename HaloExchange<Real>::Lines HaloExchange<Real>::on_device(const std::vector<Line>& lines) {
    const Lines device("halo lines", lines.size());
    const auto host = Kokkos::create_mirror_view(device);
    for (std::size_t l = 0; l < lines.size(); ++l) {
        host(l) = lines[l];
    }
    Kokkos::deep_copy(device, host);
    return device;
}

template <class Real>
void HaloExchange<Real>::start(const Blocks& values) {
    EBRU_EXPECT(static_cast<int>(values.extent(0)) == plan_.count);
    for (const Message& message : received_) {
        messages_.receive(std::as_writable_bytes(std::span(host_in_.data() + message.begin, message.count)),
                          message.rank, message.tag);
    }
    if (out_lines_.extent(0) > 0) {
        move_lines<Real>("halo pack", out_lines_, plan_.count, out_, values, ToBuffer());
        Kokkos::fence("halo packed");
        Kokkos::deep_copy(host_out_, out_);
    }
    for (const Message& message : sent_) {
        messages_.send(std::as_bytes(std::span(host_out_.data() + message.begin, message.count)), message.rank,
                       message.tag);
    }
}

template <class Real>
void HaloExchange<Real>::finish(const Blocks& values) {
    messages_.wait();
    if (in_lines_.extent(0) > 0) {
        Kokkos::deep_copy(in_, host_in_);
        move_lines<Real>("halo unpack", in_lines_, plan_.count, in_, values, FromBuffer());
    }
}

template class HaloExchange<float>;
template class HaloExchange<double>;

}  // namespace ebru
