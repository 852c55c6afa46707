#include "ml/program/sampling_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "ml/program/device_option.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

void SamplingOptions::declare(CLI::App& app) {
    app.add_option("run", weights, "folder of a training run, or its weights.pt")->required();
    app.add_option("--deck", deck, "settings, TOML: the table [sample] (docs/deck_reference.md)");
    app.add_option("-o,--output", output, "folder of the results (default: inside the run's folder)");
    app.add_option("--set", set, "KEY=VALUE: override a key, e.g. sample.count=256");
    app.add_option("--weights", weight_set, "average (default) or raw")->check(CLI::IsMember({"average", "raw"}));
    app.add_option("--device", device, "cpu (default), cuda or cuda:N");
    CLI::Option* go_on = app.add_flag("--resume", resume, "go on with an interrupted run");
    app.add_flag("--overwrite", overwrite, "replace what the folder holds")->excludes(go_on);
    app.add_flag("--dry-run", dry_run, "check everything, print the resolved deck and stop");
}

std::filesystem::path SamplingOptions::weights_file() const {
    const std::filesystem::path path = weights;
    return std::filesystem::is_directory(path) ? path / "weights.pt" : path;
}

std::filesystem::path SamplingOptions::output_folder(const std::string& name) const {
    return output.empty() ? std::filesystem::absolute(weights_file()).parent_path() / name
                          : std::filesystem::path(output);
}

ExistingOutput SamplingOptions::existing() const {
    if (resume) {
        return ExistingOutput::resume;
    }
    return overwrite ? ExistingOutput::replace : ExistingOutput::refuse;
}

GuidedNetwork LoadedRun::guided(const SampleSettings& settings) const {
    return {.network = trained.network, .guidance = settings.guidance, .no_label = trained.run.classes};
}

std::string LoadedRun::stored_deck() const {
    Deck forward = Deck::parse(problem.facts.deck, "the forward process's deck");
    read_data_settings(forward);  // of what was read, resolved() is the table [data]
    return deck.resolved({"sample.batch"}) +
           fmt::format(
               "\n[weights]\nset = \"{}\"\nupdate = {}\ntraining_deck = \"{}\"\nnetwork = \"{}\"\n"
               "forward_process = \"{}\"\n\n{}",
               to_name(set), trained.step, text_name(trained.run.deck), text_name(trained.run.network),
               problem.facts.hash, forward.resolved({"preset"}));
}

namespace {

LoadedRun load_alone(const SamplingOptions& options) {
    Deck deck =
        options.deck.empty() ? Deck::parse("", "the command line", options.set) : Deck::load(options.deck, options.set);
    const c10::Device device = device_option(options.device);
    const WeightSet weights = options.weight_set == "raw" ? WeightSet::raw : WeightSet::average;
    TrainedNetwork trained = load_trained(options.weights_file(), weights, device);
    SamplingProblem problem = sampling_problem(trained.run);
    use_forward_deck_of(deck, trained.run, problem);
    return {std::move(deck), std::move(trained), std::move(problem), weights, device};
}

}  // namespace

LoadedRun load_run(const SamplingOptions& options) {
    std::optional<LoadedRun> run;
    Ranks::job().together([&] { run.emplace(load_alone(options)); });
    return std::move(*run);
}

}  // namespace ebru
