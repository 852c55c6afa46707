#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace ebru {

/// A file's bytes as memory, for reading here and there: what is touched is read and kept by the system's page cache as
/// far as there is room. For finished files that nobody cuts short: ebru replaces files by renaming, which leaves a
/// mapping whole.
class MappedFile {
  public:
    /// \throws UserError when the file cannot be opened or mapped.
    explicit MappedFile(const std::filesystem::path& path);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    [[nodiscard]] std::uint64_t size() const { return size_; }

    /// Bytes offset .. offset + count - 1, which must lie in the file.
    [[nodiscard]] std::span<const std::byte> bytes(std::uint64_t offset, std::uint64_t count) const;

  private:
    const std::byte* data_ = nullptr;
    std::uint64_t size_ = 0;
};

}  // namespace ebru
