#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ml/evaluate/data_parts.hpp"
#include "ml/evaluate/evaluation_settings.hpp"
#include "ml/features/feature_extractor.hpp"

namespace ebru {

/// An extractor that will be made when it is used: a classifier may have to be trained first.
struct PlannedExtractor {
    std::string name;
    std::int64_t features = 0;
    bool inception_v3 = false;  ///< declared: its Frechet distance is called FID
    std::function<std::unique_ptr<FeatureExtractor>()> make;
};

/// The extractors of the settings, checked against the data and the number of samples before any work.
/// \param samples fewest images of a set that will be compared.
/// \throws UserError when there are not more samples than features, or a module does not take such images.
std::vector<PlannedExtractor> plan_extractors(const EvaluationSettings& settings, const DataParts& parts,
                                              const std::optional<PartLabels>& labels, std::int64_t samples);

}  // namespace ebru
