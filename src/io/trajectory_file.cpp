#include "io/trajectory_file.hpp"

#include <algorithm>
#include <format>
#include <utility>

#include "base/error.hpp"
#include "base/version.hpp"
#include "io/checksum.hpp"
#include "io/dataset_reading.hpp"
#include "io/stored_values.hpp"

namespace ebru {

namespace {

/// HDF5's own part of a file: headers of 12 data sets, alignment, the index of a chunk a row (24 bytes and a tree over
/// them), and the deck, generously.
std::uint64_t metadata_allowance(const TrajectoryHeader& header, const TrajectoryLayout& layout) {
    return (std::uint64_t{1} << 16U) + header.deck.size() + 256 * static_cast<std::uint64_t>(layout.rows());
}

/// The journal's limit on steps: any number that a run can reach.
constexpr std::int64_t most_steps = std::int64_t{1} << 48U;

std::filesystem::path state_path(const std::filesystem::path& path) {
    return partial_path(path).string() + ".state";
}

std::uint64_t state_bytes(const TrajectoryHeader& header, const TrajectoryLayout& layout, CheckpointedState state) {
    return static_cast<std::uint64_t>(layout.particles) * static_cast<std::uint64_t>(state.width) *
           number_bytes(working_type(header.working_precision));
}

TrajectoryHeader completed(const TrajectoryHeader& header, const TrajectoryLayout& layout, CheckpointedState state) {
    EBRU_EXPECT(!trajectory_fault(layout) && state.width >= 0);
    TrajectoryHeader complete = header;
    complete.ebru_version = version;
    return complete;
}

Hdf5File open_trajectory(const std::filesystem::path& path) {
    refuse_unfinished(path, "finish it with ebru ensemble --resume");
    return Hdf5File::open(path);
}

std::uint64_t u64(std::int64_t number) {
    return static_cast<std::uint64_t>(number);
}

}  // namespace

TrajectoryWriter TrajectoryWriter::create(const std::filesystem::path& path, const TrajectoryHeader& header,
                                          const TrajectoryLayout& layout, ExistingFile existing,
                                          CheckpointedState state) {
    TrajectoryHeader complete = completed(header, layout, state);
    make_way(path, trajectory_journal(), existing);
    std::filesystem::remove(state_path(path));
    const std::uint64_t copy_bytes = state_bytes(complete, layout, state);
    const RoomNeeded room{dataset_bytes(trajectory_datasets(layout)) + metadata_allowance(complete, layout),
                          state.width > 0 ? StateSlots::file_bytes(copy_bytes) : 0,
                          "keep fewer particles or times, or write to another disk"};
    const std::filesystem::path fresh =
        create_fresh_file(path, room, [&](const auto& file) { create_trajectory_file(file, complete, layout); });
    StateSlots slots;
    try {
        slots = state.width > 0 ? StateSlots::create(state_path(path), copy_bytes) : StateSlots();
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(fresh, ignored);
        throw;
    }
    CheckpointJournal journal = CheckpointJournal::start(journal_path(path), trajectory_journal());
    publish_fresh_file(path, fresh);
    return {path, std::move(complete), layout, std::move(journal), std::move(slots)};
}

TrajectoryWriter TrajectoryWriter::resume(const std::filesystem::path& path, const TrajectoryHeader& header,
                                          const TrajectoryLayout& layout, CheckpointedState state) {
    TrajectoryHeader complete = completed(header, layout, state);
    if (file_progress(path) == FileProgress::finished) {
        std::filesystem::remove(state_path(path));  // of a run killed just after it gave the file its name
    }
    require_unfinished(path);
    CheckpointJournal journal = CheckpointJournal::resume(journal_path(path), trajectory_journal(), most_steps);
    const std::filesystem::path partial = partial_path(path);
    const TrajectoryDescription in_file = read_trajectory_description(Hdf5File::open(partial), partial);
    if (const auto difference = first_difference(in_file, {complete, layout})) {
        throw UserError("cannot resume " + partial.string(), *difference,
                        "repeat the command that began it, or begin anew with --overwrite");
    }
    StateSlots slots =
        state.width > 0 ? StateSlots::open(state_path(path), state_bytes(complete, layout, state)) : StateSlots();
    return {path, std::move(complete), layout, std::move(journal), std::move(slots)};
}

TrajectoryWriter::TrajectoryWriter(std::filesystem::path path, TrajectoryHeader header, TrajectoryLayout layout,
                                   CheckpointJournal journal, StateSlots slots)
    : path_(std::move(path)),
      header_(std::move(header)),
      layout_(std::move(layout)),
      journal_(std::move(journal)),
      slots_(std::move(slots)) {
    if (steps() > 0) {
        EBRU_EXPECT(slots_.is_open());
        rows_ = slots_.rows_after(steps());
        validate(rows_ >= 0 && rows_ <= layout_.rows(), "the state " + state_path(path_).string() + " is damaged",
                 std::format("it stands after {} of {} times", rows_, layout_.rows()),
                 "delete the unfinished file and start again without --resume");
    }
    const Hdf5File file = Hdf5File::open(partial_path(path_));
    const auto part = [&](const char* name) { return FilledFile::part(file, name); };
    position_ = part(trajectory_name::position);
    velocity_ = part(trajectory_name::velocity);
    mean_ = part(trajectory_name::mean);
    covariance_ = part(trajectory_name::covariance);
    position_crc_ = part(trajectory_name::position_checksum);
    velocity_crc_ = part(trajectory_name::velocity_checksum);
    moment_crc_ = part(trajectory_name::moment_checksum);
    finished_ = part(trajectory_name::finished);
    file_ = FilledFile(partial_path(path_), "time");
}

template <class Real>
void TrajectoryWriter::read_state(std::span<Real> state) const {
    EBRU_EXPECT(steps() > 0 && number_type_of<Real>() == working_type(header_.working_precision));
    slots_.load(steps(), std::as_writable_bytes(state));
}

template <class Real>
void TrajectoryWriter::write_row(const TrajectoryRow<Real>& row) {
    EBRU_EXPECT(file_.is_open() && rows_ < layout_.rows());
    const std::size_t d = static_cast<std::size_t>(layout_.dimension);
    const std::size_t path_numbers = static_cast<std::size_t>(layout_.kept) * d;
    EBRU_EXPECT(row.position.size() == path_numbers);
    EBRU_EXPECT(row.velocity.size() == (layout_.velocity ? path_numbers : 0));
    EBRU_EXPECT(row.mean.size() == (layout_.moments ? d : 0));
    EBRU_EXPECT(row.covariance.size() == (layout_.moments ? d * d : 0));
    const auto store_checksum = [&](const FilledFile::Part& part, std::uint32_t crc) {
        file_.store_numbers(part, rows_, std::span<const std::uint32_t>(&crc, 1));
    };
    store_checksum(position_crc_, file_.store_values(position_, rows_, row.position, 0));
    if (layout_.velocity) {
        store_checksum(velocity_crc_, file_.store_values(velocity_, rows_, row.velocity, 0));
    }
    if (layout_.moments) {
        const std::uint32_t crc = file_.store_values(mean_, rows_, row.mean, 0);
        store_checksum(moment_crc_, file_.store_values(covariance_, rows_, row.covariance, crc));
    }
    ++rows_;
}

template <class Real>
void TrajectoryWriter::checkpoint(std::int64_t steps, std::span<const Real> state) {
    EBRU_EXPECT(file_.is_open() && slots_.is_open());
    EBRU_EXPECT(steps > journal_.recorded() && steps <= most_steps);
    EBRU_EXPECT(number_type_of<Real>() == working_type(header_.working_precision));
    file_.sync();
    slots_.store(journal_.recorded(), steps, rows_, std::as_bytes(state));
    journal_.record(steps);
}

void TrajectoryWriter::finish() {
    EBRU_EXPECT(file_.is_open() && rows_ == layout_.rows());
    file_.sync();  // no row may be lost behind the sign that the file is finished
    const std::int64_t all = layout_.rows();
    file_.store_numbers(finished_, 0, std::span<const std::int64_t>(&all, 1));
    file_.sync();
    file_.close();
    TrajectoryReader(partial_path(path_)).verify();
    publish_partial_file(path_);
    slots_.close();
    std::filesystem::remove(state_path(path_));
    journal_.close();
    std::filesystem::remove(journal_path(path_));
}

TrajectoryReader::TrajectoryReader(std::filesystem::path path)
    : path_(std::move(path)), file_(open_trajectory(path_)), trajectory_(read_trajectory_description(file_, path_)) {
    const std::int64_t finished = file_.dataset(trajectory_name::finished).read_all<std::int64_t>().front();
    validate(finished == layout().rows(), path_.string() + " is not finished",
             "its run was interrupted and not all of it can be trusted", "finish it with ebru ensemble --resume");
    position_ = file_.dataset(trajectory_name::position);
    velocity_ = file_.dataset(trajectory_name::velocity);
}

template <class Real>
void TrajectoryReader::read_position(std::int64_t row, std::int64_t first, std::int64_t count,
                                     std::span<Real> position) const {
    EBRU_EXPECT(row >= 0 && row < layout().rows() && first >= 0 && count >= 0);
    read_converted(position_, {u64(row), u64(first), 0}, {1, u64(count), position_.dims()[2]}, position);
}

template <class Real>
void TrajectoryReader::read_velocity(std::int64_t row, std::int64_t first, std::int64_t count,
                                     std::span<Real> velocity) const {
    EBRU_EXPECT(layout().velocity && row >= 0 && row < layout().rows() && first >= 0 && count >= 0);
    read_converted(velocity_, {u64(row), u64(first), 0}, {1, u64(count), velocity_.dims()[2]}, velocity);
}

std::vector<double> TrajectoryReader::read_moment(const char* name, std::int64_t row) const {
    EBRU_EXPECT(layout().moments && row >= 0 && row < layout().rows());
    const Hdf5Dataset dataset = file_.dataset(name);
    Hdf5Dims start(dataset.dims().size(), 0);
    Hdf5Dims count = dataset.dims();
    start[0] = u64(row);
    count[0] = 1;
    std::vector<double> values(number_of_values(count));
    dataset.read<double>(start, count, values);
    return values;
}

std::vector<double> TrajectoryReader::mean(std::int64_t row) const {
    return read_moment(trajectory_name::mean, row);
}

std::vector<double> TrajectoryReader::covariance(std::int64_t row) const {
    return read_moment(trajectory_name::covariance, row);
}

void TrajectoryReader::verify() const {
    const std::string advice = "the disk or a copy has changed the file: make it again, or copy it again";
    const auto require = [&](const std::string& what, std::uint32_t found, std::uint32_t stored) {
        validate(found == stored, std::format("{}: {} damaged", path_.string(), what),
                 std::format("checksum {:08x}, not {:08x}", found, stored), advice);
    };
    require("the tables of times and particles are", trajectory_table_checksum(layout()),
            file_.dataset(trajectory_name::table_checksum).read_all<std::uint32_t>().front());
    const auto compare = [&](const char* checksums, const std::string& what, std::initializer_list<const char*> parts) {
        const std::vector<std::uint32_t> stored = file_.dataset(checksums).read_all<std::uint32_t>();
        std::vector<std::uint32_t> found(stored.size(), 0U);
        for (const char* part : parts) {
            extend_row_checksums(file_.dataset(part), 0, found);
        }
        for (std::size_t row = 0; row < found.size(); ++row) {
            require(std::format("the {} of time {} are", what, row), found[row], stored[row]);
        }
    };
    compare(trajectory_name::position_checksum, "positions", {trajectory_name::position});
    compare(trajectory_name::velocity_checksum, "velocities", {trajectory_name::velocity});
    compare(trajectory_name::moment_checksum, "moments", {trajectory_name::mean, trajectory_name::covariance});
}

#define EBRU_INSTANTIATE_TRAJECTORY(Real)                                                                           \
    template void TrajectoryWriter::read_state(std::span<Real>) const;                                              \
    template void TrajectoryWriter::write_row(const TrajectoryRow<Real>&);                                          \
    template void TrajectoryWriter::checkpoint(std::int64_t, std::span<const Real>);                                \
    template void TrajectoryReader::read_position(std::int64_t, std::int64_t, std::int64_t, std::span<Real>) const; \
    template void TrajectoryReader::read_velocity(std::int64_t, std::int64_t, std::int64_t, std::span<Real>) const;
EBRU_INSTANTIATE_TRAJECTORY(float)
EBRU_INSTANTIATE_TRAJECTORY(double)
#undef EBRU_INSTANTIATE_TRAJECTORY

}  // namespace ebru
