#include "ml/evaluate/set_comparison.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "ml/features/pixel_bytes.hpp"
#include "ml/metrics/feature_moments.hpp"
#include "ml/metrics/frechet_distance.hpp"
#include "ml/metrics/prdc.hpp"

namespace ebru {

namespace {

constexpr std::int64_t pairs_together = 32;

/// Images 2 i and 2 i + 1, i < pairs: in batches, since maps are large.
std::optional<PerceptualDistance> perceptual_among(FeatureExtractor& extractor, const at::Tensor& images,
                                                   std::int64_t pairs) {
    std::vector<double> distances;
    for (std::int64_t pair = 0; pair < pairs; pair += pairs_together) {
        const at::Tensor both = images.slice(0, 2 * pair, 2 * std::min(pair + pairs_together, pairs));
        const std::vector<at::Tensor> a = extractor.maps(from_bytes(both.slice(0, 0, std::nullopt, 2)));
        if (a.empty()) {
            return std::nullopt;
        }
        const std::vector<double> part =
            perceptual_distances(a, extractor.maps(from_bytes(both.slice(0, 1, std::nullopt, 2))));
        distances.insert(distances.end(), part.begin(), part.end());
    }
    return perceptual_distance(distances);
}

void add_neighbour_metrics(SetComparison& comparison, const at::Tensor& features, const at::Tensor& reference) {
    // Balls shrink as a set grows: both sets enter with equally many images.
    const std::int64_t count = std::min(features.size(0), reference.size(0));
    const at::Tensor fake = features.slice(0, 0, count);
    const at::Tensor real = reference.slice(0, 0, count);
    const auto by = [&](PrdcConvention convention) {
        return prdc(real, fake, usual_neighbours(convention), convention);
    };
    const Prdc balls = by(PrdcConvention::kynkaanniemi);
    const Prdc shares = by(PrdcConvention::naeem);
    comparison.neighbours_among = count;
    comparison.precision = balls.precision;
    comparison.recall = balls.recall;
    comparison.density = shares.density;
    comparison.coverage = shares.coverage;
}

}  // namespace

SetComparison compare_sets(FeatureExtractor& extractor, const at::Tensor& images, const at::Tensor& reference,
                           const ComparisonSettings& settings) {
    const at::Tensor pictures = from_bytes(images);
    const at::Tensor features = extractor.features(pictures);
    SetComparison comparison;
    comparison.samples = features.size(0);
    comparison.reference = reference.size(0);
    comparison.frechet_distance = frechet_distance(feature_moments(features), feature_moments(reference));
    const KernelDistanceSettings kernel{settings.kernel_subsets,
                                        std::min({settings.kernel_subset_size, features.size(0), reference.size(0)})};
    comparison.kernel_distance = kernel_distance(features, reference, kernel, settings.seed);
    add_neighbour_metrics(comparison, features, reference);
    const at::Tensor probabilities = extractor.probabilities(pictures);
    if (probabilities.defined()) {
        comparison.inception_score = inception_score(
            probabilities, static_cast<int>(std::min<std::int64_t>(settings.inception_splits, features.size(0))));
        comparison.classes = class_entropy(probabilities);
    }
    comparison.perceptual_distance =
        perceptual_among(extractor, images, std::min(settings.perceptual_pairs, images.size(0) / 2));
    return comparison;
}

}  // namespace ebru
