#pragma once

#include <filesystem>

#include "io/raw_file.hpp"

namespace ebru {

/// Keeps a run folder to one training at a time. The lock is the system's on the open file `run.lock` in the folder
/// (flock), so it ends with its process, however that ends: after kill -9 the run is resumed at once, and a file left
/// behind locks nothing. The file names the process and its machine. On a file system without locks nothing is kept.
class RunLock {
  public:
    /// \param folder exists. \throws UserError naming the process that trains in it, and its machine; when the file
    /// cannot be written.
    explicit RunLock(const std::filesystem::path& folder);

  private:
    RawFile file_;
};

}  // namespace ebru
