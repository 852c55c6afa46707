#include "solvers/spde/euler_block.hpp"

#include "blocks/block_mean.hpp"

namespace ebru {

namespace {

PaddedLayout layout_of(const Grid& cells, int inset) {
    return PaddedLayout(Grid{cells.ny + 2 * inset, cells.nx + 2 * inset});
}

}  // namespace

template <class Real>
EulerBlock<Real>::EulerBlock(const BlockLayout& layout, DriftForm form)
    : layout_(&layout),
      depth_(ghost_depth(form)),
      padded_(layout_of(layout.grid(), depth_ - 1)),
      regions_(split_block(layout, depth_)) {
    cells_ = DriftCells(padded_, depth_ - 1, wall_sides(layout));
}

template <class Real>
void EulerBlock<Real>::load(const ImageBatch<Real>& u0, const EulerKernel<Real>& k) {
    if (exchanged_ != k.blocks()) {
        HaloPlan plan;
        plan.padded = padded_;
        plan.cells = layout_->grid();
        plan.inset = depth_ - 1;
        plan.depth = depth_;
        plan.count = k.blocks();
        exchange_ = std::make_unique<HaloExchange<Real>>(*layout_, plan);
        exchanged_ = k.blocks();
    }
    block_mean_values(*layout_, u0, k.u_ref);
    load_padded(u0, k.u_ref, cells_, GhostLinks(), k.u);
    exchange_->exchange(k.u);
    launch_ghosts(k.u, k.ghosts);
}

template class EulerBlock<float>;
template class EulerBlock<double>;

}  // namespace ebru
