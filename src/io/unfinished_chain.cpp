#include "io/unfinished_chain.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/version.hpp"
#include "io/filled_file.hpp"

namespace ebru {

namespace {

/// HDF5's own part of a file: headers of 24 data sets, alignment, the deck, and names and places of sections in 12 of
/// them, generously.
std::uint64_t metadata_allowance(const ChainDescription& chain) {
    return (std::uint64_t{1} << 17U) + chain.header.deck.size() + 4096 * chain.sections.size();
}

/// What this ebru writes.
ChainDescription completed(const ChainHeader& header, const ChainLayout& layout) {
    ChainDescription chain{header, layout, {}};
    chain.header.ebru_version = version;
    EBRU_EXPECT(!chain_fault(chain.header, chain.layout));
    return chain;
}

}  // namespace

UnfinishedChain::UnfinishedChain(std::filesystem::path path, ChainDescription chain, CheckpointJournal journal)
    : path_(std::move(path)), chain_(std::move(chain)), journal_(std::move(journal)) {}

UnfinishedChain UnfinishedChain::create(const std::filesystem::path& path, const ChainHeader& header,
                                        const ChainLayout& layout, ExistingFile existing,
                                        const std::vector<ChainSection>& sections) {
    ChainDescription chain = completed(header, layout);
    chain.sections = sections;
    make_way(path, chain_journal(), existing);
    if (existing == ExistingFile::replace && !sections.empty()) {
        discard_sections(path);
    }
    const std::uint64_t samples = chain_bytes(chain.header, chain.layout);
    const RoomNeeded room{metadata_allowance(chain) + (sections.empty() ? samples : 0), sections.empty() ? 0 : samples,
                          "keep fewer samples, levels or pairs, store half precision, or write to another disk"};
    const std::filesystem::path fresh = create_fresh_file(
        path, room, [&](const auto& file) { create_chain_file(file, chain.header, chain.layout, sections); });
    CheckpointJournal journal = CheckpointJournal::start(journal_path(path), chain_journal());
    publish_fresh_file(path, fresh);
    return {path, std::move(chain), std::move(journal)};
}

UnfinishedChain UnfinishedChain::resume(const std::filesystem::path& path, const ChainHeader& header,
                                        const ChainLayout& layout) {
    ChainDescription chain = completed(header, layout);
    require_unfinished(path);
    const std::filesystem::path partial = partial_path(path);
    CheckpointJournal journal = CheckpointJournal::resume(journal_path(path), chain_journal(), layout.samples);
    const ChainDescription in_file = read_chain_description(Hdf5File::open(partial), partial);
    if (const auto difference = first_difference(in_file, chain)) {
        throw UserError("cannot resume " + partial.string(), *difference,
                        "repeat the command that began it, or begin anew with --overwrite");
    }
    chain.sections = in_file.sections;
    return {path, std::move(chain), std::move(journal)};
}

void UnfinishedChain::mark_whole() {
    const std::filesystem::path partial = partial_path(path_);
    const FilledFile::Part finished = FilledFile::part(Hdf5File::open(partial), chain_name::finished);
    FilledFile file(partial, "sample");
    file.store_numbers<std::int64_t>(finished, 0, std::vector<std::int64_t>{chain_.layout.samples});
    file.sync();
}

void UnfinishedChain::publish() {
    publish_partial_file(path_);
    if (chain_.sections.empty()) {
        std::filesystem::remove_all(sections_folder(path_));
    }
    journal_.close();
    std::filesystem::remove(journal_path(path_));
}

}  // namespace ebru
