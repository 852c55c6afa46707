#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace ebru {

/// The bytes of a file by position, plain or gzipped (told apart by content); every read is checked.
///
/// A gzipped file is inflated as it is read: reading on costs nothing extra, reading back starts again from the front.
/// gzip's checksum is compared when the last byte is read.
/// \throws UserError when the file is missing, is no regular file or cannot be opened.
class RandomAccessFile {
  public:
    explicit RandomAccessFile(std::filesystem::path path);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Path in quotes, as messages print it.
    [[nodiscard]] std::string name() const;

    /// Bytes of content. For a gzipped file this is what its trailer says, which is modulo 2^32.
    [[nodiscard]] std::uint64_t length() const { return length_; }

    /// Checks that the content is `expected` bytes long, without reading it: exactly for a plain file; for a gzipped
    /// one by its trailer (modulo 2^32) and by the ratio that deflate can reach at most, 1032.
    /// \throws UserError naming the missing or surplus bytes.
    void check_length(std::uint64_t expected) const;

    /// Fills `bytes` from position `offset`.
    /// \param what  what is being read, for the message: "image 7"
    /// \throws UserError when the content ends early or does not inflate.
    void read(std::uint64_t offset, std::span<unsigned char> bytes, const std::string& what);

  private:
    struct Stream;  // zlib's handle

    std::filesystem::path path_;
    std::uint64_t stored_ = 0;  // bytes on disk
    std::uint64_t length_ = 0;
    bool gzipped_ = false;
    std::shared_ptr<Stream> stream_;
};

}  // namespace ebru
