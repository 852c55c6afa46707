#include "io/snapshot_chain_reader.hpp"

#include <algorithm>
#include <format>
#include <utility>

#include "base/error.hpp"
#include "io/chain_journal.hpp"
#include "io/chain_levels.hpp"
#include "io/checksum.hpp"
#include "io/stored_values.hpp"

namespace ebru {

namespace {

/// verify() reads about this much at a time.
constexpr std::uint64_t read_ahead_bytes = std::uint64_t{1} << 24U;

std::uint64_t u64(std::int64_t number) {
    return static_cast<std::uint64_t>(number);
}

Hdf5File open_chain(const std::filesystem::path& path) {
    std::error_code unreachable;
    const bool missing = !std::filesystem::exists(path, unreachable);
    const bool begun = std::filesystem::exists(partial_path(path), unreachable);
    validate(!(missing && begun), "cannot open " + path.string(),
             "only " + partial_path(path).string() + " is there yet", "finish it with ebru forward --resume");
    return Hdf5File::open(path);
}

/// Reads a block and converts it, directly when memory and file agree.
template <class Real>
void read_converted(const Hdf5Dataset& dataset, const Hdf5Dims& start, const Hdf5Dims& count, std::span<Real> values) {
    if (dataset.type() == number_type_of<Real>()) {
        dataset.read_stored(start, count, std::as_writable_bytes(values));
        return;
    }
    std::vector<std::byte> bytes(values.size() * number_bytes(dataset.type()));
    dataset.read_stored(start, count, bytes);
    decode(dataset.type(), std::span<const std::byte>(bytes), values);
}

/// Extends the checksums of samples 0 .. crc.size() - 1 of a data set by their bytes, reading a moderate piece at a
/// time: several samples, or one entry of a large sample.
void extend_sample_checksums(const Hdf5Dataset& dataset, std::vector<std::uint32_t>& crc) {
    if (crc.empty() || number_of_values(dataset.dims()) == 0) {
        return;
    }
    const Hdf5Dims& dims = dataset.dims();
    const std::uint64_t samples = crc.size();
    const std::uint64_t sample_bytes = number_of_values(dims) / dims.front() * number_bytes(dataset.type());
    const bool large = sample_bytes > read_ahead_bytes && dims.size() > 1;
    const std::uint64_t entries = large ? dims[1] : 1;
    const std::uint64_t rows = std::max<std::uint64_t>(1, read_ahead_bytes / sample_bytes);
    Hdf5Dims start(dims.size(), 0);
    Hdf5Dims count = dims;
    std::vector<std::byte> bytes;
    for (start[0] = 0; start[0] < samples; start[0] += count[0]) {
        count[0] = std::min(rows, samples - start[0]);
        for (std::uint64_t entry = 0; entry < entries; ++entry) {
            if (large) {
                start[1] = entry;
                count[1] = 1;
            }
            bytes.resize(number_of_values(count) * number_bytes(dataset.type()));
            dataset.read_stored(start, count, bytes);
            const std::size_t row_bytes = bytes.size() / count[0];
            for (std::uint64_t row = 0; row < count[0]; ++row) {
                std::uint32_t& sum = crc[start[0] + row];
                sum = extend_crc32(sum, std::span(bytes).subspan(row * row_bytes, row_bytes));
            }
        }
    }
}

}  // namespace

SnapshotChainReader::SnapshotChainReader(std::filesystem::path path, ChainAccess access)
    : path_(std::move(path)), file_(open_chain(path_)), chain_(read_chain_description(file_, path_)) {
    const std::int64_t n = layout().samples;
    const std::int64_t finished = file_.dataset(chain_name::finished).read_all<std::int64_t>().front();
    finished_ = finished == n;
    validate(finished_ || access == ChainAccess::finished_or_partial, path_.string() + " is not finished",
             "its run was interrupted and not all of it can be trusted", "finish it with ebru forward --resume");
    complete_ = finished_ ? n : ChainJournal::samples_recorded(path_.string() + ".journal", n);
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

void SnapshotChainReader::verify() const {
    const std::string advice = "the disk or a copy has changed the file: make it again, or copy it again";
    const auto compare = [&](const char* checksum_name, const std::string& what,
                             const std::vector<std::uint32_t>& found) {
        const std::vector<std::uint32_t> stored = file_.dataset(checksum_name).read_all<std::uint32_t>();
        for (std::size_t i = 0; i < found.size(); ++i) {
            validate(found[i] == stored[i], std::format("{}: the {} of sample {} are damaged", path_.string(), what, i),
                     std::format("checksum {:08x}, not {:08x}", found[i], stored[i]), advice);
        }
    };
    const std::uint32_t levels_stored =
        file_.dataset(chain_name::dimensions_checksum).read_all<std::uint32_t>().front();
    validate(levels_checksum(levels()) == levels_stored, path_.string() + ": the level tables are damaged",
             std::format("checksum {:08x}, not {:08x}", levels_checksum(levels()), levels_stored), advice);

    std::vector<std::uint32_t> states(u64(std::min(complete_, layout().full_samples)), 0U);
    extend_sample_checksums(state_, states);
    compare(chain_name::state_checksum, "states", states);

    std::vector<std::uint32_t> pairs(u64(complete_), 0U);
    extend_sample_checksums(pair_level_, pairs);
    extend_sample_checksums(pair_state_, pairs);
    compare(chain_name::pair_checksum, "pairs", pairs);

    std::vector<std::uint32_t> velocities(u64(std::min(complete_, layout().velocity_samples)), 0U);
    extend_sample_checksums(velocity_, velocities);
    compare(chain_name::velocity_checksum, "velocities", velocities);

    const std::vector<std::int64_t> ids = file_.dataset(chain_name::sample_id).read_all<std::int64_t>();
    const ChainDiagnostics diagnostics = read_diagnostics();
    std::vector<std::uint32_t> sums(u64(complete_), 0U);
    for (std::size_t i = 0; i < sums.size(); ++i) {
        sums[i] = diagnostics_checksum(ids[i], diagnostics, static_cast<std::int64_t>(i));
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
