#include "ml/program/train_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/progress.hpp"
#include "app/python_script.hpp"
#include "app/run_folder.hpp"
#include "app/run_log.hpp"
#include "app/run_threads.hpp"
#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "ml/program/device_option.hpp"
#include "ml/program/sample_sheet.hpp"
#include "ml/program/train_bench.hpp"
#include "ml/program/train_problem.hpp"
#include "ml/train/checkpoint.hpp"
#include "ml/train/loss_script.hpp"
#include "ml/train/run_lock.hpp"
#include "ml/train/train_run.hpp"

namespace ebru {

namespace {

struct TrainOptions {
    std::string deck;
    std::string output;
    std::vector<std::string> set;
    std::string device = "cpu";
    bool resume = false;
    bool overwrite = false;
    bool dry_run = false;
    int bench = 0;
};

std::string how_to_resume(const TrainOptions& options, const std::filesystem::path& folder) {
    std::string command = fmt::format("ebru train {} -o {}", options.deck, folder.string());
    for (const std::string& assignment : options.set) {
        command += fmt::format(" --set '{}'", assignment);
    }
    return command + " --resume";
}

/// Makes the folder, takes it for this process and clears it of what the options allow to clear.
RunLock prepare_folder(const TrainOptions& options, const std::filesystem::path& folder) {
    const TrainFiles files(folder);
    const bool exists = std::filesystem::exists(files.checkpoint) || std::filesystem::exists(files.weights);
    validate(!exists || options.resume || options.overwrite, folder.string(), "it holds a training run",
             "go on with it by --resume, replace it by --overwrite, or choose another --output");
    validate(!options.resume || std::filesystem::exists(folder), folder.string(), "there is no run to resume",
             "check --output, or leave --resume out");
    make_run_folder(folder);
    RunLock lock(folder);
    if (!options.resume) {
        for (const auto& file : {files.checkpoint, files.weights, files.log, files.levels, files.validation}) {
            std::filesystem::remove(file);
        }
    }
    return lock;
}

/// \return seconds trained before. A run that was killed before its first checkpoint starts anew.
double starting_point(const TrainOptions& options, const TrainProblem& problem, const TrainFiles& files,
                      Trainer& trainer) {
    if (options.resume && std::filesystem::exists(files.checkpoint)) {
        return restore_checkpoint(files.checkpoint, trainer, problem.identity);
    }
    if (!problem.settings.start.file.empty()) {
        start_from_weights(problem.settings.start.file, problem.settings.start.weights, trainer);
    }
    return 0.0;
}

void write_log(RunLog& log, const TrainProblem& problem, const TrainSummary& summary,
               const std::filesystem::path& folder) {
    log.set_deck(problem.resolved);
    log.set("forward.deck", problem.data.facts.deck);
    log.set("forward.hash", problem.data.facts.hash);
    log.set("training.updates", summary.updates);
    log.set("training.seconds", summary.seconds);
    log.set("training.last_loss", summary.last_loss);
    log.set("training.step_seconds_median", summary.step_median);
    log.set("training.step_seconds_90", summary.step_slow);
    log.write(folder / "run_log.json");
}

void report(const TrainSummary& summary, const std::filesystem::path& folder) {
    std::cout << fmt::format("{} updates in {}, loss {:.4g}; an update takes {:.3g} s, nine in ten at most {:.3g} s\n",
                             summary.updates, duration_text(summary.seconds), summary.last_loss, summary.step_median,
                             summary.step_slow)
              << fmt::format(
                     "  {}   log.csv, validation.csv, levels.csv, loss.png, samples_*.png\n"
                     "images: ebru sample {}\n",
                     TrainFiles(folder).weights.string(), folder.string());
}

int train(const TrainOptions& options) {
    RunLog log("train");
    const c10::Device device = device_option(options.device);
    Deck deck = Deck::load(options.deck, options.set);
    const TrainProblem problem = read_train_problem(deck);
    if (options.dry_run) {
        std::cout << problem.resolved << '\n' << train_text(problem) << "nothing was written (--dry-run)\n";
        return 0;
    }
    if (options.bench > 0) {
        return bench_training(problem, device, options.bench);
    }
    const std::filesystem::path folder = run_folder(options.output, options.deck);
    const RunLock lock = prepare_folder(options, folder);
    settle_threads(folder, options.resume ? RunStart::resumed : RunStart::anew);
    const std::shared_ptr<Network> network = make_first_network(problem);
    Trainer trainer(problem.settings.update, network, *problem.data.training, *problem.objective, device);
    const double seconds_before = starting_point(options, problem, TrainFiles(folder), trainer);
    if (trainer.updates() >= problem.settings.run.steps) {
        std::cout << folder.string() << " is complete: nothing to resume\n";
        return 0;
    }
    write_file_atomically(folder / "deck.toml", problem.resolved, Durability::process_kill);
    const SampleSheet sheet(problem.sampling, network, problem.identity.classes, device);
    TrainPlan plan;
    plan.settings = problem.settings.run;
    plan.identity = problem.identity;
    plan.folder = folder;
    plan.held_out = problem.data.validation.get();
    plan.draw_sheet = [&](std::int64_t updates, Network&) { sheet.draw(updates, folder); };
    plan.how_to_resume = how_to_resume(options, folder);
    const TrainSummary summary = run_training(trainer, plan, seconds_before);
    write_log(log, problem, summary, folder);
    run_python_script(folder, "draw_loss", loss_script);
    report(summary, folder);
    return 0;
}

}  // namespace

std::function<int()> train_command(CLI::App& app) {
    const auto options = std::make_shared<TrainOptions>();
    app.add_option("deck", options->deck, "the run's settings, TOML (docs/deck_reference.md)")->required();
    app.add_option("-o,--output", options->output, "folder of the results (default: runs/<name of the deck>)");
    app.add_option("--set", options->set, "KEY=VALUE: override a key of the deck, e.g. train.steps=2000");
    app.add_option("--device", options->device, "cpu (default), cuda or cuda:N");
    CLI::Option* resume = app.add_flag("--resume", options->resume, "go on from the last checkpoint");
    app.add_flag("--overwrite", options->overwrite, "replace the run that the folder holds")->excludes(resume);
    app.add_flag("--dry-run", options->dry_run, "check everything, print the resolved deck and stop");
    app.add_option("--bench", options->bench, "time N updates against bare ones of the same network, and stop")
        ->check(CLI::Range(1, 100000))
        ->type_name("N");
    return [options] { return train(*options); };
}

}  // namespace ebru
