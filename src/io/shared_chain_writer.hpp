#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/error.hpp"
#include "io/chain_block.hpp"
#include "io/chain_schema.hpp"
#include "io/partial_file.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

/// How the ranks of a job lay a chain into files. Changes no value.
enum class ChainFiles {
    shared,    ///< one file, which all write together: needs HDF5 with MPI. Its bytes are those of a single rank
    per_rank,  ///< a part for each rank, in the folder `<chain>.parts`; the chain joins them by virtual data sets
};

/// How a new chain is laid into files.
struct ChainSplit {
    ChainFiles files = ChainFiles::shared;
    std::int64_t batch = 1;  ///< of per_rank: parts begin at multiples of it, >= 1
};

/// Writes a snapshot chain by all ranks of a job, in rounds of one block a rank. A single rank writes it by
/// SnapshotChainWriter, so that callers have one code path. As safe as that one against kill -9 of any rank, power loss
/// and full disks.
///
///     auto writer = SharedChainWriter::create(ranks, path, header, layout, ExistingFile::refuse);  // or resume(...)
///     while (writer.complete() < layout.samples) {
///         const SampleRange own = writer.own_range(B);
///         ... compute it, where own.count > 0 ...
///         writer.write_round(own.count > 0 ? &block : nullptr);  /* now and then, all ranks alike: */
///         writer.checkpoint();
///     }
///     writer.finish();
///
/// Batches begin at multiples of B whatever the number of ranks, so what a rank computes for one depends on it alone.
/// All functions are collective but complete() and own_range(); what throws on one rank throws on all
/// (Ranks::together).
class SharedChainWriter {
  public:
    /// As SnapshotChainWriter::create.
    /// \throws UserError also when this build cannot write one file from several ranks (files_fault).
    static SharedChainWriter create(const Ranks& ranks, const std::filesystem::path& path, const ChainHeader& header,
                                    const ChainLayout& layout, ExistingFile existing, const ChainSplit& split = {});

    /// Continues an unfinished chain, with any number of ranks and in the files that it was begun in.
    /// \throws UserError as SnapshotChainWriter::resume.
    static SharedChainWriter resume(const Ranks& ranks, const std::filesystem::path& path, const ChainHeader& header,
                                    const ChainLayout& layout);

    SharedChainWriter(SharedChainWriter&& other) noexcept;
    SharedChainWriter& operator=(SharedChainWriter&& other) noexcept;
    ~SharedChainWriter();

    /// Samples written so far by all ranks; after resume(), those that can be trusted.
    [[nodiscard]] std::int64_t complete() const;

    /// What this rank computes in the next round, for batches of `batch` >= 1 samples: the same number on all ranks.
    /// In a shared file the ranges of a round follow one another in rank order from complete() on.
    [[nodiscard]] SampleRange own_range(std::int64_t batch) const;

    /// Writes a round. \param own this rank's block of its own_range(); null when that is empty.
    /// \throws UserError as SnapshotChainWriter::write_block.
    template <class Real>
    void write_round(const ChainBlock<Real>* own);

    /// Makes what is written so far safe against power loss and resumable; some milliseconds (fsync).
    void checkpoint();

    /// Verifies every checksum from the disk, each rank its share, and gives the file its name. Needs all samples. The
    /// writer is done then.
    void finish();

    /// The ways to lay out files (chain_files.hpp).
    class Files;

  private:
    explicit SharedChainWriter(std::unique_ptr<Files> files);

    std::unique_ptr<Files> files_;
};

/// Why `ranks` ranks cannot write a chain so, and what to do; nothing when they can.
/// \param parallel_hdf5 whether HDF5 lets several ranks write one file.
std::optional<UserError> files_fault(ChainFiles files, int ranks, bool parallel_hdf5);

}  // namespace ebru
