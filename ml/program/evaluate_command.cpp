#include "ml/program/evaluate_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/run_folder.hpp"
#include "base/error.hpp"
#include "ml/evaluate/evaluation.hpp"
#include "ml/evaluate/evaluation_files.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

namespace {

struct EvaluateOptions {
    std::string samples;
    std::string deck;  ///< empty: defaults
    std::string output;
    std::vector<std::string> set;
    bool resume = false;
    bool overwrite = false;
    bool dry_run = false;
};

std::string plan_text(const EvaluationPlan& plan) {
    std::string text =
        fmt::format("{} samples of {} against {} {} images of {}\n", plan.sample_count, plan.samples.chain.string(),
                    plan.reference_count, to_name(plan.settings.split), plan.parts.name);
    for (const PlannedExtractor& extractor : plan.extractors) {
        text += fmt::format("  {}: {} features\n", extractor.name, extractor.features);
    }
    return text;
}

std::string summary(const EvaluationResults& results) {
    std::string text;
    for (const ExtractorResult& result : results.extractors) {
        const std::string name = result.inception_v3 ? "FID" : fmt::format("Frechet distance ({})", result.facts.name);
        text += fmt::format("{}: {:.4g}", name, result.samples.frechet_distance);
        for (const Calibration& calibration : result.calibrations) {
            text += fmt::format("{} {} {:.4g}", &calibration == &result.calibrations.front() ? ";" : ",",
                                calibration.name, calibration.comparison.frechet_distance);
        }
        text += '\n';
    }
    return text;
}

int run_evaluation(const EvaluateOptions& options) {
    const Ranks& ranks = Ranks::job();
    std::filesystem::path chain;
    std::string resolved;
    EvaluationPlan plan;
    ranks.together([&] {
        chain = find_samples(options.samples);
        Deck deck = options.deck.empty() ? Deck::parse("", "the command line", options.set)
                                         : Deck::load(options.deck, options.set);
        plan = plan_evaluation(deck, chain);
        resolved = deck.resolved();
    });
    require_same(ranks, "the evaluation's settings", resolved);
    require_same(ranks, "what is evaluated",
                 fmt::format("{}resume {}\noverwrite {}\ndry run {}\n", plan_text(plan), options.resume,
                             options.overwrite, options.dry_run));
    if (options.dry_run) {
        std::cout << resolved << '\n' << plan_text(plan) << "nothing was written (--dry-run)\n";
        return 0;
    }
    const std::filesystem::path folder = options.output.empty()
                                             ? std::filesystem::absolute(chain).parent_path() / "evaluation"
                                             : std::filesystem::path(options.output);
    const bool complete = ranks.any(ranks.first() && std::filesystem::exists(folder / "results.json"));
    if (options.resume && complete) {
        std::cout << (folder / "results.json").string() << " is complete: nothing to resume\n";
        return 0;
    }
    ranks.first_does([&] {
        validate(options.overwrite || !complete, (folder / "results.json").string() + " exists",
                 "the results of another evaluation would be lost", "give another --output, or say --overwrite");
        make_run_folder(folder);
    });
    const InterruptGuard interrupts;
    const EvaluationResults results = evaluate(plan);
    if (!ranks.first()) {
        return 0;
    }
    draw_sheets(folder, results);
    write_report(folder, plan, results, resolved);
    write_results(folder, plan, results, resolved);
    std::cout << summary(results)
              << fmt::format("{} samples judged in {}\n  {}   results.json, samples.png, neighbours.png\n",
                             plan.sample_count, duration_text(results.seconds), (folder / "report.html").string());
    return 0;
}

}  // namespace

std::function<int()> evaluate_command(CLI::App& app) {
    const auto options = std::make_shared<EvaluateOptions>();
    app.add_option("samples", options->samples, "samples.h5, its folder, or the folder of a training run with samples")
        ->required();
    app.add_option("deck", options->deck, "settings, TOML: the table [evaluate] (docs/deck_reference.md)");
    app.add_option("-o,--output", options->output, "folder of the results (default: evaluation, beside the samples)");
    app.add_option("--set", options->set, "KEY=VALUE: override a key, e.g. evaluate.split=\\\"test\\\"");
    CLI::Option* resume =
        app.add_flag("--resume", options->resume,
                     "go on with a stopped evaluation, from the features and calibrations in the cache");
    app.add_flag("--overwrite", options->overwrite, "replace the results that the folder holds")->excludes(resume);
    app.add_flag("--dry-run", options->dry_run, "check everything, print the resolved deck and stop");
    return [options] { return run_evaluation(*options); };
}

}  // namespace ebru
