#include "app/python_script.hpp"

#include <spdlog/spdlog.h>
#include <sys/wait.h>

#include <cstdlib>
#include <string>

#include "app/shell_word.hpp"
#include "io/atomic_file.hpp"

namespace ebru {

bool run_python_script(const std::filesystem::path& folder, std::string_view name, std::string_view script) {
    const std::filesystem::path file = folder / (std::string(name) + ".py");
    const std::filesystem::path log = folder / (std::string(name) + ".log");
    write_file_atomically(file, script, Durability::process_kill);
    const std::string command = "python3 " + shell_word(file.string()) + " " + shell_word(folder.string()) + " >" +
                                shell_word(log.string()) + " 2>&1";
    const int status = std::system(command.c_str());
    if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        spdlog::warn(
            "the figures were not drawn (python3 {} failed: see {}) install python3 with matplotlib and run it",
            file.string(), log.string());
        return false;
    }
    std::filesystem::remove(log);
    return true;
}

}  // namespace ebru
