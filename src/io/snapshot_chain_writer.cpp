#include "io/snapshot_chain_writer.hpp"

#include <algorithm>
#include <format>
#include <utility>

#include "base/error.hpp"
#include "base/version.hpp"
#include "io/chain_description.hpp"
#include "io/checksum.hpp"
#include "io/snapshot_chain_reader.hpp"
#include "io/stored_values.hpp"

namespace ebru {

namespace {

/// Values are converted and written in pieces of this many: small enough to stay in the cache between the two.
constexpr std::size_t piece_values = std::size_t{1} << 17U;

/// HDF5's own part of a file: headers of 23 data sets, alignment and the deck, generously.
std::uint64_t metadata_allowance(const ChainHeader& header) {
    return (std::uint64_t{1} << 17U) + header.deck.size();
}

void refuse_existing(const std::filesystem::path& path) {
    switch (chain_progress(path)) {
        case ChainProgress::absent:
            return;
        case ChainProgress::unfinished:
            throw UserError(partial_path(path).string() + " exists", "an earlier run did not finish this chain",
                            "continue it with --resume, or begin anew with --overwrite");
        case ChainProgress::finished:
            throw UserError(path.string() + " exists", "a finished chain is not replaced unasked",
                            "choose another name, or give --overwrite");
    }
}

/// Removes an unfinished chain, unless somebody is writing it.
void discard_unfinished(const std::filesystem::path& path) {
    if (std::filesystem::exists(journal_path(path))) {
        ChainJournal::start(journal_path(path));
    }
    std::filesystem::remove(partial_path(path));
    std::filesystem::remove(journal_path(path));
}

/// The chain's file before it is the partial file: complete metadata, all room taken, all of it on the disk.
void create_allocated_file(const std::filesystem::path& fresh, const ChainHeader& header, const ChainLayout& layout,
                           std::uint64_t needed) {
    try {
        // A limit on file sizes shows here, with its reason: HDF5 would not let go of a file that it cannot close.
        RawFile(fresh, RawAccess::created).truncate(needed);
        create_chain_file(fresh, header, layout);
        RawFile file(fresh, RawAccess::existing);
        file.allocate(file.size());
        file.sync();
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(fresh, ignored);
        throw;
    }
}

}  // namespace

std::int64_t samples_among_first(std::int64_t kept, std::int64_t first, std::int64_t count) {
    return std::clamp(kept - first, std::int64_t{0}, count);
}

SnapshotChainWriter SnapshotChainWriter::create(const std::filesystem::path& path, const ChainHeader& header,
                                                const ChainLayout& layout, ExistingChain existing) {
    ChainHeader complete_header = header;
    complete_header.ebru_version = version;
    EBRU_EXPECT(!chain_fault(complete_header, layout));
    const std::filesystem::path folder = folder_of(path);
    validate(std::filesystem::is_directory(folder), "cannot write " + path.string(),
             folder.string() + " is not a folder", "make the folder first");
    if (existing == ExistingChain::refuse) {
        refuse_existing(path);
    } else {
        discard_unfinished(path);
    }
    const std::uint64_t needed = chain_bytes(complete_header, layout) + metadata_allowance(complete_header);
    const std::uint64_t available = free_bytes(folder);
    validate(needed <= available, "no room for " + path.string(),
             std::format("it needs {} bytes ({}), and {} has {} ({}) free", needed, readable_bytes(needed),
                         folder.string(), available, readable_bytes(available)),
             "keep fewer samples, levels or pairs, store half precision, or write to another disk");
    const std::filesystem::path fresh = partial_path(path).string() + ".new";
    create_allocated_file(fresh, complete_header, layout, needed);
    ChainJournal journal = ChainJournal::start(journal_path(path));
    rename_file(fresh, partial_path(path));  // from here on there is something to resume
    sync_folder(folder);
    return {path, std::move(complete_header), layout, std::move(journal)};
}

SnapshotChainWriter SnapshotChainWriter::resume(const std::filesystem::path& path, const ChainHeader& header,
                                                const ChainLayout& layout) {
    ChainHeader complete_header = header;
    complete_header.ebru_version = version;
    EBRU_EXPECT(!chain_fault(complete_header, layout));
    const std::filesystem::path partial = partial_path(path);
    const ChainProgress progress = chain_progress(path);
    if (progress == ChainProgress::finished) {
        std::filesystem::remove(journal_path(path));  // of a run killed just after it gave the file its name
    }
    validate(progress != ChainProgress::finished, "nothing to resume", path.string() + " is finished already",
             "use it, or make it anew with --overwrite");
    validate(progress == ChainProgress::unfinished, "nothing to resume", "there is no " + partial.string(),
             "start without --resume");
    ChainJournal journal = ChainJournal::resume(journal_path(path), layout.samples);
    const ChainDescription in_file = read_chain_description(Hdf5File::open(partial), partial);
    if (const auto difference = first_difference(in_file, {complete_header, layout})) {
        throw UserError("cannot resume " + partial.string(), *difference,
                        "repeat the command that began it, or begin anew with --overwrite");
    }
    return {path, std::move(complete_header), layout, std::move(journal)};
}

SnapshotChainWriter::SnapshotChainWriter(std::filesystem::path path, ChainHeader header, ChainLayout layout,
                                         ChainJournal journal)
    : path_(std::move(path)),
      header_(std::move(header)),
      layout_(std::move(layout)),
      journal_(std::move(journal)),
      written_(journal_.recorded()) {
    // HDF5 says where the bytes lie and is closed again: what follows is plain writing, which cannot harm its metadata.
    const Hdf5File file = Hdf5File::open(partial_path(path_));
    state_ = part(file, chain_name::state);
    pair_state_ = part(file, chain_name::pair_state);
    pair_level_ = part(file, chain_name::pair_level);
    velocity_ = part(file, chain_name::velocity);
    mass_drift_ = part(file, chain_name::mass_drift);
    max_speed_ = part(file, chain_name::max_speed_lu);
    effective_peclet_ = part(file, chain_name::effective_peclet);
    divergence_ratio_ = part(file, chain_name::divergence_ratio);
    state_crc_ = part(file, chain_name::state_checksum);
    pair_crc_ = part(file, chain_name::pair_checksum);
    velocity_crc_ = part(file, chain_name::velocity_checksum);
    diagnostics_crc_ = part(file, chain_name::diagnostics_checksum);
    finished_ = part(file, chain_name::finished);
    file_ = RawFile(partial_path(path_), RawAccess::existing);
}

SnapshotChainWriter::Part SnapshotChainWriter::part(const Hdf5File& file, const char* name) const {
    const Hdf5Dataset dataset = file.dataset(name);
    if (number_of_values(dataset.dims()) == 0) {
        return {name, dataset.type(), 0, 0};
    }
    const std::uint64_t bytes = number_of_values(dataset.dims()) * number_bytes(dataset.type());
    return {name, dataset.type(), dataset.file_offset(), bytes / dataset.dims().front()};
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

template <class Real>
std::uint32_t SnapshotChainWriter::store_values(const Part& part, std::int64_t sample, std::span<const Real> values,
                                                std::uint32_t crc) {
    const std::size_t width = number_bytes(part.type);
    std::uint64_t offset = part.offset + static_cast<std::uint64_t>(sample) * part.sample_bytes;
    EBRU_ASSERT(values.size() * width == part.sample_bytes);
    for (std::size_t begin = 0; begin < values.size(); begin += piece_values) {
        const auto piece = values.subspan(begin, std::min(piece_values, values.size() - begin));
        buffer_.resize(piece.size() * width);
        if (const auto fault = encode(part.type, piece, std::span(buffer_))) {
            throw UserError(std::format("{} of sample {} holds {}", part.name, sample, piece[*fault]),
                            std::format("it is not a finite number once stored as {}", number_type_name(part.type)),
                            "store float or double if it is merely large; else the run itself has gone wrong");
        }
        crc = extend_crc32(crc, buffer_);
        file_.write_at(offset, buffer_);
        offset += buffer_.size();
    }
    return crc;
}

template <class T>
void SnapshotChainWriter::store_numbers(const Part& part, std::int64_t first, std::span<const T> numbers) {
    EBRU_ASSERT(part.type == number_type_of<T>());
    file_.write_at(part.offset + static_cast<std::uint64_t>(first) * part.sample_bytes, std::as_bytes(numbers));
}

/// Writes `count` samples of a part and their checksums, each continuing from `crc`.
template <class Real>
void SnapshotChainWriter::write_samples(const Part& part, const Part& checksums, std::int64_t first, std::int64_t count,
                                        std::span<const Real> values, std::vector<std::uint32_t> crc) {
    if (count == 0) {
        return;
    }
    const std::size_t sample_values = values.size() / static_cast<std::size_t>(count);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        crc[at] = store_values(part, first + i, values.subspan(at * sample_values, sample_values), crc[at]);
    }
    store_numbers<std::uint32_t>(checksums, first, crc);
}

template <class Real>
void SnapshotChainWriter::write_diagnostics(const ChainBlock<Real>& block) {
    const ChainDiagnostics& diagnostics = block.diagnostics;
    store_numbers<double>(mass_drift_, block.first, diagnostics.mass_drift);
    store_numbers<double>(max_speed_, block.first, diagnostics.max_speed_lu);
    store_numbers<double>(effective_peclet_, block.first, diagnostics.effective_peclet);
    store_numbers<double>(divergence_ratio_, block.first, diagnostics.divergence_ratio);
    std::vector<std::uint32_t> crc;
    for (std::int64_t i = 0; i < block.count; ++i) {
        crc.push_back(diagnostics_checksum(header_.first_sample + block.first + i, diagnostics, i));
    }
    store_numbers<std::uint32_t>(diagnostics_crc_, block.first, crc);
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
    store_numbers(pair_level_, block.first, block.pair_levels);
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
    store_numbers<std::int64_t>(finished_, 0, std::vector<std::int64_t>{layout_.samples});
    file_.sync();
    file_.close();
    const std::filesystem::path partial = partial_path(path_);
    SnapshotChainReader(partial).verify();
    rename_file(partial, path_);
    sync_folder(folder_of(path_));
    journal_.close();
    std::filesystem::remove(journal_path(path_));
}

template void SnapshotChainWriter::write_block(const ChainBlock<float>&);
template void SnapshotChainWriter::write_block(const ChainBlock<double>&);

}  // namespace ebru
