#include "ml/program/sweep_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "app/deck_options.hpp"
#include "app/hand_over.hpp"
#include "app/run_folder.hpp"
#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "ml/program/sweep_results.hpp"
#include "ml/program/sweep_runs.hpp"
#include "ml/sweep/run_queue.hpp"
#include "ml/sweep/slurm_script.hpp"

namespace ebru {

namespace {

struct SweepOptions : DeckArguments {
    int only = 0;
    std::string slurm;
    bool resume = false;  ///< says what it does anyway
    bool dry_run = false;
};

int jobs_of(const SweepSettings& settings) {
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    return settings.jobs > 0 ? settings.jobs : std::max(1, cores / settings.threads);
}

std::string again(const SweepOptions& options, const std::filesystem::path& folder) {
    return command_again("sweep", options, folder) + (options.only > 0 ? fmt::format(" --only {}", options.only) : "");
}

/// What the folder says of a run, for the list.
std::string state_text(const SweepRun& run) {
    for (std::size_t i = 0; i < run.stages.size(); ++i) {
        const StageState state = stage_state(run, i);
        if (state != StageState::complete && run.stages[i].has_command) {
            return fmt::format("{} {}", to_name(run.stages[i].stage), to_name(state));
        }
    }
    return std::string(to_name(StageState::complete));
}

void print_runs(const std::vector<SweepRun>& runs) {
    for (const SweepRun& run : runs) {
        std::cout << fmt::format("# run {}: {}\n", run.number, run.name);
        for (const StageWork& work : run.stages) {
            std::cout << fmt::format("# {}.toml\n{}\n", to_name(work.stage), work.deck);
        }
    }
    for (const SweepRun& run : runs) {
        const std::string calls = run.network_calls > 0 ? std::to_string(run.network_calls) : "adaptive";
        std::cout << fmt::format("run {}: {}; {} updates, {} network calls an image; {}; {}\n", run.number, run.name,
                                 run.updates, calls, run.folder.string(), state_text(run));
    }
}

void write_slurm_script(const SweepOptions& options, const std::filesystem::path& folder, const SweepDeck& sweep,
                        std::size_t runs) {
    const SlurmArray array{.runs = static_cast<int>(runs),
                           .threads = sweep.settings.threads,
                           .program = ebru_program(),
                           .deck = options.deck,
                           .output = folder,
                           .set = options.set};
    write_file_atomically(options.slurm, slurm_script(array), Durability::process_kill);
    std::cout << fmt::format("{}: {} tasks; submit it with sbatch, then for the table: {}\n", options.slurm, runs,
                             again(options, folder));
}

/// All failures as one message.
[[noreturn]] void refuse(const std::vector<FailedRun>& failed, std::size_t runs, const std::string& command) {
    const FailedRun& first = failed.front();
    throw UserError(fmt::format("{} of {} runs, the first one {}", failed.size(), runs, first.name),
                    fmt::format("{} ended with exit code {}: {}", to_name(first.stage), first.code, first.message),
                    fmt::format("see {}; what is complete is kept: {}", first.log.string(), command));
}

int sweep(const SweepOptions& options) {
    const SweepDeck deck = read_sweep_deck(options.deck, options.set);
    const std::filesystem::path folder = run_folder(options.output, options.deck);
    const std::vector<SweepRun> runs = read_sweep_runs(deck, folder, options.only);
    if (options.dry_run) {
        std::cout << deck.settings.resolved << '\n';
        print_runs(runs);
        std::cout << "nothing was written (--dry-run)\n";
        return 0;
    }
    if (!options.slurm.empty()) {
        write_slurm_script(options, folder, deck, runs.size());
        return 0;
    }
    make_run_folder(folder);
    const std::vector<FailedRun> failed = work_off(runs, {.program = ebru_program(),
                                                          .jobs = jobs_of(deck.settings),
                                                          .threads = deck.settings.threads,
                                                          .how_to_resume = again(options, folder)});
    if (options.only == 0) {
        report_results(deck, runs, folder);
    }
    if (!failed.empty()) {
        refuse(failed, runs.size(), again(options, folder));
    }
    return 0;
}

}  // namespace

std::function<int()> sweep_command(CLI::App& app) {
    const auto options = std::make_shared<SweepOptions>();
    add_deck_arguments(app, *options, "the sweep's settings, TOML (docs/sweeps.md)", "train.steps=2000");
    CLI::Option* only = app.add_option("--only", options->only, "work off run N alone, and make no table")
                            ->check(CLI::Range(1, 1000000))
                            ->type_name("N");
    app.add_option("--slurm", options->slurm, "write a job array for sbatch, a task a run, and stop")
        ->type_name("FILE")
        ->excludes(only);
    app.add_flag("--resume", options->resume, "go on, as it always does");
    app.add_flag("--dry-run", options->dry_run, "check everything, list the runs and their decks, and stop");
    return [options] { return sweep(*options); };
}

}  // namespace ebru
