#pragma once

#include <cstdint>
#include <filesystem>

#include "io/raw_file.hpp"

namespace ebru {

/// How many samples of an unfinished chain are safely on the disk: a text file, one line a checkpoint, each with its
/// CRC-32, synchronised before the call returns. It also keeps two processes from writing one chain.
///
///     ebru chain journal 1
///     samples 0 crc32 d1e6dd9b
///     samples 640 crc32 …
class ChainJournal {
  public:
    ChainJournal() = default;

    /// A new journal that says 0, replacing an older one.
    /// \throws UserError when it cannot be written or another process holds it.
    static ChainJournal start(const std::filesystem::path& path);

    /// Continues after the last intact line; a torn last line (the machine died while writing it) is dropped.
    /// \param samples N of the chain: no line may say more.
    /// \throws UserError when missing, held by another process, or damaged elsewhere than in its last line.
    static ChainJournal resume(const std::filesystem::path& path, std::int64_t samples);

    /// What resume() would find, without touching the file.
    static std::int64_t samples_recorded(const std::filesystem::path& path, std::int64_t samples);

    [[nodiscard]] std::int64_t recorded() const { return recorded_; }

    /// Appends "the first `samples` samples are on the disk". \throws UserError
    void record(std::int64_t samples);

    void close() { file_.close(); }

  private:
    RawFile file_;
    std::uint64_t end_ = 0;
    std::int64_t recorded_ = 0;
};

}  // namespace ebru
