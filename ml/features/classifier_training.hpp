#pragma once

#include "ml/features/classifier.hpp"
#include "ml/features/feature_network.hpp"

namespace ebru {

/// Trains the network on the images: cross entropy, Adam, order of the images a function of (seed, epoch) alone.
void train_classifier(FeatureNetwork& network, const LabelledImages& images, const ClassifierSettings& settings);

/// The part of the images, 0 to 1, whose class is the network's first guess.
double accuracy_of(const FeatureNetwork& network, const LabelledImages& images);

}  // namespace ebru
