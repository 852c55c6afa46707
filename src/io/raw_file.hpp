#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace ebru {

/// How a raw file is opened.
enum class RawAccess {
    existing,  ///< for reading and writing; must exist
    created,   ///< for reading and writing; made when missing, contents kept
};

/// A file written by position, every failure reported with the system's reason. Interrupted calls are repeated.
class RawFile {
  public:
    RawFile() = default;

    /// \throws UserError when it cannot be opened.
    RawFile(const std::filesystem::path& path, RawAccess access);
    RawFile(RawFile&& other) noexcept;
    RawFile& operator=(RawFile&& other) noexcept;
    ~RawFile();

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] std::string read_all() const;

    /// Fills `bytes` from `offset` on. \throws UserError when the file ends before.
    void read_at(std::uint64_t offset, std::span<std::byte> bytes) const;

    /// \throws UserError naming file, cause (full disk, quota, size limit …) and what then.
    void write_at(std::uint64_t offset, std::span<const std::byte> bytes);
    void write_at(std::uint64_t offset, std::string_view text);

    void truncate(std::uint64_t bytes);

    /// Reserves room on the disk for all bytes of the file up to `bytes`. \throws UserError when there is not enough.
    void allocate(std::uint64_t bytes);

    /// Returns once data (and size) are on the disk.
    void sync();

    /// Takes the file for this process; false when another process holds it. Given back when the file is closed.
    [[nodiscard]] bool try_lock();

    void close();

  private:
    std::size_t read_some(std::uint64_t offset, std::span<std::byte> bytes) const;
    [[noreturn]] void fail(const std::string& what, int error) const;

    std::filesystem::path path_;
    int descriptor_ = -1;
};

/// Makes names in a folder (new files, renames) survive a power loss. \throws UserError
void sync_folder(const std::filesystem::path& folder);

/// Renames over `to`. \throws UserError
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

/// Bytes that an ordinary user may still write in `folder`. \throws UserError when there is no such folder.
std::uint64_t free_bytes(const std::filesystem::path& folder);

/// The folder that a file of this path lies in; "." for a bare name.
std::filesystem::path folder_of(const std::filesystem::path& path);

/// 1536000 -> "1.5 MB".
std::string readable_bytes(std::uint64_t bytes);

}  // namespace ebru
