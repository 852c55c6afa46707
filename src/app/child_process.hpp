#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/folder_lock.hpp"

namespace ebru {

/// A command to be run beside this program.
struct ChildOrder {
    std::filesystem::path program;
    std::vector<std::string> arguments;  ///< without the program's name
    std::filesystem::path log;           ///< what it says is added to this file
    const FolderLock* lock = nullptr;    ///< held by the child too, for as long as it lives
};

/// A running command. It is asked to stop (SIGTERM) when this process ends, however that happens. For the main thread:
/// the system counts the end of the thread that started it as the parent's.
class ChildProcess {
  public:
    /// Starts it. \throws UserError when its log cannot be opened or the system has no room for a process.
    explicit ChildProcess(const ChildOrder& order);
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// Asks it to stop and waits for its end.
    ~ChildProcess();

    /// Its exit code once it has ended, 128 + signal when a signal ended it; nothing while it runs. Does not wait.
    std::optional<int> poll();

    /// Asks it once to save what it has and to leave. By another signal than the one that stopped this process: a
    /// group's signal has reached the child too, and a second one of the same kind would kill it (app/interrupt.hpp).
    void ask_to_stop();

  private:
    std::optional<int> wait(int options);

    pid_t process_ = -1;
    bool asked_ = false;
    std::optional<int> code_;
};

}  // namespace ebru
