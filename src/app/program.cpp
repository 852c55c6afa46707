#include "app/program.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <Kokkos_Core.hpp>
#include <cstdlib>
#include <iostream>
#include <new>
#include <optional>
#include <streambuf>
#include <string>
#include <thread>

#include "app/build_info.hpp"
#include "app/hand_over.hpp"
#include "app/interrupt.hpp"
#include "app/thread_choice.hpp"
#include "base/error.hpp"
#include "config/nearest_name.hpp"
#include "ranks/rank_session.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

namespace {

constexpr int most_threads = 4096;

/// The command line's grammar, and what it chose.
struct CommandLine {
    CLI::App app{"ebru: the forward processes of generative diffusion models, solved as physics", "ebru"};
    std::optional<int> threads;

    struct Run {
        CLI::App* app;
        const Command* command;
        std::function<int()> run;
    };
    std::vector<Run> runs;
};

void declare(CommandLine& line, const std::vector<Command>& commands) {
    line.app.set_version_flag("--version", version_line());
    line.app
        .add_option(
            "--threads", line.threads,
            "Threads to compute with; else OMP_NUM_THREADS, else all cores (of commands that need LibTorch: those "
            "that others leave)")
        ->check(CLI::Range(1, most_threads))
        ->type_name("N");
    line.app.require_subcommand(1);
    line.app.footer(
        "Exit codes: 0 done, 1 a claim of a verification study does not hold, 2 something to correct in the input, 3 a "
        "defect of ebru,\n"
        "128 + signal stopped by it. Help on a command: ebru COMMAND --help");
    for (const Command& command : commands) {
        CLI::App* app = line.app.add_subcommand(command.name, command.summary);
        if (command.program) {
            continue;  // for the list of commands alone
        }
        app->fallthrough();  // ebru forward deck.toml --threads 2
        line.runs.push_back({app, &command, command.declare(*app)});
    }
}

/// A command line that is wrong, in the words of all user errors.
UserError command_line_error(const CommandLine& line, const CLI::ParseError& error) {
    std::vector<std::string> names;
    for (const CLI::App* app : line.app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(app->get_name());
        if (app->parsed()) {
            return {"ebru " + names.back(), error.what(), "see ebru " + names.back() + " --help"};
        }
    }
    const std::string advice = "see ebru --help; the commands: " + joined(names, ", ");
    const std::vector<std::string> unparsed = line.app.remaining();
    if (!unparsed.empty()) {
        const std::string& word = unparsed.front();
        const bool is_option = word.starts_with("-");
        const std::optional<std::string> nearest = is_option ? std::nullopt : nearest_name(word, names);
        return {"ebru " + word, is_option ? "there is no such option" : "there is no such command",
                (nearest ? "did you mean ebru " + *nearest + "? " : "") + advice};
    }
    return {"the command line", error.what(), advice};
}

void warn_if_too_many(int threads) {
    const unsigned cores = std::thread::hardware_concurrency();  // 0 when unknown
    if (cores > 0 && static_cast<unsigned>(threads) > cores) {
        spdlog::warn("--threads {} (this process may use {} cores) threads will wait for each other", threads, cores);
    }
}

int run_with_kokkos(const CommandLine& line, const std::function<int()>& run) {
    std::optional<Kokkos::ScopeGuard> kokkos;
    if (!Kokkos::is_initialized()) {
        Kokkos::InitializationSettings settings;
        settings.set_disable_warnings(true);  // four lines about OMP_PROC_BIND at every start; ours is below
        const Ranks& ranks = Ranks::job();
        const std::vector<CoreMask> masks = ranks.alone() ? std::vector<CoreMask>{} : masks_of_machine(ranks);
        if (line.threads) {
            settings.set_num_threads(*line.threads);
            warn_if_too_many(*line.threads * ranks.local_count());
        } else if (!ranks.alone() && std::getenv("OMP_NUM_THREADS") == nullptr) {
            settings.set_num_threads(threads_of_rank(machine_load(), own_mask(), masks));
        }
        if (!ranks.alone() && Kokkos::num_devices() > 0) {
            settings.set_device_id(ranks.local_rank() % Kokkos::num_devices());
        }
        kokkos.emplace(settings);
    }
    return run();
}

void require_ranks(const Command& command) {
    validate(command.over_ranks || Ranks::job().alone(),
             "ebru " + command.name + " in a job of " + std::to_string(Ranks::job().count()) + " processes",
             "it runs in one: each would do all the work", "start it without mpirun or srun, or with one task");
}

int parse_and_run(int argc, const char* const* argv, const std::vector<Command>& commands, std::ostream& out,
                  std::ostream& err) {
    CommandLine line;
    declare(line, commands);
    try {
        line.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {  // help or version
            return line.app.exit(error, out, err);
        }
        throw command_line_error(line, error);
    }
    int code = exit_success;
    for (const auto& [app, command, run] : line.runs) {
        if (app->parsed()) {
            require_ranks(*command);
            code = run_with_kokkos(line, run);
        }
    }
    out.flush();
    validate(static_cast<bool>(out), "standard output", "it could not be written to the end",
             "check the disk or the pipe");
    return code;
}

/// Warnings and notes of the whole program go to standard error, each with its level before it.
void configure_log() {
    auto log = std::make_shared<spdlog::logger>("ebru", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    log->set_pattern("%^%l%$: %v");
    spdlog::set_default_logger(std::move(log));
}

void report(std::ostream& err, const std::string& message) {
    const bool colour = &err == &std::cerr && isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
    err << (colour ? "\x1b[31m" : "") << "ebru: " << message << (colour ? "\x1b[0m" : "") << std::endl;
}

/// Ranks but the first say nothing: their standard output goes nowhere while this lives, as their log does.
class QuietRank {
  public:
    explicit QuietRank(std::ostream& out) : out_(out), before_(out.rdbuf()) {
        if (!Ranks::job().first()) {
            out.rdbuf(&nowhere_);
            spdlog::set_level(spdlog::level::off);
        }
    }
    QuietRank(const QuietRank&) = delete;
    QuietRank& operator=(const QuietRank&) = delete;
    ~QuietRank() {
        if (out_.rdbuf() != before_) {
            out_.rdbuf(before_);
        }
    }

  private:
    struct Nowhere : std::streambuf {
        int overflow(int letter) override { return traits_type::not_eof(letter); }
        std::streamsize xsputn(const char* /*text*/, std::streamsize count) override { return count; }
    };
    Nowhere nowhere_;
    std::ostream& out_;
    std::streambuf* before_;
};

/// Runs `run`; how it ended.
RankSession::Outcome outcome_of(const std::function<int()>& run) {
    try {
        return {run(), ""};
    } catch (const UserError& error) {
        return {exit_user_error, error.what()};
    } catch (const Interrupted& stop) {
        return {128 + stop.signal(), stop.what()};
    } catch (const OtherRankFailed&) {
        return {exit_user_error, ""};
    } catch (const std::bad_alloc&) {
        return {exit_defect, "out of memory (the machine or its limits have no more) use smaller batches or images"};
    } catch (const ContractError& error) {
        return {exit_defect, error.what()};
    } catch (const std::exception& error) {
        return {exit_defect, std::string(error.what()) +
                                 " (ebru did not foresee this error) report it with the command that led here"};
    }
}

}  // namespace

int run_program(int argc, const char* const* argv, const std::vector<Command>& commands, std::ostream& out,
                std::ostream& err) {
    std::optional<RankSession> ranks;
    const RankSession::Outcome outcome = outcome_of([&] {
        configure_log();
        if (const Command* other = handed_over_command(argc, argv, commands)) {
            hand_over(*other, argc, argv);
        }
        ranks.emplace();
        const QuietRank quiet(out);
        const int code = parse_and_run(argc, argv, commands, out, err);
        validate(static_cast<bool>(out.flush()), "standard output", "it could not be written to the end",
                 "check the disk or the pipe it goes to");
        return code;
    });
    const auto say = [&](const std::string& message) { report(err, message); };
    if (ranks) {
        return ranks->leave(outcome, say);
    }
    if (!outcome.message.empty()) {
        say(outcome.message);
    }
    return outcome.code;
}

}  // namespace ebru
