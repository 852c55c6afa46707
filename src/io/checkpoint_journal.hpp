#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "io/raw_file.hpp"

namespace ebru {

/// What a journal is kept for: its words.
struct JournalKind {
    std::string what;     ///< "chain": the file that it stands beside
    std::string counted;  ///< "samples"
};

/// How much of an unfinished file is safely on the disk: a text file, one line a checkpoint, each with its CRC-32,
/// synchronised before the call returns. It also keeps two processes from writing one file.
///
///     ebru chain journal 1
///     samples 0 crc32 d1e6dd9b
///     samples 640 crc32 …
class CheckpointJournal {
  public:
    CheckpointJournal() = default;

    /// A new journal that says 0, replacing an older one.
    /// \throws UserError when it cannot be written or another process holds it.
    static CheckpointJournal start(const std::filesystem::path& path, const JournalKind& kind);

    /// Continues after the last intact line; a torn last line (the machine died while writing it) is dropped.
    /// \param most no line may say more: N of the chain.
    /// \throws UserError when missing, held by another process, or damaged elsewhere than in its last line.
    static CheckpointJournal resume(const std::filesystem::path& path, const JournalKind& kind, std::int64_t most);

    /// What resume() would find, without touching the file.
    static std::int64_t recorded_in(const std::filesystem::path& path, const JournalKind& kind, std::int64_t most);

    [[nodiscard]] std::int64_t recorded() const { return recorded_; }

    /// Appends "the first `count` are on the disk". \throws UserError
    void record(std::int64_t count);

    void close() { file_.close(); }

  private:
    JournalKind kind_;
    RawFile file_;
    std::uint64_t end_ = 0;
    std::int64_t recorded_ = 0;
};

}  // namespace ebru
