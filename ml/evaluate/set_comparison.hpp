#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>

#include "ml/evaluate/evaluation_settings.hpp"
#include "ml/features/feature_extractor.hpp"
#include "ml/metrics/class_histogram.hpp"
#include "ml/metrics/inception_score.hpp"
#include "ml/metrics/kernel_distance.hpp"
#include "ml/metrics/perceptual_distance.hpp"

namespace ebru {

/// How far a set of images is from a reference set, in the features of one extractor.
struct SetComparison {
    std::int64_t samples = 0;    ///< N
    std::int64_t reference = 0;  ///< M
    double frechet_distance = 0.0;
    KernelDistance kernel_distance{};
    std::int64_t neighbours_among = 0;  ///< of both sets, the images that the four numbers below are of
    double precision = 0.0;             ///< Kynkaanniemi et al., k = 3
    double recall = 0.0;
    double density = 0.0;  ///< Naeem et al., k = 5
    double coverage = 0.0;
    std::optional<InceptionScore> inception_score;          ///< of classifiers
    std::optional<ClassHistogram> classes;                  ///< of classifiers
    std::optional<PerceptualDistance> perceptual_distance;  ///< among pairs of samples, of extractors with maps
};

/// Compares images (N, C, Y, X) uint8 with a reference given by its features (M, F).
/// \throws UserError when there are too few images, or a feature is no number.
SetComparison compare_sets(FeatureExtractor& extractor, const at::Tensor& images, const at::Tensor& reference,
                           const ComparisonSettings& settings);

/// Perceptual distance of images a_n and b_n, (N, C, Y, X) uint8 each; nothing for extractors without maps.
std::optional<PerceptualDistance> compare_pairs(FeatureExtractor& extractor, const at::Tensor& a, const at::Tensor& b);

/// As JSON: an object whose numbers read back to the same bits.
std::string comparison_json(const SetComparison& comparison);
/// \throws UserError when the text is no such object.
SetComparison comparison_from_json(const std::string& text);

}  // namespace ebru
