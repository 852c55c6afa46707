#include <spdlog/spdlog.h>
#include <sys/wait.h>

#include <cstdlib>

#include "io/atomic_file.hpp"
#include "validation/common/figure_script.hpp"
#include "validation/common/report_files.hpp"

namespace ebru {

namespace {

/// A word of a shell command, whatever it holds.
std::string shell_word(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return out + "'";
}

}  // namespace

bool draw_figures(const std::filesystem::path& folder) {
    const std::filesystem::path script = folder / "draw_figures.py";
    const std::filesystem::path log = folder / "draw_figures.log";
    write_file_atomically(script, figure_script, Durability::process_kill);
    const std::string command = "python3 " + shell_word(script.string()) + " " + shell_word(folder.string()) + " >" +
                                shell_word(log.string()) + " 2>&1";
    const int status = std::system(command.c_str());
    if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        spdlog::warn(
            "the figures were not drawn (python3 {} failed: see {}) install python3 with matplotlib and run it",
            script.string(), log.string());
        return false;
    }
    std::filesystem::remove(log);
    return true;
}

}  // namespace ebru
