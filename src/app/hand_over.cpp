#include "app/hand_over.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "app/command.hpp"
#include "base/error.hpp"
#include "config/nearest_name.hpp"

namespace ebru {

namespace {

constexpr std::string_view threads_word = "--threads";
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

}  // namespace

const Command* handed_over_command(int argc, const char* const* argv, const std::vector<Command>& commands) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == threads_word) {
            ++i;  // its value
        } else if (!word.starts_with(threads_word)) {
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
    constexpr int keep = 0;
    constexpr int replace = 1;
    setenv(program_variable, self.c_str(), replace);
    setenv("OMP_WAIT_POLICY", "passive", keep);
    setenv("OMP_PROC_BIND", "false", keep);
    if (const std::optional<std::string> threads = threads_option(argc, argv)) {
        setenv("OMP_NUM_THREADS", threads->c_str(), replace);
    }
    std::vector<char*> arguments;
    for (int i = 0; i < argc; ++i) {
        arguments.push_back(const_cast<char*>(argv[i]));  // execv promises to change none
    }
    arguments.push_back(nullptr);
    execv(program.c_str(), arguments.data());
    throw UserError(program, std::generic_category().message(errno), "build or install ebru as a whole");
}

}  // namespace ebru
