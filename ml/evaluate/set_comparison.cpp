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

std::optional<PerceptualDistance> compare_pairs(FeatureExtractor& extractor, const at::Tensor& a, const at::Tensor& b) {
    EBRU_EXPECT(a.sizes() == b.sizes());
    constexpr std::int64_t batch = 32;  // maps are large
    std::vector<double> distances;
    for (std::int64_t first = 0; first < a.size(0); first += batch) {
        const auto maps = [&](const at::Tensor& images) {
            return extractor.maps(from_bytes(images.slice(0, first, std::min(first + batch, images.size(0)))));
        };
        const std::vector<at::Tensor> maps_of_a = maps(a);
        if (maps_of_a.empty()) {
            return std::nullopt;
        }
        const std::vector<double> part = perceptual_distances(maps_of_a, maps(b));
        distances.insert(distances.end(), part.begin(), part.end());
    }
    return perceptual_distance(distances);
}

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
    const std::int64_t paired = 2 * std::min(settings.perceptual_pairs, images.size(0) / 2);
    comparison.perceptual_distance =
        compare_pairs(extractor, images.slice(0, 0, paired, 2), images.slice(0, 1, paired, 2));
    return comparison;
}

}  // namespace ebru
