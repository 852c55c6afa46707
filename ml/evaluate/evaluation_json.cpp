#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/build_info.hpp"
#include "io/atomic_file.hpp"
#include "ml/evaluate/evaluation_files.hpp"

namespace ebru {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const MeanEstimate& estimate) {
    return {{"mean", estimate.mean}, {"standard_error", estimate.standard_error}};
}

Json json_of(const std::vector<MeanEstimate>& shells) {
    Json list = Json::array();
    for (const MeanEstimate& shell : shells) {
        list.push_back(shell.mean);
    }
    return list;
}

Json json_of(const SampleFacts& facts, std::int64_t count, double clipped) {
    Json json{{"chain", facts.chain.string()},
              {"process", facts.process},
              {"count", count},
              {"seed", facts.seed},
              {"clipped", clipped},
              {"deck", facts.deck}};
    json["average_weights"] = facts.weights ? Json(facts.weights->set == "average") : Json();
    json["update"] = facts.weights ? Json(facts.weights->update) : Json();
    return json;
}

Json json_of(const ExtractorResult& result) {
    return {{"hash", result.facts.hash},
            {"features", result.facts.features},
            {"classes", result.facts.classes},
            {"accuracy", result.facts.accuracy ? Json(*result.facts.accuracy) : Json()},
            {"inception_v3", result.inception_v3}};
}

Json neighbours_of(const EvaluationResults& results) {
    const NearestImages& nearest = results.nearest;
    return {{"samples", nearest.distances.size()},
            {"mean_distance", nearest.mean_distance()},
            {"smallest_distance", *std::ranges::min_element(nearest.distances)},
            {"mean_distance_of_test_images", results.real_distance},
            {"images", nearest.numbers}};
}

}  // namespace

void write_results(const std::filesystem::path& folder, const EvaluationPlan& plan, const EvaluationResults& results,
                   const std::string& deck) {
    const BuildInfo& build = build_info();
    Json json;
    json["build"] = {{"version", build.version}, {"commit", build.commit}, {"processor", processor_name()}};
    json["deck"] = deck;
    json["samples"] = json_of(plan.samples, plan.sample_count, results.clipped);
    json["reference"] = {{"data", plan.parts.name},
                         {"hash", plan.data},
                         {"split", to_name(plan.settings.split)},
                         {"count", plan.reference_count},
                         {"seed", plan.settings.comparison.seed}};
    for (const ExtractorResult& result : results.extractors) {
        const std::string& name = result.facts.name;
        json["extractors"][name] = json_of(result);
        json["metrics"][name] = Json::parse(comparison_json(result.samples));
        if (result.to_source) {
            json["metrics"][name]["perceptual_distance_to_source"] = {{"mean", result.to_source->mean},
                                                                      {"deviation", result.to_source->deviation},
                                                                      {"pairs", result.to_source->pairs}};
        }
        for (const Calibration& calibration : result.calibrations) {
            json["calibrations"][name][calibration.name] = Json::parse(comparison_json(calibration.comparison));
        }
    }
    json["mass"] = {{"samples", json_of(results.mass.samples)},
                    {"data", json_of(results.mass.data)},
                    {"difference", json_of(results.mass.difference)}};
    json["spectrum"] = {{"relative_difference", results.spectrum.relative_difference},
                        {"samples", json_of(results.spectrum.samples)},
                        {"data", json_of(results.spectrum.data)}};
    json["nearest"] = neighbours_of(results);
    json["seconds"] = results.seconds;
    const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    write_file_atomically(folder / "results.json", text, Durability::process_kill);
}

}  // namespace ebru
