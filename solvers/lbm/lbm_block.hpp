#pragma once

#include <memory>
#include <vector>

#include "blocks/block_regions.hpp"
#include "blocks/halo_exchange.hpp"
#include "solvers/lbm/lbm_kernel.hpp"

namespace ebru {

/// What the lattice Boltzmann core does anew where an image lies in blocks over ranks: populations go to and come from
/// the neighbours while the cells that they do not meet are stepped. Everything is collective.
///
/// After an even step the neighbours' edge populations are copied into the ghosts, from where the odd step reads them
/// and where it leaves what streams out; that is brought to the neighbours' edge cells. In both steps a population
/// belongs to one cell alone, so cells may be stepped in any order: border first, and the rest while messages travel.
template <class Real>
class LbmBlock {
  public:
    using Blocks = Kokkos::View<Real**, Kokkos::LayoutRight>;  // (B C, fields)

    /// \param layout must outlive this. \param padded of the block. \param directions of the velocity set.
    LbmBlock(const BlockLayout& layout, const PaddedLayout& padded, const std::vector<FieldSymmetry>& directions);

    /// Mean of every image channel of the whole field, with the bits of one rank.
    void mean_values(const ImageBatch<Real>& images, const Kokkos::View<Real*>& mean) const;

    /// Padded copies (B C, padded field) of images (B, C, Y, X), all ghosts filled. Allocates.
    [[nodiscard]] Blocks with_ghosts(const ImageBatch<Real>& images) const;

    template <class Set, Equilibrium kind>
    void take_steps(const LbmKernel<Real, Set, kind>& k, const LbmSteps<Real>& steps) {
        prepare(k.populations);
        for (int s = 0; s < steps.count; ++s) {
            take_step(k, steps.step(s));
        }
    }

  private:
    using Exchange = HaloExchange<Real>;

    void prepare(const Blocks& populations);
    [[nodiscard]] std::unique_ptr<Exchange> make_exchange(HaloWay way, int count) const;

    template <class Set, Equilibrium kind>
    void take_step(const LbmKernel<Real, Set, kind>& k, const LbmStep<Real>& step) {
        const bool fill = step.parity == Parity::even;
        Exchange& exchange = fill ? *fill_ : *collect_;
        for (const Window& cells : regions_.border) {
            launch_cells(k, step, cells);
        }
        if (!fill) {
            launch_ghosts(k.populations, collected_ends_);
        }
        exchange.start(k.populations);
        if (regions_.has_interior()) {
            constexpr int parts = 4;
            for (int part = 0; part < parts; ++part) {
                const Window rows = rows_of(regions_.interior, part, parts);
                if (rows.y0 < rows.y1) {
                    launch_cells(k, step, rows);
                    exchange.poll();
                }
            }
        }
        // A wall's lines end in ghosts that belong to the neighbours: filled after them, collected before them.
        if (!fill) {
            launch_ghosts(k.populations, k.collect);
        }
        exchange.finish(k.populations);
        if (fill) {
            launch_ghosts(k.populations, k.fill);
        }
    }

    const BlockLayout* layout_;
    PaddedLayout padded_;
    std::vector<FieldSymmetry> directions_;
    BlockRegions regions_;
    GhostLinks collected_ends_;  ///< of the walls' collection, what the neighbours wait for: both ends of every line
    std::unique_ptr<Exchange> fill_;
    std::unique_ptr<Exchange> collect_;
    int exchanged_ = 0;  ///< image channels that they are made for
};

}  // namespace ebru
