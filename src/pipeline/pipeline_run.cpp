#include "pipeline/pipeline_run.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <ostream>
#include <thread>

#include "app/child_process.hpp"
#include "app/interrupt.hpp"
#include "app/log_tail.hpp"
#include "app/progress.hpp"
#include "app/shell_word.hpp"
#include "app/stage_files.hpp"
#include "base/error.hpp"
#include "pipeline/stage_call.hpp"

namespace ebru {

namespace {

using Clock = std::chrono::steady_clock;

/// Marks of what complete stages leave, by their names.
using ResultMarks = std::map<std::string, std::string>;

/// \param results of the stages that it needs: all of them complete.
StageStanding standing_of(const PipelineStage& stage, const PipelineSettings& settings, const ResultMarks& results) {
    std::vector<std::string> inputs;
    for (const std::string& name : stage.after) {
        inputs.push_back(name + " " + results.at(name));
    }
    const std::string mark = work_mark(stage, stage_plan(stage, settings.program), inputs);
    const StageRecord record = read_record(settings.folder, stage);
    const std::filesystem::path result = stage_result(to_name(stage.command), stage.output);
    if (record.done == mark && record.result == file_mark(result)) {
        return {PipelineState::complete, mark};
    }
    if (record.begun.empty()) {
        validate(
            !can_resume(to_name(stage.command), stage.output) && !std::filesystem::exists(result),
            stage.output.string(),
            fmt::format("it holds results that no run of this pipeline made, where stage.{} is to work", stage.name),
            fmt::format("give stage.{}.output another folder, or move them away", stage.name));
        return {PipelineState::to_do, mark};
    }
    return {record.begun == mark && record.done.empty() ? PipelineState::interrupted : PipelineState::stale, mark};
}

bool waits(const PipelineStage& stage, const ResultMarks& results) {
    return std::ranges::any_of(stage.after, [&](const std::string& name) { return !results.contains(name); });
}

void note_result(const PipelineStage& stage, ResultMarks& results) {
    results[stage.name] = file_mark(stage_result(to_name(stage.command), stage.output));
}

std::filesystem::path log_of(const PipelineStage& stage, const PipelineSettings& settings) {
    return settings.folder / (stage.name + ".log");
}

/// The command into the log, above what it will say.
void write_command(const ChildOrder& order) {
    std::string line = "$ " + shell_word(order.program.string());
    for (const std::string& word : order.arguments) {
        line += " " + shell_word(word);
    }
    std::ofstream(order.log, std::ios::app) << line << '\n';
}

/// The exit code of a child that is asked to stop when this program is.
int code_of(const ChildOrder& order) {
    ChildProcess child(order);
    constexpr std::chrono::milliseconds patience(20);
    std::optional<int> code;
    while (!(code = child.poll())) {
        if (stop_requested()) {
            child.ask_to_stop();
        }
        std::this_thread::sleep_for(patience);
    }
    constexpr int killed_before_it_listened = 128 + SIGUSR1;  // a launcher in its first moments
    return *code == killed_before_it_listened && stop_requested() ? exit_stopped : *code;
}

const char* how_of(PipelineState state) {
    switch (state) {
        case PipelineState::complete:
            return "kept";
        case PipelineState::interrupted:
            return "resumed";
        case PipelineState::stale:
            return "made anew";
        default:
            return "made";
    }
}

void stop_here(const PipelineStage& stage, const PipelineSettings& settings) {
    throw Interrupted(stop_signal() != 0 ? stop_signal() : SIGUSR1,
                      fmt::format("stopped in the stage {} with everything saved; go on with: {}", stage.name,
                                  settings.how_to_resume));
}

}  // namespace

std::vector<StageStanding> standings_of(const Pipeline& pipeline, const PipelineSettings& settings) {
    std::vector<StageStanding> standings;
    ResultMarks results;
    for (const PipelineStage& stage : pipeline.stages) {
        if (waits(stage, results)) {
            standings.push_back({PipelineState::waiting, ""});
            continue;
        }
        standings.push_back(standing_of(stage, settings, results));
        if (standings.back().state == PipelineState::complete) {
            note_result(stage, results);
        }
    }
    return standings;
}

PipelineEnd work_off(const Pipeline& pipeline, const PipelineSettings& settings, const FolderLock& lock,
                     std::ostream& out) {
    const InterruptGuard guard;
    const std::vector<StageStanding> before = standings_of(pipeline, settings);
    PipelineEnd end;
    ResultMarks results;
    for (std::size_t i = 0; i < pipeline.stages.size(); ++i) {
        const PipelineStage& stage = pipeline.stages[i];
        const StageStanding standing =
            before[i].state == PipelineState::waiting ? standing_of(stage, settings, results) : before[i];
        const Clock::time_point start = Clock::now();
        if (standing.state != PipelineState::complete) {
            if (stop_requested()) {
                stop_here(stage, settings);
            }
            const bool resumes =
                standing.state == PipelineState::interrupted && can_resume(to_name(stage.command), stage.output);
            record_begin(settings.folder, stage, standing.mark);
            ChildOrder order = stage_order(stage, resumes ? StageStart::resume : StageStart::anew, settings.program,
                                           log_of(stage, settings));
            order.lock = &lock;
            out << fmt::format("{}: ebru {} {} (log: {})\n", stage.name, to_name(stage.command),
                               resumes ? "goes on" : "begins", order.log.string())
                << std::flush;
            write_command(order);
            const int code = code_of(order);
            if (code == exit_stopped) {
                stop_here(stage, settings);
            }
            if (code != 0) {
                end.failure = StageFailure{stage.name, code, last_message(order.log), order.log};
                return end;
            }
            record_end(settings.folder, stage, standing.mark);
        }
        note_result(stage, results);
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        end.stages.push_back({stage.name, how_of(standing.state), seconds});
        out << fmt::format("{}: {}{}\n", stage.name, end.stages.back().how,
                           standing.state == PipelineState::complete ? "" : " in " + duration_text(seconds))
            << std::flush;
    }
    return end;
}

}  // namespace ebru
