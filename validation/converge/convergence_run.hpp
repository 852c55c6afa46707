#pragma once

#include <cstdint>
#include <vector>

#include "io/image_source.hpp"
#include "validation/common/convergence.hpp"
#include "validation/converge/refined_deck.hpp"

namespace ebru {

/// What is measured of a deck.
struct ConvergenceRequest {
    int grids = 4;   ///< N, 2N, 4N, ...; at least 2
    int level = 1;   ///< whose state is compared
    int images = 1;  ///< the first of the deck
};

/// What was measured.
struct MeasuredConvergence {
    std::vector<GridErrors> grids;  ///< one fewer than was run when the reference is the next finer grid
    /// By how much the restriction of the finer state could be wrong, as a share of the error: the part of it that the
    /// coarser grid has no modes for. Empty with an exact reference.
    std::vector<double> unresolved_share;
    double size = 0.0;           ///< rms of the images: what round-off scales with
    double kept_velocity = 1.0;  ///< smallest part of V that the limiter left, over images and grids
    struct Field {
        int cells = 0;
        Grid grid;
        std::vector<double> values;  ///< (Y, X): first image, first channel
    };
    std::vector<Field> fields;  ///< the state on every grid, and the reference on the finest
};

/// Cell updates of all runs: the measure of the work.
std::int64_t total_updates(const RefinedDeck& deck, const ConvergenceRequest& request);

/// Runs the deck on all grids, in double and in float, and compares: with the exact solution, or with the state in
/// double on the grid twice as fine, whose series (image_series.hpp) is evaluated at this grid's cell centres.
/// \throws Interrupted when a signal asks to stop.
MeasuredConvergence measure_convergence(const RefinedDeck& deck, ImageSource& source,
                                        const ConvergenceRequest& request);

}  // namespace ebru
