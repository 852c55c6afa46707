#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "base/enum_names.hpp"
#include "config/deck.hpp"
#include "ml/features/classifier.hpp"
#include "ml/features/torchscript_extractor.hpp"

namespace ebru {

/// In which features sets of images are compared.
enum class ExtractorKind { classifier, random, physics, torchscript };

template <>
struct EnumNames<ExtractorKind> {
    static constexpr auto table = std::to_array<EnumName<ExtractorKind>>({{ExtractorKind::classifier, "classifier"},
                                                                          {ExtractorKind::random, "random"},
                                                                          {ExtractorKind::physics, "physics"},
                                                                          {ExtractorKind::torchscript, "torchscript"}});
};

/// Which images of a data set.
enum class Split { train, test };

template <>
struct EnumNames<Split> {
    static constexpr auto table = std::to_array<EnumName<Split>>({{Split::train, "train"}, {Split::test, "test"}});
};

/// How two sets are compared in one feature space.
struct ComparisonSettings {
    int kernel_subsets = 20;
    std::int64_t kernel_subset_size = 500;
    int inception_splits = 10;
    std::int64_t perceptual_pairs = 200;
    std::uint64_t seed = 1;
};

/// The tables [evaluate], [classifier] and [torchscript].
struct EvaluationSettings {
    std::vector<ExtractorKind> extractors;
    Split split = Split::train;
    std::int64_t reference_images = 10000;  ///< at most
    std::int64_t samples = 0;               ///< of the chain, from its first on; 0: all
    bool calibrations = true;
    std::array<double, 2> blur{1.0, 4.0};  ///< sigma of the blurred calibrations, pixels
    std::int64_t neighbour_samples = 64;   ///< whose nearest training images are searched
    std::uint64_t random_network_seed = 1;
    std::filesystem::path cache;  ///< folder of classifiers and of statistics of reference sets
    ComparisonSettings comparison;
    ClassifierSettings classifier;
    std::optional<TorchScriptSettings> torchscript;
};

/// \param labelled whether the data have labels: decides whether the classifier is among the default extractors.
/// \throws UserError naming key, value and choices.
EvaluationSettings read_evaluation_settings(Deck& deck, bool labelled);

}  // namespace ebru
