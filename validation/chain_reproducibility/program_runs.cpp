#include "validation/chain_reproducibility/program_runs.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

#include "base/error.hpp"

namespace ebru::chain_study {

namespace {

/// Starts the program; its words go to the log.
pid_t start_program(const std::vector<std::string>& arguments, const std::filesystem::path& log) {
    std::vector<std::string> words = {"ebru"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    // Threads that wait sleep instead of spinning: this program's own wait while the child works.
    std::string passive = "OMP_WAIT_POLICY=passive";
    std::vector<char*> environment = {passive.data()};
    for (char** variable = environ; *variable != nullptr; ++variable) {
        environment.push_back(*variable);
    }
    environment.push_back(nullptr);
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
    pid_t child = 0;
    const int failure = posix_spawn(&child, program.c_str(), &actions, nullptr, pointers.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    validate(failure == 0, program.string(), "it could not be started as a child process",
             "run the study where the program may start itself");
    return child;
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "ebru_chains_XXXXXX").string();
    validate(::mkdtemp(name.data()) != nullptr, name, "no folder could be made there",
             "set TMPDIR to a folder that can be written to");
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void run_program(const std::vector<std::string>& arguments, const std::filesystem::path& log) {
    int status = 0;
    ::waitpid(start_program(arguments, log), &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        throw UserError("ebru forward as a child process", "it failed: " + text_of(log),
                        "run the study where that is mended");
    }
}

KillEnd run_and_kill(const std::vector<std::string>& arguments, const std::filesystem::path& log, double seconds,
                     const std::filesystem::path& chain) {
    const pid_t child = start_program(arguments, log);
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (std::filesystem::exists(chain)) {
        return KillEnd::too_late;
    }
    return std::filesystem::exists(chain.string() + ".partial.journal") ? KillEnd::on_the_way : KillEnd::too_early;
}

bool same_bytes(const std::filesystem::path& one, const std::filesystem::path& other) {
    const std::string a = text_of(one);
    return !a.empty() && a == text_of(other);
}

}  // namespace ebru::chain_study
