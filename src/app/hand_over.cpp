#include "app/hand_over.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "app/command.hpp"
#include "app/interrupt.hpp"
#include "app/thread_choice.hpp"
#include "app/wall_time.hpp"
#include "base/error.hpp"
#include "config/nearest_name.hpp"
#include "ranks/launch.hpp"

namespace ebru {

namespace {

constexpr std::string_view threads_word = "--threads";
constexpr std::string_view wall_time_word = "--wall-time";
constexpr const char* thread_number = "OMP_NUM_THREADS";
constexpr int keep = 0;  // of setenv()
constexpr int replace = 1;
constexpr const char* program_variable = "EBRU_PROGRAM";

std::filesystem::path this_program() {
    std::error_code failure;
    std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", failure);
    validate(!failure, "/proc/self/exe", "the folder of ebru itself is unknown: " + failure.message(),
             "make /proc visible");
    return self;
}

std::string found_program(const Command& command, const std::filesystem::path& self) {
    std::vector<std::string> tried;
    for (const std::string& place : command.program->places) {
        tried.push_back((self.parent_path() / place).lexically_normal().string());
        std::error_code failure;
        if (std::filesystem::exists(tried.back(), failure)) {
            return tried.back();
        }
    }
    throw UserError("ebru " + command.name, "the program that runs it is not at " + joined(tried),
                    "build or install ebru as a whole");
}

std::string rank_text(int ranks) {
    return ", for each of the " + std::to_string(ranks) + " ranks on it";
}

/// Before MPI starts the other ranks' masks are unknown: their launcher is taken to spread them evenly over the cores.
int threads_of_one_of(int ranks, const MachineLoad& machine) {
    const CoreMask own = own_mask();
    const auto cores = static_cast<std::size_t>(machine.cores);
    const std::size_t sharing = (static_cast<std::size_t>(ranks) * own.count() + cores - 1) / cores;
    return threads_of_rank(machine, own, std::vector<CoreMask>(std::max<std::size_t>(sharing, 1), own));
}

void set_thread_number(const std::optional<std::string>& asked) {
    unsetenv(threads_by_load);
    if (asked) {
        setenv(thread_number, asked->c_str(), replace);
    } else if (std::getenv(thread_number) == nullptr) {
        const MachineLoad machine = machine_load();
        const int ranks = this_launch().local_count;
        const int threads = ranks > 1 ? threads_of_one_of(ranks, machine) : threads_beside_others(machine);
        setenv(thread_number, std::to_string(threads).c_str(), keep);
        setenv(threads_by_load, (load_text(machine) + (ranks > 1 ? rank_text(ranks) : "")).c_str(), replace);
    }
}

[[noreturn]] void become(const std::string& program, std::vector<const char*> arguments) {
    arguments.push_back(nullptr);
    keep_start_time();
    StopSignals::hold_for_next_program();
    execv(program.c_str(), const_cast<char* const*>(arguments.data()));  // execv promises to change none
    throw UserError(program, std::generic_category().message(errno), "build or install ebru as a whole");
}

}  // namespace

const Command* handed_over_command(int argc, const char* const* argv, const std::vector<Command>& commands) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == threads_word || word == wall_time_word) {
            ++i;  // its value
        } else if (!word.starts_with(threads_word) && !word.starts_with(wall_time_word)) {
            const auto named = std::ranges::find(commands, word, &Command::name);
            return named != commands.end() && named->program ? &*named : nullptr;
        }
    }
    return nullptr;
}

std::optional<std::string> threads_option(int argc, const char* const* argv) {
    std::optional<std::string> threads;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == threads_word && i + 1 < argc) {
            threads = argv[i + 1];
        } else if (word.starts_with(threads_word) && word.substr(threads_word.size()).starts_with("=")) {
            threads = word.substr(threads_word.size() + 1);
        }
    }
    return threads;
}

std::filesystem::path ebru_program() {
    const char* handed_over_by = std::getenv(program_variable);
    return handed_over_by != nullptr ? std::filesystem::path(handed_over_by) : this_program();
}

void hand_over(const Command& command, int argc, const char* const* argv) {
    EBRU_EXPECT(command.program.has_value());
    validate(!command.program->places.empty(), "ebru " + command.name, "this build has no LibTorch",
             "configure with -D EBRU_WITH_TORCH=ON where LibTorch 2.1 or later is installed (docs/install.md)");
    const std::filesystem::path self = this_program();
    const std::string program = found_program(command, self);
    setenv(program_variable, self.c_str(), replace);
    setenv("OMP_WAIT_POLICY", "passive", keep);
    setenv("OMP_PROC_BIND", "false", keep);
    setenv("OPENBLAS_NUM_THREADS", "1", keep);
    set_thread_number(threads_option(argc, argv));
    become(program, {argv, argv + argc});
}

void start_again(int threads) {
    unsetenv(threads_by_load);
    setenv(thread_number, std::to_string(threads).c_str(), replace);
    std::ifstream line("/proc/self/cmdline", std::ios::binary);
    std::vector<std::string> words;
    for (std::string word; std::getline(line, word, '\0');) {
        words.push_back(word);
    }
    std::vector<const char*> arguments;
    for (const std::string& word : words) {
        arguments.push_back(word.c_str());
    }
    become("/proc/self/exe", std::move(arguments));
}

}  // namespace ebru
