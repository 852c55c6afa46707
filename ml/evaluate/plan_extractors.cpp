#include "ml/evaluate/plan_extractors.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "ml/features/network_extractor.hpp"
#include "ml/features/physics_extractor.hpp"

namespace ebru {

namespace {

/// An extractor that costs nothing to make is made at once, for its number of features and its checks.
PlannedExtractor planned(std::shared_ptr<FeatureExtractor> made_once,
                         const std::function<std::unique_ptr<FeatureExtractor>()>& make) {
    return {made_once->facts().name, made_once->facts().features, false, make};
}

PlannedExtractor plan(ExtractorKind kind, const EvaluationSettings& settings, const DataParts& parts,
                      const std::optional<PartLabels>& labels) {
    const ImageShape shape = parts.shape;
    switch (kind) {
        case ExtractorKind::classifier: {
            EBRU_EXPECT(labels.has_value());
            const ClassifierRequest request{settings.classifier, shape, labels->classes, data_hash(parts, labels),
                                            settings.cache};
            const auto make = [=] { return make_classifier(request, [&] { return read_labelled(parts, *labels); }); };
            return {"classifier", FeatureNetwork::width, false, make};
        }
        case ExtractorKind::random: {
            const std::uint64_t seed = settings.random_network_seed;
            return {"random", FeatureNetwork::width, false, [=] { return make_random_extractor(shape, seed); }};
        }
        case ExtractorKind::physics: {
            const auto make = [=] { return make_physics_extractor(shape); };
            return planned(make(), make);
        }
        default: {
            const auto make = [=, module = *settings.torchscript] { return make_torchscript_extractor(module, shape); };
            PlannedExtractor extractor = planned(make(), make);
            extractor.inception_v3 = settings.torchscript->inception_v3;
            return extractor;
        }
    }
}

}  // namespace

std::vector<PlannedExtractor> plan_extractors(const EvaluationSettings& settings, const DataParts& parts,
                                              const std::optional<PartLabels>& labels, std::int64_t samples) {
    std::vector<PlannedExtractor> extractors;
    for (const ExtractorKind kind : settings.extractors) {
        extractors.push_back(plan(kind, settings, parts, labels));
        const PlannedExtractor& extractor = extractors.back();
        validate(
            samples > extractor.features,
            fmt::format("{} images are too few for the extractor \"{}\"", samples, extractor.name),
            fmt::format("the covariance of its {} features needs more images than that", extractor.features),
            fmt::format("make or compare at least {}, or leave it out of evaluate.extractors", extractor.features + 1));
    }
    return extractors;
}

}  // namespace ebru
