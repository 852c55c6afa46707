#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ebru::chain_study {

/// A folder of its own among the temporary ones, removed with all it holds.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

/// Runs this very program with `arguments`, its words going to `log`. \throws UserError with the log's end when it
/// fails.
void run_program(const std::vector<std::string>& arguments, const std::filesystem::path& log);

/// How a run ended that was to be killed.
enum class KillEnd {
    on_the_way,  ///< the run was killed after its first checkpoint and before its end
    too_early,   ///< before the first checkpoint: nothing to resume
    too_late,    ///< it had finished
};

/// The same, killed with SIGKILL after `seconds`; `chain` is the file that it makes.
KillEnd run_and_kill(const std::vector<std::string>& arguments, const std::filesystem::path& log, double seconds,
                     const std::filesystem::path& chain);

/// Bytes of both files are equal.
bool same_bytes(const std::filesystem::path& one, const std::filesystem::path& other);

}  // namespace ebru::chain_study
