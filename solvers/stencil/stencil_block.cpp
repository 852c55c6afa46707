#include "solvers/stencil/stencil_block.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/planted_fault.hpp"
#include "blocks/block_mean.hpp"
#include "blocks/block_regions.hpp"
#include "blocks/carried.hpp"
#include "solvers/stencil/seam.hpp"

namespace ebru {

namespace {

StencilSide side_of(BlockSide side, int blocks, bool along_x) {
    if (side == BlockSide::wall) {
        return StencilSide::mirror;
    }
    if (side == BlockSide::seam && blocks == 1) {
        return StencilSide::wrap;
    }
    return side == BlockSide::seam && along_x ? StencilSide::seam : StencilSide::joined;
}

constexpr int strip = 16;  // columns of a border: whole vectors of either precision

/// Rows and columns that are stepped before the ghosts are there; empty where the block is narrow.
StencilRegion interior_of(const Grid& cells, const StencilSides& sides) {
    StencilRegion inner;
    inner.first = sides.y_low == StencilSide::joined ? 1 : 0;
    inner.last = cells.ny - (sides.y_high == StencilSide::joined ? 1 : 0);
    inner.columns.begin = sides.x_low == StencilSide::joined ? strip : 0;
    inner.columns.end = sides.x_high == StencilSide::joined ? (cells.nx - 1) / strip * strip : whole_vectors(cells.nx);
    if (inner.first >= inner.last || inner.columns.begin >= inner.columns.end) {
        return {};
    }
    const bool across_columns = sides.x_low == StencilSide::joined || sides.x_high == StencilSide::joined;
    if (across_columns) {
        inner.last = std::min(inner.last, inner.first + rows_while_waiting(cells.ny));
    }
    return inner;
}

/// The rest of the block.
std::vector<StencilRegion> border_of(const Grid& cells, const StencilRegion& inner) {
    const Columns all{0, whole_vectors(cells.nx)};
    if (inner.first >= inner.last) {
        return {{0, cells.ny, all}};
    }
    std::vector<StencilRegion> border;
    if (inner.first > 0) {
        border.push_back({0, inner.first, all});
    }
    if (inner.last < cells.ny) {
        border.push_back({inner.last, cells.ny, all});
    }
    if (inner.columns.begin > 0) {
        border.push_back({inner.first, inner.last, {0, inner.columns.begin}});
    }
    if (inner.columns.end < all.end) {
        border.push_back({inner.first, inner.last, {inner.columns.end, all.end}});
    }
    return border;
}

/// Runs `step` on the host copy of a view and brings it back.
template <class View, class Step>
void on_host_copy(const View& view, const Step& step) {
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), view);
    step(std::span(host.data(), host.size()));
    Kokkos::deep_copy(view, host);
}

}  // namespace

GhostLinks weight_ghosts(const PaddedLayout& layout, Walls walls, GhostSides sides) {
    std::vector<FieldSymmetry> fields(weight_fields);
    fields[x_plus] = {0, 0, x_minus, x_plus};
    fields[x_minus] = {0, 0, x_plus, x_minus};
    fields[y_plus] = {0, 0, y_plus, planted(Fault::stencil_wall_even) ? y_plus : y_minus};
    fields[y_minus] = {0, 0, y_minus, y_plus};
    return fill_ghosts(layout, walls, fields, GhostNeed::all, sides);
}

template <class Real>
StencilBlock<Real>::StencilBlock(const BlockLayout& layout, const StencilKernel<Real>& kernel)
    : layout_(&layout),
      padded_(kernel.layout),
      wall_links_(weight_ghosts(padded_, layout.walls(), wall_sides(layout))) {
    const BlockShape shape = layout.shape();
    sides_ = {side_of(layout.side_x(-1), shape.x, true), side_of(layout.side_x(+1), shape.x, true),
              side_of(layout.side_y(-1), shape.y, false), side_of(layout.side_y(+1), shape.y, false)};
    interior_ = interior_of(layout.grid(), sides_);
    border_ = border_of(layout.grid(), interior_);
}

template <class Real>
std::unique_ptr<HaloExchange<Real>> StencilBlock<Real>::make_exchange(int fields, std::size_t count,
                                                                      bool with_itself) const {
    HaloPlan plan;
    plan.padded = padded_;
    plan.cells = layout_->grid();
    plan.fields = fields;
    plan.count = static_cast<int>(count);
    plan.with_itself = with_itself;
    return std::make_unique<Exchange>(*layout_, plan);
}

template <class Real>
void StencilBlock<Real>::mean_values(const ImageBatch<Real>& images, const Kokkos::View<Real*>& mean) const {
    block_mean_values(*layout_, images, mean);
}

template <class Real>
void StencilBlock<Real>::complete_weights(const StencilKernel<Real>& k, ConstantSums<Real>& sums) {
    const std::size_t fields = k.weights.extent(0);
    if (weights_ == nullptr || seam_.extent(0) != fields) {
        weights_ = make_exchange(weight_fields, fields, true);
        seam_ = Kokkos::View<Real****, Kokkos::LayoutRight>("stencil seam", fields, 2, weight_fields,
                                                            static_cast<std::size_t>(padded_.ny + 2));
    }
    // (F, 4, padded) as rows of four fields each.
    const typename Exchange::Blocks flat(k.weights.data(), fields,
                                         weight_fields * static_cast<std::size_t>(padded_.field_stride));
    weights_->exchange(flat);
    launch_ghosts(flat, wall_links_);
    gather_constant_change(k, sums);
    if (has_seam()) {
        launch_keep_seam(k, seam_);
    }
}

/// The passes of launch_constant_change(), each going on where the blocks before ended.
template <class Real>
void StencilBlock<Real>::gather_constant_change(const StencilKernel<Real>& k, ConstantSums<Real>& sums) const {
    const int x0 = layout_->window().x0;
    const int rows = padded_.ny;
    constexpr int chunk = 64;
    sums.begin(k.weights.extent(0), rows);
    const auto host_rows = Kokkos::create_mirror_view(sums.rows);
    const std::span<ConstantRow<Real>> states(host_rows.data(), host_rows.size());
    const auto gather = [&](const auto& launch) {
        carry_along_rows_by_chunks(*layout_, states, chunk, [&](int first, int last) {
            const auto part = std::pair(first, last);
            const auto device = Kokkos::subview(sums.rows, part, Kokkos::ALL);
            const auto host = Kokkos::subview(host_rows, part, Kokkos::ALL);
            Kokkos::deep_copy(device, host);
            launch(first, last);
            Kokkos::fence("constant rows");
            Kokkos::deep_copy(host, device);
        });
        Kokkos::deep_copy(sums.rows, host_rows);
    };
    Kokkos::deep_copy(host_rows, sums.rows);
    gather([&](int first, int last) { launch_constant_rows(k, sums.rows, first, last, x0); });
    gather([&](int first, int last) { launch_constant_sums(k, sums.rows, first, last, x0); });
    on_host_copy(sums.total, [&](std::span<ExactSum<Real>> total) {
        carry_down_columns(*layout_, total, [&] {
            for (std::size_t y = 0; y < host_rows.extent(0); ++y) {
                for (std::size_t f = 0; f < total.size(); ++f) {
                    total[f].add(host_rows(y, f).sum.value());
                }
            }
        });
    });
    if (layout_->block_y() > 0) {
        return;
    }
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), sums.smallest);
    carry_along_rows(*layout_, std::span(host.data(), host.size()), [&] {
        Kokkos::deep_copy(sums.smallest, host);
        launch_constant_smallest(k, sums.smallest, x0);
        Kokkos::fence("smallest constant");
        Kokkos::deep_copy(host, sums.smallest);
    });
    Kokkos::deep_copy(sums.smallest, host);
    launch_constant_end(k, sums.smallest, sums.total, x0);
}

template <class Real>
void StencilBlock<Real>::step(const StencilKernel<Real>& k) {
    if (states_ == nullptr || exchanged_ != k.u.extent(0)) {
        exchanged_ = k.u.extent(0);
        states_ = make_exchange(1, exchanged_, false);
    }
    states_->start(k.u);
    if (interior_.first < interior_.last) {
        launch_region<StencilPart::block>(k, interior_);
    }
    states_->finish(k.u);
    for (const StencilRegion& region : border_) {
        launch_region<StencilPart::block>(k, region);
    }
    if (has_seam()) {
        launch_seam(k, seam_);
    }
}

template class StencilBlock<float>;
template class StencilBlock<double>;

}  // namespace ebru
