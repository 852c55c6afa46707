#include "ml/evaluate/evaluation.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "app/progress.hpp"
#include "base/error.hpp"
#include "ml/evaluate/distortions.hpp"
#include "ml/evaluate/shared_features.hpp"
#include "ml/evaluate/statistics_cache.hpp"
#include "ml/features/feature_slice.hpp"
#include "ml/features/pixel_bytes.hpp"
#include "ml/features/stop_between.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

namespace {

Split other(Split split) {
    return split == Split::train ? Split::test : Split::train;
}

struct NamedImages {
    std::string name;
    at::Tensor images;
};

/// As many images as there are samples, or as the other split has.
std::int64_t calibration_count(const EvaluationPlan& plan) {
    return std::min(plan.sample_count, plan.parts.of(other(plan.settings.split)).count);
}

std::vector<NamedImages> calibration_sets(const EvaluationPlan& plan) {
    if (!plan.settings.calibrations) {
        return {};
    }
    const std::uint64_t seed = plan.settings.comparison.seed;
    const std::array<double, 2>& sigma = plan.settings.blur;
    const at::Tensor real = draw_images(plan.parts.of(other(plan.settings.split)), calibration_count(plan), seed);
    const std::array<at::Tensor, 2> blur = blurred(real, sigma);
    return {{"real", real},
            {fmt::format("blurred_{:g}", sigma[0]), blur[0]},
            {fmt::format("blurred_{:g}", sigma[1]), blur[1]},
            {"noise", noise_like(real, seed)}};
}

/// What decides the reference's features.
std::string reference_key(const EvaluationPlan& plan, const FeatureFacts& facts) {
    return fmt::format("extractor {} slices {} data {} split {} images {} seed {}", facts.hash, feature_slice,
                       plan.data, to_name(plan.settings.split), plan.reference_count, plan.settings.comparison.seed);
}

std::string calibration_key(const EvaluationPlan& plan, const FeatureFacts& facts, const NamedImages& set) {
    const ComparisonSettings& s = plan.settings.comparison;
    return fmt::format("{}; {} of {} images, kernel {} of {}, splits {}, pairs {}", reference_key(plan, facts),
                       set.name, set.images.size(0), s.kernel_subsets, s.kernel_subset_size, s.inception_splits,
                       s.perceptual_pairs);
}

/// The reference's images, read when they are first asked for: features may lie in the cache.
class ReferenceImages {
  public:
    explicit ReferenceImages(const EvaluationPlan& plan) : plan_(plan) {}

    const at::Tensor& get() {
        if (!images_.defined()) {
            images_ = draw_images(plan_.parts.of(plan_.settings.split), plan_.reference_count,
                                  plan_.settings.comparison.seed);
        }
        return images_;
    }

  private:
    const EvaluationPlan& plan_;
    at::Tensor images_;
};

/// Images that the first samples were pushed forward from; undefined for other priors.
at::Tensor source_images(const EvaluationPlan& plan) {
    return plan.samples.pushed ? read_pushed_images(plan.samples, std::min(plan.settings.comparison.perceptual_pairs,
                                                                           plan.sample_count))
                               : at::Tensor();
}

ExtractorResult judge(const EvaluationPlan& plan, FeatureExtractor& extractor, const at::Tensor& samples,
                      const at::Tensor& sources, const std::vector<NamedImages>& sets, ReferenceImages& reference,
                      Progress& progress) {
    const StatisticsCache cache(plan.settings.cache);
    ExtractorResult result;
    result.facts = extractor.facts();
    const at::Tensor features = cache.features(reference_key(plan, result.facts),
                                               [&] { return extractor.features(from_bytes(reference.get())); });
    const auto compare = [&](const at::Tensor& images) {
        return compare_sets(extractor, images, features, plan.settings.comparison);
    };
    result.samples = compare(samples);
    if (sources.defined()) {
        result.to_source = compare_pairs(extractor, samples.slice(0, 0, sources.size(0)), sources);
    }
    progress.advance(1);
    for (const NamedImages& set : sets) {
        stop_between_pieces();
        result.calibrations.push_back({set.name, cache.comparison(calibration_key(plan, result.facts, set),
                                                                  [&] { return compare(set.images); })});
        progress.advance(1);
    }
    return result;
}

/// Rank 0 first: it trains what the cache lacks and the others find it there.
Extractors make_extractors(const EvaluationPlan& plan, const Ranks& ranks) {
    Extractors extractors;
    const auto make = [&] {
        const StatisticsCache cache(plan.settings.cache);  // makes the folder
        for (const PlannedExtractor& extractor : plan.extractors) {
            extractors.push_back(extractor.make());
        }
    };
    ranks.first_does(make);
    ranks.together([&] {
        if (!ranks.first()) {
            make();
        }
    });
    return extractors;
}

void search_neighbours(const EvaluationPlan& plan, EvaluationResults& results) {
    const std::int64_t count = std::min({plan.settings.neighbour_samples, plan.sample_count, plan.parts.test.count});
    const at::Tensor real = draw_images(plan.parts.test, count, plan.settings.comparison.seed);
    results.nearest = nearest_images(results.images.slice(0, 0, count), plan.parts.train);
    results.real_distance = nearest_images(real, plan.parts.train).mean_distance();
}

}  // namespace

EvaluationPlan plan_evaluation(Deck& deck, const std::filesystem::path& chain) {
    return plan_evaluation(deck, read_sample_facts(chain));
}

EvaluationPlan plan_evaluation(Deck& deck, const SampleFacts& samples) {
    EvaluationPlan plan;
    plan.samples = samples;
    plan.parts = find_parts(plan.samples.data);
    validate(plan.parts.shape == plan.samples.shape, plan.samples.chain.string(),
             fmt::format("its images have {} x {} x {} values, those of {} {} x {} x {}", plan.samples.shape.channels,
                         plan.samples.shape.ny, plan.samples.shape.nx, plan.parts.name, plan.parts.shape.channels,
                         plan.parts.shape.ny, plan.parts.shape.nx),
             "compare with the data that the samples were made from");
    const std::filesystem::path label_file =
        deck.has("evaluate.label_file") ? deck.existing_path("evaluate.label_file") : std::filesystem::path();
    const std::optional<PartLabels> labels = find_part_labels(plan.parts, label_file);
    plan.settings = read_evaluation_settings(deck, labels.has_value());
    deck.reject_unknown();
    plan.data = data_hash(plan.parts, labels);
    plan.sample_count =
        plan.settings.samples > 0 ? std::min(plan.settings.samples, plan.samples.count) : plan.samples.count;
    plan.reference_count = std::min(plan.settings.reference_images, plan.parts.of(plan.settings.split).count);
    const std::int64_t fewest = plan.settings.calibrations ? std::min(calibration_count(plan), plan.reference_count)
                                                           : std::min(plan.sample_count, plan.reference_count);
    plan.extractors = plan_extractors(plan.settings, plan.parts, labels, fewest);
    return plan;
}

namespace {

/// By rank 0, or one alone.
EvaluationResults judge_all(const EvaluationPlan& plan, const Extractors& extractors) {
    EvaluationResults results;
    const SampleImages samples = read_samples(plan.samples, plan.sample_count);
    results.images = samples.images;
    results.clipped = samples.clipped;
    const at::Tensor sources = source_images(plan);
    const std::vector<NamedImages> sets = calibration_sets(plan);
    ReferenceImages reference(plan);
    const std::size_t comparisons = plan.extractors.size() * (1 + sets.size());
    Progress progress(static_cast<std::int64_t>(comparisons) + 2, "comparisons", "evaluate");
    for (std::size_t e = 0; e < extractors.size(); ++e) {
        stop_between_pieces();
        results.extractors.push_back(judge(plan, *extractors[e], results.images, sources, sets, reference, progress));
        results.extractors.back().inception_v3 = plan.extractors[e].inception_v3;
    }
    const at::Tensor pictures = from_bytes(results.images);
    const at::Tensor data = from_bytes(reference.get());
    results.mass = mass_comparison(pictures, data);
    results.spectrum = spectrum_comparison(pictures, data);
    progress.advance(1);
    stop_between_pieces();
    search_neighbours(plan, results);
    progress.advance(1);
    progress.finish();
    return results;
}

}  // namespace

EvaluationResults evaluate(const EvaluationPlan& plan) {
    const Ranks& ranks = Ranks::job();  // all compute features, rank 0 all else; the others get empty results
    const auto start = std::chrono::steady_clock::now();
    SharedFeatures shared(ranks, make_extractors(plan, ranks));
    if (!ranks.first()) {
        shared.serve();
        return {};
    }
    EvaluationResults results = judge_all(plan, shared.extractors());
    results.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return results;
}

}  // namespace ebru
