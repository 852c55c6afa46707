#pragma once

#include <memory>
#include <vector>

#include "blocks/halo_exchange.hpp"
#include "solvers/stencil/constant_change.hpp"
#include "solvers/stencil/stencil_kernel.hpp"

namespace ebru {

/// Ghosts of the stencil's weights beyond walls: reflecting an axis swaps hopping forth and back along it.
GhostLinks weight_ghosts(const PaddedLayout& layout, Walls walls, GhostSides sides = {});

/// What the stencil does anew where an image lies in blocks over ranks: ghosts from the neighbours, while the cells
/// that need none are stepped, and sums over the whole field with the bits of one rank. Everything is collective.
///
/// Beyond a seam (the ends of a periodic field along x) lie other blocks, too, but what hops across it is added last,
/// as in one piece: launch_seam() computes it from the ghost column, whose weights are kept apart.
template <class Real>
class StencilBlock {
  public:
    /// \param layout must outlive this. \param kernel for its memory layout
    StencilBlock(const BlockLayout& layout, const StencilKernel<Real>& kernel);

    [[nodiscard]] StencilSides sides() const { return sides_; }

    /// Mean of every image channel of the whole field, summed in reading order as by one rank.
    void mean_values(const ImageBatch<Real>& images, const Kokkos::View<Real*>& mean) const;

    /// The weights' ghosts, constant_change, and the weights at seams, from weights of this block's cells.
    void complete_weights(const StencilKernel<Real>& k, ConstantSums<Real>& sums);

    /// One step u -> u_next. Border rows and columns (a vector of 16) follow when the ghosts are there.
    void step(const StencilKernel<Real>& k);

  private:
    using Exchange = HaloExchange<Real>;

    [[nodiscard]] bool has_seam() const {
        return sides_.x_low == StencilSide::seam || sides_.x_high == StencilSide::seam;
    }
    void gather_constant_change(const StencilKernel<Real>& k, ConstantSums<Real>& sums) const;
    std::unique_ptr<Exchange> make_exchange(int fields, std::size_t count, bool with_itself) const;

    const BlockLayout* layout_;
    PaddedLayout padded_;
    StencilSides sides_;
    StencilRegion interior_;             ///< rows and columns that are stepped before the ghosts are there
    std::vector<StencilRegion> border_;  ///< the others
    GhostLinks wall_links_;
    std::unique_ptr<Exchange> states_;
    std::unique_ptr<Exchange> weights_;
    std::size_t exchanged_ = 0;                         ///< rows of u that states_ is made for
    Kokkos::View<Real****, Kokkos::LayoutRight> seam_;  // (F, 2 ends, 4 weights, Y + 2)
};

}  // namespace ebru
