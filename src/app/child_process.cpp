#include "app/child_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/error.hpp"

namespace ebru {

namespace {

constexpr int not_started = 127;  // as shells say it

/// In the child, between fork and exec: system calls only.
[[noreturn]] void become(const char* program, char* const* arguments, int output, int log, int lock, pid_t parent,
                         const sigset_t& mask) {
    prctl(PR_SET_PDEATHSIG, SIGUSR1);
    if (getppid() != parent) {
        _exit(not_started);  // the parent died before it could be watched
    }
    dup2(output, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    if (lock >= 0) {
        fcntl(lock, F_SETFD, 0);  // stays open
    }
    pthread_sigmask(SIG_SETMASK, &mask, nullptr);
    execv(program, arguments);
    constexpr char text[] = "ebru: the program cannot be started\n";
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    _exit(not_started);
}

/// A file to write to, which no program that is started inherits by itself.
int opened(const std::filesystem::path& file, int how) {
    constexpr mode_t for_all = 0666;
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | how, for_all);
    validate(descriptor >= 0, file.string(), std::generic_category().message(errno),
             "give a folder that can be written to");
    return descriptor;
}

}  // namespace

ChildProcess::ChildProcess(const ChildOrder& order) {
    const int log = opened(order.log, O_APPEND);
    const int output = order.output.empty() ? log : opened(order.output, O_TRUNC);
    const std::string program = order.program.string();
    std::vector<std::string> words = {program};
    words.insert(words.end(), order.arguments.begin(), order.arguments.end());
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    const pid_t parent = getpid();
    sigset_t only;
    sigset_t before;
    sigemptyset(&only);
    sigaddset(&only, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &only, &before);  // what comes between fork and exec would be lost
    sigset_t of_child = before;
    if (order.listens == Listens::from_its_start) {
        sigaddset(&of_child, SIGUSR1);
    }
    process_ = fork();
    if (process_ == 0) {
        become(program.c_str(), arguments.data(), output, log, order.lock != nullptr ? order.lock->descriptor() : -1,
               parent, of_child);
    }
    const int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    close(log);
    if (output != log) {
        close(output);
    }
    validate(process_ > 0, program, std::generic_category().message(error), "run fewer programs at a time");
}

ChildProcess::~ChildProcess() {
    ask_to_stop();
    wait(0);
}

std::optional<int> ChildProcess::poll() {
    return wait(WNOHANG);
}

void ChildProcess::ask_to_stop() {
    if (!code_ && !asked_) {
        kill(process_, SIGUSR1);
        asked_ = true;
    }
}

std::optional<int> ChildProcess::wait(int options) {
    int status = 0;
    if (!code_ && waitpid(process_, &status, options) == process_) {
        constexpr int by_signal = 128;
        code_ = WIFEXITED(status) ? WEXITSTATUS(status) : by_signal + WTERMSIG(status);
    }
    return code_;
}

}  // namespace ebru
