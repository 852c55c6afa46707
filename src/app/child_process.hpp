#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/folder_lock.hpp"

namespace ebru {

/// From when on a program takes SIGUSR1 for a request to stop (app/interrupt.hpp).
enum class Listens {
    from_its_start,  ///< ebru: one that comes earlier waits for it
    in_its_own_way,  ///< mpirun, srun, shells: one that comes earlier kills it
};

/// A command to be run beside this program.
struct ChildOrder {
    std::filesystem::path program;
    std::vector<std::string> arguments;  ///< without the program's name
    std::filesystem::path log;           ///< what it says is added to this file
    std::filesystem::path output = {};   ///< what it prints goes here instead, where there is a name; replaced
    const FolderLock* lock = nullptr;    ///< held by the child too, for as long as it lives
    Listens listens = Listens::from_its_start;
};

/// A running command. It is asked to stop (SIGUSR1) when this process ends, however that happens. For the main thread:
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

    /// Asks it once to save what it has and to leave, by SIGUSR1: unlike others, it never kills a command of ebru that
    /// it reaches twice, as a signal of a whole process group does. It leaves with exit_stopped, or completes.
    void ask_to_stop();

  private:
    std::optional<int> wait(int options);

    pid_t process_ = -1;
    bool asked_ = false;
    std::optional<int> code_;
};

}  // namespace ebru
