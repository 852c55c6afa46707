#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ml/evaluate/data_parts.hpp"
#include "ml/evaluate/evaluation_settings.hpp"
#include "ml/evaluate/nearest_images.hpp"
#include "ml/evaluate/plan_extractors.hpp"
#include "ml/evaluate/sample_set.hpp"
#include "ml/evaluate/set_comparison.hpp"
#include "ml/metrics/mass_comparison.hpp"
#include "ml/metrics/spectrum_comparison.hpp"

namespace ebru {

/// All that an evaluation needs, read and checked; nothing is computed yet.
struct EvaluationPlan {
    EvaluationSettings settings;
    SampleFacts samples;
    std::int64_t sample_count = 0;     ///< N that are compared
    std::int64_t reference_count = 0;  ///< M
    DataParts parts;
    std::string data;  ///< hash
    std::vector<PlannedExtractor> extractors;
};

/// Reads the deck and looks at samples and data. \param chain of find_samples(). Unknown keys are refused.
/// \throws UserError naming key or file for all that would stop the evaluation later, but for what an extractor gives.
EvaluationPlan plan_evaluation(Deck& deck, const std::filesystem::path& chain);

/// The same for samples that need not be there yet.
EvaluationPlan plan_evaluation(Deck& deck, const SampleFacts& samples);

/// A set whose place on the scale is known: "real" images of the other split, those blurred, noise.
struct Calibration {
    std::string name;
    SetComparison comparison;
};

/// All numbers of one feature space.
struct ExtractorResult {
    FeatureFacts facts;
    bool inception_v3 = false;
    SetComparison samples;
    std::optional<PerceptualDistance> to_source;  ///< of samples and the images they were pushed forward from
    std::vector<Calibration> calibrations;
};

/// What an evaluation measured.
struct EvaluationResults {
    std::vector<ExtractorResult> extractors;
    MassComparison mass{};
    SpectrumComparison spectrum{};
    double clipped = 0.0;        ///< part of the samples' values outside the data's range
    at::Tensor images;           ///< (N, C, Y, X) uint8, the samples
    NearestImages nearest;       ///< training images of the first samples
    double real_distance = 0.0;  ///< mean distance of as many test images to their nearest training images
    double seconds = 0.0;
};

/// Compares the samples with the reference split and with the calibrations in every feature space. The first use of a
/// classifier trains it; features of the reference and comparisons of calibrations are kept in evaluate.cache.
/// Cost beside that: about N (features + 3 (s + N) F operations) a feature space, and a pass over the training images.
/// \throws UserError as the metrics and extractors do.
EvaluationResults evaluate(const EvaluationPlan& plan);

}  // namespace ebru
