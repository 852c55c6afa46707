#pragma once

#include <memory>
#include <string>

#include "config/deck.hpp"
#include "ml/data/training_data.hpp"
#include "ml/network/network_settings.hpp"
#include "ml/objective/objective.hpp"
#include "ml/sampler/make_sampler.hpp"
#include "ml/train/run_identity.hpp"
#include "ml/train/train_settings.hpp"

namespace ebru {

/// All that a training deck asks for, made and checked; nothing is written yet.
struct TrainProblem {
    TrainSettings settings;
    NetworkSettings network;
    TrainingData data;
    SamplingProblem sampling;  ///< the process, the objective's settings and the window of the pairs
    std::unique_ptr<Objective> objective;
    RunIdentity identity;
    std::string resolved;  ///< the whole deck
};

/// Reads [train], [network], [data] and [objective]. \throws UserError for anything that is wrong or unknown.
TrainProblem read_train_problem(Deck& deck);

/// The network of the problem with its first weights, on the host.
std::shared_ptr<Network> make_first_network(const TrainProblem& problem);

/// What --dry-run says.
std::string train_text(const TrainProblem& problem);

}  // namespace ebru
