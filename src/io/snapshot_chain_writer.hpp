#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "io/chain_schema.hpp"
#include "io/checkpoint_journal.hpp"
#include "io/filled_file.hpp"
#include "io/partial_file.hpp"

namespace ebru {

/// Consecutive samples, everything that the layout keeps of them. All arrays are contiguous, last extent fastest.
///
/// With S, Sv of the layout, F = how many of the block's samples are among the first S, V = how many among the first
/// Sv:
template <class Real>
struct ChainBlock {
    std::int64_t first = 0;                     ///< index of its first sample in the chain
    std::int64_t count = 0;                     ///< B >= 1
    std::span<const Real> states;               ///< (F, L, C, Y, X)
    std::span<const std::int32_t> pair_levels;  ///< (B, m), in w..K
    std::span<const Real> pair_states;          ///< (B, m, w + 1, C, Y, X): u_k, then u_{k-1}, ..
    std::span<const double> velocity;           ///< (V, K, 2, Y, X), cells per step
    ChainDiagnostics diagnostics;               ///< of the B samples
};

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
    SnapshotChainWriter(std::filesystem::path path, ChainHeader header, ChainLayout layout, CheckpointJournal journal);

    template <class Real>
    void expect_sizes(const ChainBlock<Real>& block) const;
    template <class Real>
    void write_samples(const FilledFile::Part& part, const FilledFile::Part& checksums, std::int64_t first,
                       std::int64_t count, std::span<const Real> values, std::vector<std::uint32_t> crc);
    template <class Real>
    void write_diagnostics(const ChainBlock<Real>& block);

    std::filesystem::path path_;
    ChainHeader header_;
    ChainLayout layout_;
    CheckpointJournal journal_;
    FilledFile file_;
    std::int64_t written_ = 0;

    FilledFile::Part state_, pair_state_, pair_level_, velocity_;
    FilledFile::Part mass_drift_, max_speed_, effective_peclet_, divergence_ratio_;
    FilledFile::Part state_crc_, pair_crc_, velocity_crc_, diagnostics_crc_;
    FilledFile::Part finished_;
};

/// How many of the samples first .. first + count - 1 are among the first `kept`.
std::int64_t samples_among_first(std::int64_t kept, std::int64_t first, std::int64_t count);

}  // namespace ebru
