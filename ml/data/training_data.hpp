#pragma once

#include <memory>

#include "config/deck.hpp"
#include "ml/data/batch_tensors.hpp"
#include "ml/data/forward_facts.hpp"
#include "ml/data/training_source.hpp"

namespace ebru {

/// What a training run reads.
struct TrainingData {
    ForwardFacts facts;
    std::unique_ptr<TrainingSource> training;    ///< with a prefetching thread, unless the deck says otherwise
    std::unique_ptr<TrainingSource> validation;  ///< of the images held out; null without
    bool online = false;                         ///< pairs come from the solver, not from a file
};

/// The [data] table of a training deck (docs/training_data.md): `chain` (one or several) or `forward` (the deck of a
/// process that runs while the network trains). \param seed of the training.
/// \throws UserError naming key, value and choices; for chains that are missing, unfinished, damaged, of different
/// processes or without what is needed.
TrainingData make_training_data(Deck& deck, NeedsPairs needs, std::uint64_t seed);

}  // namespace ebru
