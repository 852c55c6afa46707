#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "io/block_rows.hpp"
#include "io/chain_block.hpp"
#include "io/unfinished_chain.hpp"

namespace ebru {

/// Writes a snapshot chain whose images lie in blocks over the ranks: every rank its pieces, in place, into one file,
/// byte-equal to SnapshotChainWriter's, and as safe. A run that was begun so may be resumed by any number of ranks, in
/// blocks or not. All functions are collective. The file system must let several processes write disjoint parts of a
/// file (local disks and parallel file systems do; NFS does not without locks).
class BlockChainWriter {
  public:
    /// As SnapshotChainWriter's. \param blocks must outlive the writer.
    static BlockChainWriter create(const BlockLayout& blocks, const std::filesystem::path& path,
                                   const ChainHeader& header, const ChainLayout& layout, ExistingFile existing);
    static BlockChainWriter resume(const BlockLayout& blocks, const std::filesystem::path& path,
                                   const ChainHeader& header, const ChainLayout& layout);

    /// Samples written so far; after resume(), those that can be trusted.
    [[nodiscard]] std::int64_t complete() const { return written_; }

    /// The next samples, at most `batch`, which all ranks compute together.
    [[nodiscard]] SampleRange own_range(std::int64_t batch) const;

    /// Writes these samples. \param own not null; its images are those of this rank's block, all else is the same on
    /// all ranks.
    template <class Real>
    void write_round(const ChainBlock<Real>* own);

    void checkpoint();
    void finish();

  private:
    BlockChainWriter(const BlockLayout& blocks, const std::filesystem::path& path, ChainHeader header,
                     const ChainLayout& layout, std::optional<UnfinishedChain> chain);

    const BlockLayout* blocks_;
    std::filesystem::path path_;
    ChainHeader header_;
    ChainLayout layout_;                    ///< of images of this rank's block
    std::optional<UnfinishedChain> chain_;  ///< of rank 0
    ChainParts parts_;
    std::optional<BlockRows> rows_;
    std::int64_t written_ = 0;
    std::int64_t recorded_ = 0;
};

}  // namespace ebru
