#pragma once

#include <cstdint>
#include <vector>

#include "field/padded_layout.hpp"
#include "field/team_work.hpp"

namespace ebru {

/// A strided copy inside one padded block: value[dst + t stride] = value[src + t stride], 0 <= t < count.
struct StridedCopy {
    std::ptrdiff_t dst = 0;
    std::ptrdiff_t src = 0;
    std::ptrdiff_t stride = 0;
    int count = 0;
};

/// How one field of a block behaves under reflection: the field that holds its mirror image, and the side it belongs
/// to. A scalar is its own mirror image; a quantity with an odd normal component swaps with its opposite.
struct FieldSymmetry {
    int cx = 0;  ///< x direction of the field's lattice velocity; 0 when it has none
    int cy = 0;
    int mirror_x = 0;  ///< field that takes its place when x is reflected
    int mirror_y = 0;
};

/// Which ghosts a field needs. `all` for scalars; `directed` for populations: only those on the side they come from.
enum class GhostNeed { all, directed };

/// Two stages of copies; the second reads what the first wrote (corners), so a barrier stands between them. A column
/// link has one copy a row, in the order of the rows.
struct GhostLinks {
    using List = Kokkos::View<StridedCopy*>;
    List first;
    List second;
};

/// The sides of a block that links are made for; the ghosts of the others come from elsewhere (src/blocks). Where not
/// all sides have links, lines run over the ghosts at both of their ends: fill them after what comes from elsewhere,
/// collect them before.
struct GhostSides {
    bool y_low = true;
    bool y_high = true;
    bool x_low = true;
    bool x_high = true;

    [[nodiscard]] bool all() const { return y_low && y_high && x_low && x_high; }
};

/// Ghost cells from interior cells: mirror about the wall or periodic wrap; columns first, then rows with their
/// corners. With GhostNeed::directed a ghost at side s gets field j only where c_j points out of the domain there (the
/// opposite of what streams in: the memory order of the AA pattern after its even step).
GhostLinks fill_ghosts(const PaddedLayout& layout, Walls walls, const std::vector<FieldSymmetry>& fields,
                       GhostNeed need, GhostSides sides = {});

/// Interior cells from the ghosts that populations left into (after the odd step of the AA pattern): the same rule
/// backwards.
GhostLinks collect_ghosts(const PaddedLayout& layout, Walls walls, const std::vector<FieldSymmetry>& fields,
                          GhostSides sides = {});

/// One stage of links in the kernels' memory.
GhostLinks::List links_on_device(const std::vector<StridedCopy>& links);

/// Runs part `part` of `parts` of one stage on the block at `value`.
template <class Real>
KOKKOS_INLINE_FUNCTION void copy_links(const TeamMember& team, Real* value, const GhostLinks::List& links, int part = 0,
                                       int parts = 1) {
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, static_cast<int>(links.extent(0))), [&](int l) {
        const StridedCopy link = links(l);
        Real* const dst = value + link.dst;
        const Real* const src = value + link.src;
        const std::ptrdiff_t stride = link.stride;
        const auto begin = static_cast<int>(static_cast<std::int64_t>(link.count) * part / parts);
        const auto end = static_cast<int>(static_cast<std::int64_t>(link.count) * (part + 1) / parts);
        for_row(team, begin, end, [=](int t) EBRU_ROW_BODY { dst[t * stride] = src[t * stride]; });
    });
}

/// The `count` column links of a stage for sweeps that copy a row's ghosts as they go: looked up once, since a row
/// takes less time than looking its links up. Interior cells are copied to ghosts or ghosts to interior cells, so all
/// are read before the first is written.
template <int count>
class ColumnLinks {
  public:
    KOKKOS_FORCEINLINE_FUNCTION explicit ColumnLinks(const GhostLinks::List& columns) {
        for (int l = 0; l < count; ++l) {
            dst_[l] = columns(l).dst;
            src_[l] = columns(l).src;
        }
        stride_ = columns(0).stride;
    }

    /// The copies of row y of the block at `value`.
    template <class Real>
    KOKKOS_FORCEINLINE_FUNCTION void copy_row(Real* value, int y) const {
        Real* const row = value + y * stride_;
        Real read[count];
        for (int l = 0; l < count; ++l) {
            read[l] = row[src_[l]];
        }
        for (int l = 0; l < count; ++l) {
            row[dst_[l]] = read[l];
        }
    }

  private:
    std::ptrdiff_t dst_[count];
    std::ptrdiff_t src_[count];
    std::ptrdiff_t stride_;
};

/// Both stages, with the barriers that a team needs.
template <class Real>
KOKKOS_INLINE_FUNCTION void exchange_ghosts(const TeamMember& team, Real* value, const GhostLinks& links) {
    team.team_barrier();
    copy_links(team, value, links.first);
    team.team_barrier();
    copy_links(team, value, links.second);
    team.team_barrier();
}

/// Both stages for the blocks of (n, ...), each spread over all cores: for blocks that are sliced.
template <class Blocks>
void launch_ghosts(const Blocks& blocks, const GhostLinks& links) {
    const auto count = static_cast<int>(blocks.extent(0));
    const int parts = slices_per_block(count);
    for (const GhostLinks::List& stage : {links.first, links.second}) {
        Kokkos::parallel_for(
            "ghost cells", make_teams(count * parts), KOKKOS_LAMBDA(const TeamMember& team) {
                const int block = team.league_rank() / parts;
                copy_links(team, &blocks(block, 0), stage, team.league_rank() % parts, parts);
            });
    }
}

}  // namespace ebru
