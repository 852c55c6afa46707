#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "io/chain_description.hpp"
#include "io/checkpoint_journal.hpp"
#include "io/partial_file.hpp"

namespace ebru {

/// A chain on its way to being whole: `<path>.partial`, created with all metadata and all room on the disk, and the
/// journal that says how many samples can be trusted. Kept by one process; writers fill the file.
class UnfinishedChain {
  public:
    /// \param header its ebru_version is filled in here; \param layout without fault (chain_fault), a contract.
    /// \param sections the samples lie there; none: in the file.
    /// \throws UserError when the chain exists (refuse), another process writes it, the folder cannot be written or the
    /// disk has not enough room for all of it; nothing is left behind then.
    static UnfinishedChain create(const std::filesystem::path& path, const ChainHeader& header,
                                  const ChainLayout& layout, ExistingFile existing,
                                  const std::vector<ChainSection>& sections = {});

    /// \throws UserError when there is none, the chain is finished already, its journal is damaged, or it was begun
    /// with another header or layout: the message names the first difference.
    static UnfinishedChain resume(const std::filesystem::path& path, const ChainHeader& header,
                                  const ChainLayout& layout);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] const ChainHeader& header() const { return chain_.header; }
    [[nodiscard]] const ChainLayout& layout() const { return chain_.layout; }
    [[nodiscard]] const std::vector<ChainSection>& sections() const { return chain_.sections; }

    /// Samples that can be trusted.
    [[nodiscard]] std::int64_t recorded() const { return journal_.recorded(); }

    /// Appends to the journal that the first `samples` are on the disk. \throws UserError
    void record(std::int64_t samples) { journal_.record(samples); }

    /// Writes into the file that it is whole. \throws UserError
    void mark_whole();

    /// Gives the file its name and removes the journal, and what a chain of sections left that it replaces.
    void publish();

  private:
    UnfinishedChain(std::filesystem::path path, ChainDescription chain, CheckpointJournal journal);

    std::filesystem::path path_;
    ChainDescription chain_;
    CheckpointJournal journal_;
};

}  // namespace ebru
