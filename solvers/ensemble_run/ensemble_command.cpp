#include "solvers/ensemble_run/ensemble_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/folder_lock.hpp"
#include "app/interrupt.hpp"
#include "app/run_folder.hpp"
#include "io/atomic_file.hpp"
#include "solvers/ensemble_run/ensemble_report.hpp"

namespace ebru {

namespace {

struct EnsembleOptions {
    std::string deck;
    std::string output;
    std::vector<std::string> set;
    bool resume = false;
    bool overwrite = false;
    bool dry_run = false;
};

enum class FolderState {
    empty,       ///< no run in it
    unfinished,  ///< begun
    finished,    ///< with its log, which is written last
};

FolderState state_of(const std::filesystem::path& folder) {
    if (std::filesystem::exists(folder / "run_log.json")) {
        return FolderState::finished;
    }
    return std::filesystem::exists(folder / "deck.toml") ? FolderState::unfinished : FolderState::empty;
}

/// \return false when there is nothing to do. \throws UserError when what is there is not to be replaced.
bool may_begin(const EnsembleOptions& options, const std::filesystem::path& folder) {
    const FolderState state = state_of(folder);
    validate(!options.resume || state != FolderState::empty, folder.string(), "there is no run to resume",
             "check --output, or leave --resume out");
    if (options.resume && state == FolderState::finished) {
        std::cout << folder.string() << " is complete: nothing to resume\n";
        return false;
    }
    validate(state == FolderState::empty || options.resume || options.overwrite, folder.string(),
             "it holds a run of ebru ensemble",
             state == FolderState::finished ? "replace it by --overwrite, or choose another --output"
                                            : "go on with it by --resume, replace it by --overwrite, or choose another "
                                              "--output");
    return true;
}

/// The one process that works in the folder.
FolderLock take_folder(const std::filesystem::path& folder) {
    make_run_folder(folder);
    std::optional<FolderLock> lock = FolderLock::try_take(folder);
    validate(lock.has_value(), folder.string(), "another ebru works in it", "wait for it, or choose another --output");
    return std::move(*lock);
}

int ensemble(const EnsembleOptions& options) {
    RunLog log("ensemble");
    Deck deck = Deck::load(options.deck, options.set);
    const EnsembleSettings settings = read_ensemble_settings(deck);
    const std::string plan = plan_of(settings);
    const std::filesystem::path folder = run_folder(options.output, options.deck);
    if (options.dry_run) {
        std::cout << deck.resolved() << '\n' << plan << "nothing was written (--dry-run)\n";
        return 0;
    }
    if (!may_begin(options, folder)) {
        return 0;
    }
    const FolderLock lock = take_folder(folder);
    std::filesystem::remove(folder / "run_log.json");
    write_file_atomically(folder / "deck.toml", deck.resolved(), Durability::process_kill);
    ExperimentRun run{settings, folder, deck.resolved({"run", "pictures"}), options.resume,
                      options.overwrite ? ExistingFile::replace : ExistingFile::refuse};
    const InterruptGuard interrupts;
    run_experiment(run);
    write_results(run);
    std::cout << describe_run(run, plan);
    write_run_log(log, run, deck.resolved());
    return 0;
}

}  // namespace

Command ensemble_command() {
    return {
        "ensemble", "follow an ensemble of particles and hold it to closed forms",
        [](CLI::App& app) -> std::function<int()> {
            const auto options = std::make_shared<EnsembleOptions>();
            app.add_option("deck", options->deck, "the run's settings, TOML (docs/deck_reference.md)")->required();
            app.add_option("-o,--output", options->output, "folder of the results (default: runs/<name of the deck>)");
            app.add_option("--set", options->set,
                           "KEY=VALUE: override a key of the deck, e.g. ensemble.particles=1000");
            CLI::Option* resume = app.add_flag("--resume", options->resume, "go on with an interrupted run");
            app.add_flag("--overwrite", options->overwrite, "replace the run that the folder holds")->excludes(resume);
            app.add_flag("--dry-run", options->dry_run, "check everything, print the resolved deck and stop");
            return [options] { return ensemble(*options); };
        }};
}

}  // namespace ebru
