#pragma once

#include "ranks/ranks.hpp"

namespace ebru {

/// Between two pieces of an evaluation: batches of images, comparisons. What is complete lies in the cache by then.
/// For one process: ranks have to ask together, where all of them pass.
/// \throws Interrupted when the run is asked to stop (app/interrupt.hpp).
void stop_between_pieces();

/// The same for all ranks of a job. Collective.
void stop_between_pieces(const Ranks& ranks);

}  // namespace ebru
