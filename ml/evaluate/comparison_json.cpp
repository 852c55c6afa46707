#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "ml/evaluate/set_comparison.hpp"

namespace ebru {

namespace {

using Json = nlohmann::ordered_json;

}  // namespace

std::string comparison_json(const SetComparison& c) {
    Json json{{"samples", c.samples},
              {"reference", c.reference},
              {"frechet_distance", c.frechet_distance},
              {"kernel_distance",
               {{"mean", c.kernel_distance.mean},
                {"deviation", c.kernel_distance.deviation},
                {"subsets", c.kernel_distance.subsets},
                {"subset_size", c.kernel_distance.subset_size}}},
              {"neighbours_among", c.neighbours_among},
              {"precision", c.precision},
              {"recall", c.recall},
              {"density", c.density},
              {"coverage", c.coverage}};
    if (c.inception_score) {
        json["inception_score"] = {{"mean", c.inception_score->mean},
                                   {"deviation", c.inception_score->deviation},
                                   {"splits", c.inception_score->splits}};
    }
    if (c.classes) {
        json["classes"] = {
            {"entropy", c.classes->entropy}, {"confidence", c.classes->confidence}, {"counts", c.classes->counts}};
    }
    if (c.perceptual_distance) {
        json["perceptual_distance"] = {{"mean", c.perceptual_distance->mean},
                                       {"deviation", c.perceptual_distance->deviation},
                                       {"pairs", c.perceptual_distance->pairs}};
    }
    return json.dump();
}

SetComparison comparison_from_json(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        SetComparison c;
        c.samples = json.at("samples");
        c.reference = json.at("reference");
        c.frechet_distance = json.at("frechet_distance");
        const Json& kernel = json.at("kernel_distance");
        c.kernel_distance = {kernel.at("mean"), kernel.at("deviation"), kernel.at("subsets"), kernel.at("subset_size")};
        c.neighbours_among = json.at("neighbours_among");
        c.precision = json.at("precision");
        c.recall = json.at("recall");
        c.density = json.at("density");
        c.coverage = json.at("coverage");
        if (json.contains("inception_score")) {
            const Json& score = json.at("inception_score");
            c.inception_score = InceptionScore{score.at("mean"), score.at("deviation"), score.at("splits")};
        }
        if (json.contains("classes")) {
            const Json& classes = json.at("classes");
            c.classes = ClassHistogram{classes.at("counts"), classes.at("entropy"), classes.at("confidence")};
        }
        if (json.contains("perceptual_distance")) {
            const Json& pairs = json.at("perceptual_distance");
            c.perceptual_distance = PerceptualDistance{pairs.at("mean"), pairs.at("deviation"), pairs.at("pairs")};
        }
        return c;
    } catch (const Json::exception& error) {
        throw UserError("a stored comparison", error.what(), "remove the file from evaluate.cache");
    }
}

}  // namespace ebru
