#include "io/snapshot_chain_reader.hpp"

#include <algorithm>
#include <format>
#include <initializer_list>
#include <utility>

#include "base/error.hpp"
#include "io/chain_block.hpp"
#include "io/chain_levels.hpp"
#include "io/chain_sections.hpp"
#include "io/checkpoint_journal.hpp"
#include "io/checksum.hpp"
#include "io/dataset_reading.hpp"
#include "io/partial_file.hpp"

namespace ebru {

namespace {

std::uint64_t u64(std::int64_t number) {
    return static_cast<std::uint64_t>(number);
}

Hdf5File open_chain(const std::filesystem::path& path) {
    refuse_unfinished(path, "finish it with ebru forward --resume");
    return Hdf5File::open(path);
}

}  // namespace

SnapshotChainReader::SnapshotChainReader(std::filesystem::path path, ChainAccess access)
    : path_(std::move(path)), file_(open_chain(path_)), chain_(read_chain_description(file_, path_)) {
    const std::int64_t n = layout().samples;
    const std::int64_t finished = file_.dataset(chain_name::finished).read_all<std::int64_t>().front();
    finished_ = finished == n;
    validate(finished_ || access == ChainAccess::finished_or_partial, path_.string() + " is not finished",
             "its run was interrupted and not all of it can be trusted", "finish it with ebru forward --resume");
    if (finished_) {
        require_sections(chain_, path_);
    }
    complete_ = finished_ ? n : CheckpointJournal::recorded_in(path_.string() + ".journal", chain_journal(), n);
    state_ = file_.dataset(chain_name::state);
    pair_state_ = file_.dataset(chain_name::pair_state);
    pair_level_ = file_.dataset(chain_name::pair_level);
    velocity_ = file_.dataset(chain_name::velocity);
}

template <class Real>
void SnapshotChainReader::read_state(std::int64_t sample, std::size_t level_index, std::span<Real> state) const {
    EBRU_EXPECT(sample >= 0 && sample < std::min(complete_, layout().full_samples));
    const Hdf5Dims& dims = state_.dims();
    read_converted(state_, {u64(sample), level_index, 0, 0, 0}, {1, 1, dims[2], dims[3], dims[4]}, state);
}

template <class Real>
void SnapshotChainReader::read_pairs(std::int64_t first, std::int64_t count, std::span<std::int32_t> levels,
                                     std::span<Real> states) const {
    read_window_starts(first, count, 2, levels, states);
}

template <class Real>
void SnapshotChainReader::read_windows(std::int64_t first, std::int64_t count, std::span<std::int32_t> levels,
                                       std::span<Real> states) const {
    read_window_starts(first, count, u64(layout().window_states()), levels, states);
}

/// The first `length` states of every window.
template <class Real>
void SnapshotChainReader::read_window_starts(std::int64_t first, std::int64_t count, std::uint64_t length,
                                             std::span<std::int32_t> levels, std::span<Real> states) const {
    EBRU_EXPECT(first >= 0 && count >= 0 && first <= complete_ && count <= complete_ - first);
    const Hdf5Dims& dims = pair_state_.dims();
    pair_level_.read(Hdf5Dims{u64(first), 0}, Hdf5Dims{u64(count), dims[1]}, levels);
    read_converted(pair_state_, {u64(first), 0, 0, 0, 0, 0}, {u64(count), dims[1], length, dims[3], dims[4], dims[5]},
                   states);
}

template <class Real>
void SnapshotChainReader::read_velocity(std::int64_t sample, int level, std::span<Real> velocity) const {
    EBRU_EXPECT(sample >= 0 && sample < std::min(complete_, layout().velocity_samples));
    EBRU_EXPECT(level >= 1 && level <= header().last_level());
    const Hdf5Dims& dims = velocity_.dims();
    read_converted(velocity_, {u64(sample), u64(level - 1), 0, 0, 0}, {1, 1, 2, dims[3], dims[4]}, velocity);
}

ChainDiagnostics SnapshotChainReader::read_diagnostics() const {
    const auto read = [&](const char* name) {
        const Hdf5Dataset dataset = file_.dataset(name);
        Hdf5Dims count = dataset.dims();
        count[0] = u64(complete_);
        std::vector<double> values(number_of_values(count));
        dataset.read<double>(Hdf5Dims(count.size(), 0), count, values);
        return values;
    };
    return {read(chain_name::mass_drift), read(chain_name::max_speed_lu), read(chain_name::effective_peclet),
            read(chain_name::divergence_ratio)};
}

std::uint32_t diagnostics_checksum(SampleId id, const ChainDiagnostics& diagnostics, std::int64_t i) {
    const std::size_t channels = diagnostics.mass_drift.size() / diagnostics.max_speed_lu.size();
    const auto at = static_cast<std::size_t>(i);
    std::uint32_t crc = extend_crc32_of(0, std::span<const SampleId>(&id, 1));
    crc = extend_crc32_of(crc, std::span(diagnostics.mass_drift).subspan(at * channels, channels));
    for (const auto* values :
         {&diagnostics.max_speed_lu, &diagnostics.effective_peclet, &diagnostics.divergence_ratio}) {
        crc = extend_crc32_of(crc, std::span(*values).subspan(at, 1));
    }
    return crc;
}

void SnapshotChainReader::verify(SampleRange samples) const {
    EBRU_EXPECT(samples.first >= 0 && samples.count >= 0 && samples.count <= complete_ - samples.first);
    const std::string advice = "the disk or a copy has changed the file: make it again, or copy it again";
    const std::uint32_t levels_stored =
        file_.dataset(chain_name::dimensions_checksum).read_all<std::uint32_t>().front();
    validate(levels_checksum(levels()) == levels_stored, path_.string() + ": the level tables are damaged",
             std::format("checksum {:08x}, not {:08x}", levels_checksum(levels()), levels_stored), advice);

    const auto compare = [&](const char* checksum_name, const std::string& what,
                             const std::vector<std::uint32_t>& found) {
        std::vector<std::uint32_t> stored(found.size());
        file_.dataset(checksum_name).read<std::uint32_t>({u64(samples.first)}, {found.size()}, stored);
        for (std::size_t i = 0; i < found.size(); ++i) {
            validate(found[i] == stored[i],
                     std::format("{}: the {} of sample {} are damaged", path_.string(), what, u64(samples.first) + i),
                     std::format("checksum {:08x}, not {:08x}", found[i], stored[i]), advice);
        }
    };
    // Of `parts`, which the first `kept` samples have.
    const auto verify_rows = [&](std::int64_t kept, std::initializer_list<const Hdf5Dataset*> parts,
                                 const char* checksum_name, const std::string& what) {
        std::vector<std::uint32_t> sums(u64(samples_among_first(kept, samples.first, samples.count)), 0U);
        if (!sums.empty()) {
            for (const Hdf5Dataset* part : parts) {
                extend_row_checksums(*part, u64(samples.first), sums);
            }
            compare(checksum_name, what, sums);
        }
    };
    verify_rows(layout().full_samples, {&state_}, chain_name::state_checksum, "states");
    verify_rows(layout().samples, {&pair_level_, &pair_state_}, chain_name::pair_checksum, "pairs");
    verify_rows(layout().velocity_samples, {&velocity_}, chain_name::velocity_checksum, "velocities");

    const std::vector<std::int64_t> ids = file_.dataset(chain_name::sample_id).read_all<std::int64_t>();
    const ChainDiagnostics diagnostics = read_diagnostics();
    std::vector<std::uint32_t> sums(u64(samples.count), 0U);
    for (std::int64_t i = 0; i < samples.count; ++i) {
        sums[u64(i)] = diagnostics_checksum(ids[u64(samples.first + i)], diagnostics, samples.first + i);
    }
    compare(chain_name::diagnostics_checksum, "diagnostics", sums);
}

#define EBRU_INSTANTIATE_CHAIN_READER(Real)                                                              \
    template void SnapshotChainReader::read_state(std::int64_t, std::size_t, std::span<Real>) const;     \
    template void SnapshotChainReader::read_pairs(std::int64_t, std::int64_t, std::span<std::int32_t>,   \
                                                  std::span<Real>) const;                                \
    template void SnapshotChainReader::read_windows(std::int64_t, std::int64_t, std::span<std::int32_t>, \
                                                    std::span<Real>) const;                              \
    template void SnapshotChainReader::read_velocity(std::int64_t, int, std::span<Real>) const;
EBRU_INSTANTIATE_CHAIN_READER(float)
EBRU_INSTANTIATE_CHAIN_READER(double)
#undef EBRU_INSTANTIATE_CHAIN_READER

}  // namespace ebru
