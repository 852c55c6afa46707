#pragma once

#include <filesystem>
#include <string_view>

namespace ebru {

/// What a file written at once survives.
enum class Durability {
    process_kill,  ///< the name appears complete or not at all, whenever the process dies
    power_loss,    ///< the same when the machine dies: data and name are on the disk when commit() returns
};

/// A file that appears under its name when it is complete: written to a hidden name in the same folder, then renamed.
class AtomicFile {
  public:
    AtomicFile(std::filesystem::path path, Durability durability);
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    /// Removes what was not committed.
    ~AtomicFile();

    /// Where to write: ".name.tmp" beside the final name; an abandoned one of a killed run is overwritten.
    [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }

    /// Gives the finished file its name, replacing an older one. \throws UserError
    void commit();

  private:
    std::filesystem::path path_;
    std::filesystem::path temporary_;
    Durability durability_;
};

/// Writes a small text or binary file at once. \throws UserError naming the file and the cause.
void write_file_atomically(const std::filesystem::path& path, std::string_view contents, Durability durability);

}  // namespace ebru
