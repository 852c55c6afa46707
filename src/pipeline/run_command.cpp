#include "pipeline/run_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "app/deck_options.hpp"
#include "app/folder_lock.hpp"
#include "app/hand_over.hpp"
#include "app/program.hpp"
#include "app/progress.hpp"
#include "app/run_folder.hpp"
#include "app/run_log.hpp"
#include "base/error.hpp"
#include "pipeline/pipeline_run.hpp"

namespace ebru {

namespace {

struct RunOptions : DeckArguments {
    bool resume = false;  ///< says what it does anyway
    bool dry_run = false;
};

std::string table_of(const Pipeline& pipeline, const std::vector<StageStanding>& standings) {
    std::size_t width = 0;
    for (const PipelineStage& stage : pipeline.stages) {
        width = std::max(width, stage.name.size());
    }
    std::string text;
    for (std::size_t i = 0; i < standings.size(); ++i) {
        const PipelineStage& stage = pipeline.stages[i];
        std::string after;
        for (const std::string& name : stage.after) {
            after += (after.empty() ? ", after " : ", ") + name;
        }
        text += fmt::format("{:<{}}  {:<11}  ebru {}{} -> {}\n", stage.name, width, to_name(standings[i].state),
                            to_name(stage.command), after, stage.output.string());
    }
    return text;
}

void write_log(RunLog& log, const Pipeline& pipeline, const PipelineEnd& end, const std::filesystem::path& folder) {
    log.set_deck(pipeline.resolved);
    for (const StageEnd& stage : end.stages) {
        log.set(fmt::format("stages.{}.how", stage.name), stage.how);
        log.set(fmt::format("stages.{}.seconds", stage.name), stage.seconds);
    }
    log.write(folder / "run_log.json");
}

/// Ends with the stage's own code; what it cannot say of itself (a kill) is said here.
int end_with(const StageFailure& failure, const std::string& command) {
    const UserError error(fmt::format("the stage {} (exit code {})", failure.name, failure.code), failure.message,
                          fmt::format("see {}; what is complete is kept: {}", failure.log.string(), command));
    if (failure.code == exit_user_error) {
        throw error;
    }
    std::cerr << "ebru: " << error.what() << std::endl;
    return failure.code;
}

int run_pipeline(const RunOptions& options) {
    RunLog log("run");
    const std::filesystem::path folder = run_folder(options.output, options.deck);
    const Pipeline pipeline = read_pipeline(options.deck, options.set, folder);
    const PipelineSettings settings{.program = ebru_program(),
                                    .folder = folder,
                                    .how_to_resume = command_again("run", options, folder) + " --resume"};
    if (options.dry_run) {
        std::cout << pipeline.resolved << '\n'
                  << table_of(pipeline, standings_of(pipeline, settings)) << "nothing was written (--dry-run)\n";
        return exit_success;
    }
    make_run_folder(folder);
    const std::optional<FolderLock> lock = FolderLock::try_take(folder);
    validate(lock.has_value(), folder.string(), "another ebru works in it", "wait for it, or choose another --output");
    const PipelineEnd end = work_off(pipeline, settings, *lock, std::cout);
    if (end.failure) {
        return end_with(*end.failure, settings.how_to_resume);
    }
    write_log(log, pipeline, end, folder);
    double seconds = 0.0;
    std::ptrdiff_t kept = 0;
    for (const StageEnd& stage : end.stages) {
        seconds += stage.seconds;
        kept += stage.how == "kept" ? 1 : 0;
    }
    std::cout << fmt::format("{}: {} stages complete, {} of them before, in {}\n  {}\n", pipeline.title,
                             end.stages.size(), kept, duration_text(seconds), (folder / "run_log.json").string());
    return exit_success;
}

}  // namespace

Command run_command() {
    return {
        "run", "work off a pipeline of commands, skipping what is complete", [](CLI::App& app) -> std::function<int()> {
            const auto options = std::make_shared<RunOptions>();
            add_deck_arguments(app, *options, "the pipeline, TOML (docs/deck_reference.md)", "pipeline.threads=2");
            app.add_flag("--resume", options->resume, "go on, as it always does");
            app.add_flag("--dry-run", options->dry_run, "check everything, list the stages as they stand, and stop");
            return [options] { return run_pipeline(*options); };
        }};
}

}  // namespace ebru
