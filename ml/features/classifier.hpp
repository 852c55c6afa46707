#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "config/deck.hpp"
#include "field/image_batch.hpp"
#include "ml/features/feature_extractor.hpp"
#include "ml/features/labelled_images.hpp"

namespace ebru {

/// How the classifier is trained.
struct ClassifierSettings {
    int epochs = 5;
    std::int64_t batch = 128;
    double learning_rate = 2.0e-3;  ///< of Adam, after 100 updates of warm-up; falls as half a cosine to 0
    std::uint64_t seed = 1;         ///< of first weights and order of the images
};

/// The [classifier] table. \throws UserError
ClassifierSettings read_classifier_settings(Deck& deck);

/// Which classifier is wanted.
struct ClassifierRequest {
    ClassifierSettings settings;
    ImageShape shape;
    int classes = 0;
    std::string data;             ///< hash of the labelled data: the classifier is made anew when it changes
    std::filesystem::path cache;  ///< folder of classifier_<key>.pt; it exists
};

/// The classifier of a request: from the cache, or trained now (cross entropy, Adam, with progress and time left) and
/// put there. Its facts carry the accuracy on the test images and a hash over weights, data and settings.
/// Deterministic: one binary, one classifier, whatever the number of threads. A damaged file of the cache is made anew.
/// \param load called when there is something to train. \throws UserError when the cache cannot be written.
/// Cost for 60,000 images of 28 x 28: about 2 minutes on one core.
std::unique_ptr<FeatureExtractor> make_classifier(const ClassifierRequest& request,
                                                  const std::function<LabelledData()>& load);

}  // namespace ebru
