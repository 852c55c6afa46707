#include "ml/program/train_command.hpp"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include "app/deck_options.hpp"
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
#include "ml/train/rank_share.hpp"
#include "ml/train/run_lock.hpp"
#include "ml/train/train_run.hpp"
#include "ranks/launch.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

namespace {

struct TrainOptions : DeckOptions {
    std::string device = "cpu";
    int bench = 0;
};

std::string how_to_resume(const TrainOptions& options, const std::filesystem::path& folder) {
    const std::string launcher = Ranks::job().alone() ? ""
                                 : this_launch().launcher == "Slurm"
                                     ? "srun "
                                     : fmt::format("mpirun -n {} ", Ranks::job().count());
    return launcher + command_again("train", options, folder) + " --resume";
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

/// \return seconds trained before. A run that was killed before its first checkpoint starts anew: rank 0 looks, and
/// all read, which a folder that only its machine sees ends.
double starting_point(const TrainOptions& options, const TrainProblem& problem, const TrainFiles& files,
                      Trainer& trainer) {
    const Ranks& ranks = trainer.ranks();
    double seconds = 0.0;
    const bool restored = ranks.any(ranks.first() && options.resume && std::filesystem::exists(files.checkpoint));
    ranks.together([&] {
        if (restored) {
            seconds = restore_checkpoint(files.checkpoint, trainer, problem.identity);
        } else if (!problem.settings.start.file.empty()) {
            start_from_weights(problem.settings.start.file, problem.settings.start.weights, trainer);
        }
    });
    return seconds;
}

/// Gives the run its number of threads, the same on every rank: LibTorch's last bits depend on it.
void choose_threads(const TrainOptions& options, const std::filesystem::path& folder) {
    const int threads = settle_threads(folder, options.resume ? RunStart::resumed : RunStart::anew);
    if (!Ranks::job().alone() && at::get_num_threads() != threads) {
        at::set_num_threads(threads);
    }
}

/// The problem of this rank, which must be that of all.
TrainProblem read_common_problem(const TrainOptions& options) {
    const Ranks& ranks = Ranks::job();
    std::optional<TrainProblem> problem;
    ranks.together([&] {
        Deck deck = Deck::load(options.deck, options.set);
        problem.emplace(read_train_problem(deck));
    });
    require_same(ranks, "the training deck", problem->resolved);
    require_same(ranks, "the deck of the forward process", problem->identity.forward_deck);
    check_shares(problem->settings.update, ranks.count());
    return std::move(*problem);
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
    log.set("training.ranks", std::int64_t{Ranks::job().count()});
    log.set("training.sum_share", summary.sum_share);
    log.write(folder / "run_log.json");
}

void report(const TrainSummary& summary, const std::filesystem::path& folder) {
    std::cout << fmt::format("{} updates in {}, loss {:.4g}; an update takes {:.3g} s, nine in ten at most {:.3g} s\n",
                             summary.updates, duration_text(summary.seconds), summary.last_loss, summary.step_median,
                             summary.step_slow)
              << (Ranks::job().alone()
                      ? ""
                      : fmt::format("  {} ranks, {:.1f} % of the time of the first for sums over them\n",
                                    Ranks::job().count(), 100.0 * summary.sum_share))
              << fmt::format(
                     "  {}   log.csv, validation.csv, levels.csv, loss.png, samples_*.png\n"
                     "images: ebru sample {}\n",
                     TrainFiles(folder).weights.string(), folder.string());
}

int train(const TrainOptions& options) {
    RunLog log("train");
    const Ranks& ranks = Ranks::job();
    const c10::Device device = device_option(options.device);
    const TrainProblem problem = read_common_problem(options);
    if (options.dry_run) {
        std::cout << problem.resolved << '\n' << train_text(problem) << "nothing was written (--dry-run)\n";
        return 0;
    }
    if (options.bench > 0) {
        return bench_training(problem, device, options.bench);
    }
    const std::filesystem::path folder = run_folder(options.output, options.deck);
    std::optional<RunLock> lock;
    ranks.first_does([&] { lock.emplace(prepare_folder(options, folder)); });
    choose_threads(options, folder);
    const std::shared_ptr<Network> network = make_first_network(problem);
    Trainer trainer(problem.settings.update, network, *problem.data.training, *problem.objective, device);
    const double seconds_before = starting_point(options, problem, TrainFiles(folder), trainer);
    if (trainer.updates() >= problem.settings.run.steps) {
        std::cout << folder.string() << " is complete: nothing to resume\n";
        return 0;
    }
    std::optional<SampleSheet> sheet;
    ranks.first_does([&] {
        write_file_atomically(folder / "deck.toml", problem.resolved, Durability::process_kill);
        sheet.emplace(problem.sampling, network, problem.identity.classes, device);
    });
    TrainPlan plan;
    plan.settings = problem.settings.run;
    plan.identity = problem.identity;
    plan.folder = folder;
    plan.held_out = problem.data.validation.get();
    plan.draw_sheet = [&](std::int64_t updates, Network&) { sheet->draw(updates, folder); };
    plan.how_to_resume = how_to_resume(options, folder);
    const TrainSummary summary = run_training(trainer, plan, seconds_before);
    if (ranks.first()) {
        write_log(log, problem, summary, folder);
        run_python_script(folder, "draw_loss", loss_script);
        report(summary, folder);
    }
    return 0;
}

}  // namespace

std::function<int()> train_command(CLI::App& app) {
    const auto options = std::make_shared<TrainOptions>();
    add_deck_options(app, *options, "train.steps=2000");
    app.add_option("--device", options->device, "cpu (default), cuda or cuda:N");
    app.add_option("--bench", options->bench, "time N updates against bare ones of the same network, and stop")
        ->check(CLI::Range(1, 100000))
        ->type_name("N");
    return [options] { return train(*options); };
}

}  // namespace ebru
