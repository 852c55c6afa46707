#include "ml/evaluate/evaluation_settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

namespace ebru {

namespace {

/// The user's cache: $XDG_CACHE_HOME/ebru, else ~/.cache/ebru, else a folder of the working one.
std::filesystem::path default_cache() {
    for (const auto& [variable, folder] : {std::pair{"XDG_CACHE_HOME", "ebru"}, std::pair{"HOME", ".cache/ebru"}}) {
        if (const char* value = std::getenv(variable); value != nullptr && *value != '\0') {
            return std::filesystem::path(value) / folder;
        }
    }
    return std::filesystem::absolute(".ebru_cache");
}

std::vector<ExtractorKind> read_extractors(Deck& deck, bool labelled) {
    const std::string key = "evaluate.extractors";
    const std::vector<std::string> fallback = labelled ? std::vector<std::string>{"classifier", "random", "physics"}
                                                       : std::vector<std::string>{"random", "physics"};
    std::vector<ExtractorKind> kinds;
    for (const std::string& name : deck.strings(key, fallback)) {
        const std::optional<ExtractorKind> kind = from_name<ExtractorKind>(name);
        if (!kind) {
            deck.refuse(key, fmt::format("there is no extractor \"{}\"", name),
                        fmt::format("choose from: {}", fmt::join(all_names<ExtractorKind>(), ", ")));
        }
        if (std::ranges::count(kinds, *kind) > 0) {
            deck.refuse(key, fmt::format("\"{}\" stands there twice", name), "name each extractor once");
        }
        kinds.push_back(*kind);
    }
    if (kinds.empty()) {
        deck.refuse(key, "nothing would be compared",
                    fmt::format("choose from: {}", fmt::join(all_names<ExtractorKind>(), ", ")));
    }
    if (!labelled && std::ranges::count(kinds, ExtractorKind::classifier) > 0) {
        deck.refuse(key, "a classifier is trained on labelled images, and these data have no labels",
                    "leave \"classifier\" out, or give evaluate.label_file");
    }
    return kinds;
}

std::array<double, 2> read_blur(Deck& deck, const std::array<double, 2>& fallback) {
    const std::vector<double> blur =
        deck.reals("evaluate.blur", {fallback.begin(), fallback.end()}, Range::above(0.0, "pixels"));
    if (blur.size() != 2 || blur[0] >= blur[1]) {
        deck.refuse("evaluate.blur", "images are blurred lightly and heavily",
                    "give two sigmas, the smaller one first");
    }
    return {blur[0], blur[1]};
}

ComparisonSettings read_comparison(Deck& deck) {
    ComparisonSettings s;
    s.kernel_subsets = deck.integer("evaluate.kernel_subsets", s.kernel_subsets, IntRange::closed(1, 10000));
    s.kernel_subset_size =
        deck.integer64("evaluate.kernel_subset_size", s.kernel_subset_size, IntRange::closed(2, 1000000, "images"));
    s.inception_splits = deck.integer("evaluate.inception_splits", s.inception_splits, IntRange::closed(1, 1000));
    s.perceptual_pairs = deck.integer64("evaluate.perceptual_pairs", s.perceptual_pairs, IntRange::closed(1, 100000));
    s.seed = deck.unsigned64("evaluate.seed", s.seed);
    return s;
}

}  // namespace

EvaluationSettings read_evaluation_settings(Deck& deck, bool labelled) {
    EvaluationSettings s;
    s.extractors = read_extractors(deck, labelled);
    s.split = deck.choice("evaluate.split", s.split);
    s.reference_images =
        deck.integer64("evaluate.reference_images", s.reference_images, IntRange::at_least(2, "images"));
    s.samples = deck.integer64("evaluate.samples", s.samples, IntRange::at_least(0, "samples, 0 for all"));
    s.calibrations = deck.boolean("evaluate.calibrations", s.calibrations);
    s.blur = read_blur(deck, s.blur);
    s.neighbour_samples =
        deck.integer64("evaluate.neighbour_samples", s.neighbour_samples, IntRange::closed(1, 10000, "samples"));
    s.comparison = read_comparison(deck);
    s.cache = deck.path("evaluate.cache", default_cache());
    const auto wanted = [&](ExtractorKind kind) { return std::ranges::count(s.extractors, kind) > 0; };
    if (wanted(ExtractorKind::random)) {
        s.random_network_seed = deck.unsigned64("evaluate.random_network_seed", s.random_network_seed);
    }
    if (wanted(ExtractorKind::classifier)) {
        s.classifier = read_classifier_settings(deck);
    }
    if (wanted(ExtractorKind::torchscript)) {
        s.torchscript = read_torchscript_settings(deck);
    }
    return s;
}

}  // namespace ebru
