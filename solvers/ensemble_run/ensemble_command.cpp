#include "solvers/ensemble_run/ensemble_command.hpp"

#include <iostream>
#include <memory>

#include "app/deck_options.hpp"
#include "app/folder_lock.hpp"
#include "app/interrupt.hpp"
#include "app/run_folder.hpp"
#include "io/atomic_file.hpp"
#include "solvers/ensemble_run/ensemble_report.hpp"

namespace ebru {

namespace {

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
bool may_begin(const DeckOptions& options, const std::filesystem::path& folder) {
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

int ensemble(const DeckOptions& options) {
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
    return {"ensemble", "follow an ensemble of particles and hold it to closed forms",
            [](CLI::App& app) -> std::function<int()> {
                const auto options = std::make_shared<DeckOptions>();
                add_deck_options(app, *options, "ensemble.particles=1000");
                return [options] { return ensemble(*options); };
            }};
}

}  // namespace ebru
