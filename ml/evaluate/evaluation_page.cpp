#include <fmt/format.h>

#include "app/html_page.hpp"
#include "app/progress.hpp"
#include "io/atomic_file.hpp"
#include "ml/evaluate/evaluation_files.hpp"
#include "ml/evaluate/spectrum_drawing.hpp"

namespace ebru {

namespace {

std::string number_cell(double value) {
    return fmt::format("<td class=number>{:.4g}</td>", value);
}

std::string cell_with_deviation(double mean, double deviation) {
    return fmt::format("<td class=number>{:.4g} &plusmn; {:.2g}</td>", mean, deviation);
}

std::string row(const std::string& name, const SetComparison& c, bool classes, bool maps) {
    std::string text =
        fmt::format("<tr><td>{}</td><td class=number>{}</td>", html_escaped(name), c.samples) +
        number_cell(c.frechet_distance) + cell_with_deviation(c.kernel_distance.mean, c.kernel_distance.deviation) +
        number_cell(c.precision) + number_cell(c.recall) + number_cell(c.density) + number_cell(c.coverage);
    if (classes) {
        text += cell_with_deviation(c.inception_score->mean, c.inception_score->deviation) +
                number_cell(c.classes->entropy) + number_cell(c.classes->confidence);
    }
    if (maps) {
        text += cell_with_deviation(c.perceptual_distance->mean, c.perceptual_distance->deviation);
    }
    return text + "</tr>\n";
}

std::string weights_text(const SampleFacts& samples) {
    if (!samples.weights) {
        return "no weights";
    }
    return fmt::format("{} weights (EMA: {}), update {}", samples.weights->set,
                       samples.weights->set == "average" ? "yes" : "no", samples.weights->update);
}

std::string provenance(const EvaluationPlan& plan, const ExtractorResult& result) {
    const std::string accuracy =
        result.facts.accuracy ? fmt::format(", accuracy {:.2f} %", 100.0 * *result.facts.accuracy) : "";
    return fmt::format(
        "{} features, extractor hash {}{}; reference: {} {} images of {}, seed {}; samples: {}, seed {}. Kernel "
        "distance: {} subsets of {}. Precision, recall (k = 3), density, coverage (k = 5) among {} images of each set.",
        result.facts.features, result.facts.hash, accuracy, result.samples.reference, to_name(plan.settings.split),
        plan.parts.name, plan.settings.comparison.seed, weights_text(plan.samples), plan.samples.seed,
        result.samples.kernel_distance.subsets, result.samples.kernel_distance.subset_size,
        result.samples.neighbours_among);
}

std::string extractor_part(const EvaluationPlan& plan, const ExtractorResult& result) {
    const bool classes = result.samples.inception_score.has_value();
    const bool maps = result.samples.perceptual_distance.has_value();
    const std::string& name = result.facts.name;
    // FID is a name of InceptionV3's features alone.
    const std::string frechet =
        result.inception_v3 ? "FID" : fmt::format("Fr&eacute;chet distance ({})", html_escaped(name));
    const std::string kernel = result.inception_v3 ? "KID" : "kernel distance";
    std::string text = fmt::format(
        "<h2>{}</h2>\n<p class=why>{}</p>\n<table><tr><th></th><th>N</th><th>{}</th>"
        "<th>{}</th><th>precision</th><th>recall</th><th>density</th><th>coverage</th>",
        html_escaped(name), html_escaped(provenance(plan, result)), frechet, kernel);
    text += classes ? "<th>inception score of the classifier</th><th>class entropy, nats</th><th>confidence</th>" : "";
    text += maps ? "<th>perceptual distance among pairs</th>" : "";
    text += "</tr>\n" + row("samples", result.samples, classes, maps);
    for (const Calibration& calibration : result.calibrations) {
        text += row(calibration.name, calibration.comparison, classes, maps);
    }
    text += "</table>\n";
    if (result.to_source) {
        text += fmt::format(
            "<p>Perceptual distance of the samples from the images they were pushed forward from: {:.4g} &plusmn; "
            "{:.2g} over {} samples.</p>\n",
            result.to_source->mean, result.to_source->deviation, result.to_source->pairs);
    }
    return text;
}

std::string estimate_text(const MeanEstimate& estimate) {
    return fmt::format("{:.5g} &plusmn; {:.2g}", estimate.mean, estimate.standard_error);
}

std::string neighbours_caption(const EvaluationResults& results) {
    return fmt::format(
        "Samples, and below each its nearest of all training images by pixel distance. Root of the mean squared "
        "difference: {:.4f} on average over {} samples; test images are {:.4f} from their nearest training images. "
        "Samples that are nearer than test images are copies.",
        results.nearest.mean_distance(), results.nearest.distances.size(), results.real_distance);
}

}  // namespace

void write_report(const std::filesystem::path& folder, const EvaluationPlan& plan, const EvaluationResults& results,
                  const std::string& deck) {
    std::string page = html_page_head(
        "ebru: samples of " + plan.parts.name,
        fmt::format("{} samples of the {}, {}, seed {}: {}; {:.3g} % of their values were clipped to the data's range; "
                    "judged in {}",
                    plan.sample_count, plan.samples.process, weights_text(plan.samples), plan.samples.seed,
                    plan.samples.chain.string(), 100.0 * results.clipped, duration_text(results.seconds)));
    for (const ExtractorResult& result : results.extractors) {
        page += extractor_part(plan, result);
    }
    page +=
        "<p>The rows below the samples say what the numbers are worth: images of the other split, as many as there "
        "are samples, unchanged, blurred (sigma in pixels), and noise of the same mean and deviation.</p>\n";
    page += fmt::format(
        "<h2>Mass and spectrum</h2>\n<p>Mean intensity: samples {}, data {}, difference {}. Relative "
        "difference of the spectra: {:.4g}.</p>\n",
        estimate_text(results.mass.samples), estimate_text(results.mass.data), estimate_text(results.mass.difference),
        results.spectrum.relative_difference);
    page += spectrum_svg(results.spectrum);
    page += "<h2>Samples</h2>\n" + html_figure("samples.png", "samples", "The first samples.");
    page +=
        "<h2>Nearest training images</h2>\n" + html_figure("neighbours.png", "neighbours", neighbours_caption(results));
    page += fmt::format(
        "<details><summary>Deck</summary><pre>{}</pre></details>\n<details><summary>Deck of the samples"
        "</summary><pre>{}</pre></details>\n</html>\n",
        html_escaped(deck), html_escaped(plan.samples.deck));
    write_file_atomically(folder / "report.html", page, Durability::process_kill);
}

}  // namespace ebru
