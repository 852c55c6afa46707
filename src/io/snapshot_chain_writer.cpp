#include "io/snapshot_chain_writer.hpp"

#include <algorithm>
#include <format>
#include <utility>

#include "base/error.hpp"
#include "base/version.hpp"
#include "io/chain_description.hpp"
#include "io/checksum.hpp"
#include "io/snapshot_chain_reader.hpp"

namespace ebru {

namespace {

/// HDF5's own part of a file: headers of 23 data sets, alignment and the deck, generously.
std::uint64_t metadata_allowance(const ChainHeader& header) {
    return (std::uint64_t{1} << 17U) + header.deck.size();
}

}  // namespace

std::int64_t samples_among_first(std::int64_t kept, std::int64_t first, std::int64_t count) {
    return std::clamp(kept - first, std::int64_t{0}, count);
}

SnapshotChainWriter SnapshotChainWriter::create(const std::filesystem::path& path, const ChainHeader& header,
                                                const ChainLayout& layout, ExistingFile existing) {
    ChainHeader complete_header = header;
    complete_header.ebru_version = version;
    EBRU_EXPECT(!chain_fault(complete_header, layout));
    make_way(path, chain_journal(), existing);
    const RoomNeeded room{chain_bytes(complete_header, layout) + metadata_allowance(complete_header), 0,
                          "keep fewer samples, levels or pairs, store half precision, or write to another disk"};
    const std::filesystem::path fresh =
        create_fresh_file(path, room, [&](const auto& file) { create_chain_file(file, complete_header, layout); });
    CheckpointJournal journal = CheckpointJournal::start(journal_path(path), chain_journal());
    publish_fresh_file(path, fresh);
    return {path, std::move(complete_header), layout, std::move(journal)};
}

SnapshotChainWriter SnapshotChainWriter::resume(const std::filesystem::path& path, const ChainHeader& header,
                                                const ChainLayout& layout) {
    ChainHeader complete_header = header;
    complete_header.ebru_version = version;
    EBRU_EXPECT(!chain_fault(complete_header, layout));
    require_unfinished(path);
    const std::filesystem::path partial = partial_path(path);
    CheckpointJournal journal = CheckpointJournal::resume(journal_path(path), chain_journal(), layout.samples);
    const ChainDescription in_file = read_chain_description(Hdf5File::open(partial), partial);
    if (const auto difference = first_difference(in_file, {complete_header, layout})) {
        throw UserError("cannot resume " + partial.string(), *difference,
                        "repeat the command that began it, or begin anew with --overwrite");
    }
    return {path, std::move(complete_header), layout, std::move(journal)};
}

SnapshotChainWriter::SnapshotChainWriter(std::filesystem::path path, ChainHeader header, ChainLayout layout,
                                         CheckpointJournal journal)
    : path_(std::move(path)),
      header_(std::move(header)),
      layout_(std::move(layout)),
      journal_(std::move(journal)),
      written_(journal_.recorded()) {
    const Hdf5File file = Hdf5File::open(partial_path(path_));
    const auto part = [&](const char* name) { return FilledFile::part(file, name); };
    state_ = part(chain_name::state);
    pair_state_ = part(chain_name::pair_state);
    pair_level_ = part(chain_name::pair_level);
    velocity_ = part(chain_name::velocity);
    mass_drift_ = part(chain_name::mass_drift);
    max_speed_ = part(chain_name::max_speed_lu);
    effective_peclet_ = part(chain_name::effective_peclet);
    divergence_ratio_ = part(chain_name::divergence_ratio);
    state_crc_ = part(chain_name::state_checksum);
    pair_crc_ = part(chain_name::pair_checksum);
    velocity_crc_ = part(chain_name::velocity_checksum);
    diagnostics_crc_ = part(chain_name::diagnostics_checksum);
    finished_ = part(chain_name::finished);
    file_ = FilledFile(partial_path(path_), "sample");
}

template <class Real>
void SnapshotChainWriter::expect_sizes(const ChainBlock<Real>& block) const {
    EBRU_EXPECT(file_.is_open());
    EBRU_EXPECT(block.first == written_ && block.count >= 1 && block.count <= layout_.samples - written_);
    const auto size = [](std::int64_t number) { return static_cast<std::size_t>(number); };
    const std::size_t count = size(block.count);
    const std::size_t full = size(samples_among_first(layout_.full_samples, block.first, block.count));
    const std::size_t moving = size(samples_among_first(layout_.velocity_samples, block.first, block.count));
    const std::size_t pairs = size(layout_.pairs_per_sample);
    const std::size_t image = layout_.shape.values();
    const std::size_t field = size(header_.last_level()) * 2 * layout_.shape.grid().cells();
    EBRU_EXPECT(block.states.size() == full * layout_.full_levels.size() * image);
    EBRU_EXPECT(block.pair_levels.size() == count * pairs);
    EBRU_EXPECT(block.pair_states.size() == count * pairs * size(layout_.window_states()) * image);
    EBRU_EXPECT(block.velocity.size() == moving * field);
    EBRU_EXPECT(block.diagnostics.mass_drift.size() == count * size(layout_.shape.channels));
    EBRU_EXPECT(block.diagnostics.max_speed_lu.size() == count);
    EBRU_EXPECT(block.diagnostics.effective_peclet.size() == count);
    EBRU_EXPECT(block.diagnostics.divergence_ratio.size() == count);
    const auto in_schedule = [&](std::int32_t k) { return k >= layout_.pair_window && k <= header_.last_level(); };
    EBRU_EXPECT(std::ranges::all_of(block.pair_levels, in_schedule));
}

/// Writes `count` samples of a part and their checksums, each continuing from `crc`.
template <class Real>
void SnapshotChainWriter::write_samples(const FilledFile::Part& part, const FilledFile::Part& checksums,
                                        std::int64_t first, std::int64_t count, std::span<const Real> values,
                                        std::vector<std::uint32_t> crc) {
    if (count == 0) {
        return;
    }
    const std::size_t sample_values = values.size() / static_cast<std::size_t>(count);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        crc[at] = file_.store_values(part, first + i, values.subspan(at * sample_values, sample_values), crc[at]);
    }
    file_.store_numbers<std::uint32_t>(checksums, first, crc);
}

template <class Real>
void SnapshotChainWriter::write_diagnostics(const ChainBlock<Real>& block) {
    const ChainDiagnostics& diagnostics = block.diagnostics;
    file_.store_numbers<double>(mass_drift_, block.first, diagnostics.mass_drift);
    file_.store_numbers<double>(max_speed_, block.first, diagnostics.max_speed_lu);
    file_.store_numbers<double>(effective_peclet_, block.first, diagnostics.effective_peclet);
    file_.store_numbers<double>(divergence_ratio_, block.first, diagnostics.divergence_ratio);
    std::vector<std::uint32_t> crc;
    for (std::int64_t i = 0; i < block.count; ++i) {
        crc.push_back(diagnostics_checksum(header_.first_sample + block.first + i, diagnostics, i));
    }
    file_.store_numbers<std::uint32_t>(diagnostics_crc_, block.first, crc);
}

template <class Real>
void SnapshotChainWriter::write_block(const ChainBlock<Real>& block) {
    expect_sizes(block);
    const auto full = samples_among_first(layout_.full_samples, block.first, block.count);
    const auto moving = samples_among_first(layout_.velocity_samples, block.first, block.count);
    const auto zeros = [](std::int64_t count) {
        return std::vector<std::uint32_t>(static_cast<std::size_t>(count), 0U);
    };
    write_samples(state_, state_crc_, block.first, full, block.states, zeros(full));
    write_samples(velocity_, velocity_crc_, block.first, moving, block.velocity, zeros(moving));

    const auto pairs = static_cast<std::size_t>(layout_.pairs_per_sample);
    file_.store_numbers(pair_level_, block.first, block.pair_levels);
    std::vector<std::uint32_t> pair_crc;
    for (std::size_t i = 0; i < static_cast<std::size_t>(block.count); ++i) {
        pair_crc.push_back(extend_crc32_of(0, block.pair_levels.subspan(i * pairs, pairs)));
    }
    write_samples(pair_state_, pair_crc_, block.first, block.count, block.pair_states, std::move(pair_crc));
    write_diagnostics(block);
    written_ += block.count;
}

void SnapshotChainWriter::checkpoint() {
    EBRU_EXPECT(file_.is_open());
    if (written_ > journal_.recorded()) {
        file_.sync();
        journal_.record(written_);
    }
}

void SnapshotChainWriter::finish() {
    EBRU_EXPECT(written_ == layout_.samples);
    checkpoint();
    file_.store_numbers<std::int64_t>(finished_, 0, std::vector<std::int64_t>{layout_.samples});
    file_.sync();
    file_.close();
    SnapshotChainReader(partial_path(path_)).verify();
    publish_partial_file(path_);
    journal_.close();
    std::filesystem::remove(journal_path(path_));
}

template void SnapshotChainWriter::write_block(const ChainBlock<float>&);
template void SnapshotChainWriter::write_block(const ChainBlock<double>&);

}  // namespace ebru
