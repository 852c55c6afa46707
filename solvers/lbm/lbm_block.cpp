#include "solvers/lbm/lbm_block.hpp"

#include "blocks/block_mean.hpp"
#include "field/lattice_memory.hpp"

namespace ebru {

namespace {

/// The first and the last value of every line.
GhostLinks::List ends_of(const GhostLinks::List& lines) {
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), lines);
    const GhostLinks::List ends("ends of ghost links", 2 * lines.extent(0));
    const auto host_ends = Kokkos::create_mirror_view(ends);
    for (std::size_t l = 0; l < lines.extent(0); ++l) {
        const StridedCopy& line = host(l);
        const std::ptrdiff_t jump = (line.count - 1) * line.stride;
        host_ends(2 * l) = {line.dst, line.src, 1, 1};
        host_ends(2 * l + 1) = {line.dst + jump, line.src + jump, 1, 1};
    }
    Kokkos::deep_copy(ends, host_ends);
    return ends;
}

}  // namespace

template <class Real>
LbmBlock<Real>::LbmBlock(const BlockLayout& layout, const PaddedLayout& padded,
                         const std::vector<FieldSymmetry>& directions)
    : layout_(&layout), padded_(padded), directions_(directions), regions_(split_block(layout, 1)) {
    const GhostLinks collect = collect_ghosts(padded, layout.walls(), directions, wall_sides(layout));
    collected_ends_ = {ends_of(collect.first), ends_of(collect.second)};
}

template <class Real>
void LbmBlock<Real>::mean_values(const ImageBatch<Real>& images, const Kokkos::View<Real*>& mean) const {
    block_mean_values(*layout_, images, mean);
}

template <class Real>
typename LbmBlock<Real>::Blocks LbmBlock<Real>::with_ghosts(const ImageBatch<Real>& images) const {
    const auto channels = static_cast<int>(images.extent(1));
    const std::size_t blocks = images.extent(0) * images.extent(1);
    const PaddedLayout layout = padded_;
    const auto padded =
        allocate_lattice<Blocks>("lbm padded images", blocks, static_cast<std::size_t>(layout.field_stride));
    Kokkos::parallel_for(
        "lbm pad images", make_teams(static_cast<int>(blocks)), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, layout.ny), [&](int y) {
                const Real* const from = &images(bc / channels, bc % channels, y, 0);
                Real* const to = &padded(bc, 0) + layout.offset(y, 0);
                for_row(team, 0, layout.nx, [=](int x) EBRU_ROW_BODY { to[x] = from[x]; });
            });
        });
    HaloPlan plan;
    plan.padded = padded_;
    plan.cells = layout_->grid();
    plan.count = static_cast<int>(blocks);
    Exchange(*layout_, plan).exchange(padded);
    const Walls walls = layout_->walls() == Walls::periodic ? Walls::periodic : Walls::mirror;
    launch_ghosts(padded, fill_ghosts(padded_, walls, {{0, 0, 0, 0}}, GhostNeed::all, wall_sides(*layout_)));
    return padded;
}

template <class Real>
std::unique_ptr<HaloExchange<Real>> LbmBlock<Real>::make_exchange(HaloWay way, int count) const {
    HaloPlan plan;
    plan.padded = padded_;
    plan.cells = layout_->grid();
    plan.fields = static_cast<int>(directions_.size());
    plan.count = count;
    plan.way = way;
    plan.directed = directions_;
    return std::make_unique<Exchange>(*layout_, plan);
}

template <class Real>
void LbmBlock<Real>::prepare(const Blocks& populations) {
    const auto count = static_cast<int>(populations.extent(0));
    if (exchanged_ != count) {
        fill_ = make_exchange(HaloWay::fill, count);
        collect_ = make_exchange(HaloWay::collect, count);
        exchanged_ = count;
    }
}

template class LbmBlock<float>;
template class LbmBlock<double>;

}  // namespace ebru
