#pragma once

#include <cstdint>
#include <filesystem>

#include "io/chain_block.hpp"
#include "io/chain_schema.hpp"
#include "io/filled_file.hpp"
#include "io/partial_file.hpp"
#include "io/unfinished_chain.hpp"

namespace ebru {

/// Writes a snapshot chain (docs/chain_format.md), safe against kill -9, power loss and full disks.
///
/// The file is written as `<path>.partial`. It is created whole at once (all metadata, all room on the disk), so that
/// writing samples only fills bytes in place: the finished bytes depend on header, layout and values alone, not on the
/// blocks or interruptions. `<path>.partial.journal` says how many samples can be trusted. finish() verifies and
/// renames.
///
///     auto writer = SnapshotChainWriter::create(path, header, layout, ExistingFile::refuse);  // or resume(...)
///     for (first = writer.complete(); first < N; first += B) { writer.write_block(block); /* now and then: */
///     checkpoint(); } writer.finish();
///
/// An abandoned writer leaves a partial file to resume from. One thread at a time.
class SnapshotChainWriter {
  public:
    /// \param header its ebru_version is filled in here; \param layout without fault (chain_fault), a contract.
    /// \throws UserError when the chain exists (refuse), another process writes it, the folder cannot be written or the
    /// disk
    ///         has not enough room for the whole file; nothing is left behind then.
    static SnapshotChainWriter create(const std::filesystem::path& path, const ChainHeader& header,
                                      const ChainLayout& layout, ExistingFile existing);

    /// Continues an unfinished chain after its last checkpoint.
    /// \throws UserError when there is none, the chain is finished already, its journal is damaged, or it was begun
    /// with
    ///         another header or layout: the message names the first difference.
    static SnapshotChainWriter resume(const std::filesystem::path& path, const ChainHeader& header,
                                      const ChainLayout& layout);

    /// Samples written so far; after resume(), those that can be trusted. The next block begins here.
    [[nodiscard]] std::int64_t complete() const { return written_; }

    /// Writes a block; block.first must be complete(). Not yet a checkpoint: a power loss may undo it.
    /// \throws UserError when a value is not finite once stored (a half holds up to 65504), naming part and sample, or
    /// when
    ///         the disk refuses; the partial file stays and can be resumed.
    template <class Real>
    void write_block(const ChainBlock<Real>& block);

    /// Makes what is written so far safe against power loss and resumable; some milliseconds (fsync).
    void checkpoint();

    /// Verifies every checksum from the disk and gives the file its name. Needs all samples. The writer is done then.
    /// \throws UserError when the disk gives back other bytes than were written.
    void finish();

  private:
    explicit SnapshotChainWriter(UnfinishedChain chain);

    UnfinishedChain chain_;
    ChainParts parts_;
    FilledFile file_;
    std::int64_t written_ = 0;
};

}  // namespace ebru
