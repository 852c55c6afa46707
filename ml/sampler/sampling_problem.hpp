#pragma once

#include "config/deck.hpp"
#include "ml/sampler/make_sampler.hpp"
#include "ml/train/run_identity.hpp"

namespace ebru {

/// What a training run learned, from the texts that its weights carry.
SamplingProblem sampling_problem(const RunIdentity& run);

/// Reads `sample.forward`, a deck of the forward process with the prior's images at another place than at training:
/// its images are then used. \throws UserError naming both decks when the process is another one.
void use_forward_deck_of(Deck& deck, const RunIdentity& run, SamplingProblem& problem);

}  // namespace ebru
