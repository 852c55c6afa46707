#pragma once

#include <memory>

#include "blocks/block_regions.hpp"
#include "blocks/halo_exchange.hpp"
#include "solvers/spde/euler_kernel.hpp"

namespace ebru {

/// What the Euler-Maruyama steps do anew where an image lies in blocks over ranks: new values at the border first, then
/// the others while those travel. Everything is collective.
template <class Real>
class EulerBlock {
  public:
    /// \param layout must outlive this; blocks of at least ghost_depth(form) cells each way.
    EulerBlock(const BlockLayout& layout, DriftForm form);

    /// Memory of a block, with the ghosts that the form asks for.
    [[nodiscard]] PaddedLayout padded() const { return padded_; }
    [[nodiscard]] DriftCells cells() const { return cells_; }

    /// k.u from this block's part of the images, with ghosts, and k.u_ref with the bits of one rank. Allocates when the
    /// number of image channels changes.
    void load(const ImageBatch<Real>& u0, const EulerKernel<Real>& k);

    /// Step s, untamed, u -> u_next, with ghosts.
    template <class Drift>
    void step(const EulerKernel<Real>& k, const Drift& drift, int s) {
        for (const Window& border : regions_.border) {
            launch_slices(k, cells_.part(border), drift, s);
        }
        exchange_->start(k.u_next);
        if (regions_.has_interior()) {
            constexpr int parts = 4;
            for (int part = 0; part < parts; ++part) {
                const Window rows = rows_of(regions_.interior, part, parts);
                if (rows.y0 < rows.y1) {
                    launch_slices(k, cells_.part(rows), drift, s);
                    exchange_->poll();
                }
            }
        }
        exchange_->finish(k.u_next);
        launch_ghosts(k.u_next, k.ghosts);
    }

  private:
    const BlockLayout* layout_;
    int depth_;
    PaddedLayout padded_;
    DriftCells cells_;
    BlockRegions regions_;
    std::unique_ptr<HaloExchange<Real>> exchange_;
    int exchanged_ = 0;  ///< image channels that it is made for
};

}  // namespace ebru
