#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "io/checkpoint_journal.hpp"
#include "io/filled_file.hpp"
#include "io/hdf5_file.hpp"
#include "io/partial_file.hpp"
#include "io/state_slots.hpp"
#include "io/trajectory_schema.hpp"

namespace ebru {

/// Everything that a trajectory keeps of one time. All arrays are contiguous, last extent fastest.
template <class Real>
struct TrajectoryRow {
    std::span<const Real> position;      ///< (n, d): the first n particles; a longer span is an error
    std::span<const Real> velocity;      ///< (n, d), or empty when the layout keeps none
    std::span<const double> mean;        ///< (d) of all N particles, or empty when the layout keeps no moments
    std::span<const double> covariance;  ///< (d, d), or empty
};

/// What a checkpoint holds of the run: (N, w) numbers in the working precision, of all N particles.
struct CheckpointedState {
    int width = 0;  ///< w, numbers of a particle: d for positions, 2 d with momenta; 0: the run keeps no checkpoints
};

/// Writes the paths of an ensemble (docs/trajectory_format.md), safe against kill -9, power loss and full disks.
///
/// The file is written as `<path>.partial`, created whole at once (all metadata, all room on the disk), so that rows
/// only fill bytes in place: the finished bytes depend on header, layout and values alone, not on interruptions.
/// A checkpoint puts the state of all N particles into `<path>.partial.state` and the number of finished steps into
/// `<path>.partial.journal`; a resumed run goes on from there. finish() verifies, renames and removes both.
///
///     auto writer = TrajectoryWriter::create(path, header, layout, ExistingFile::refuse, {d});  // or resume(...)
///     if (writer.steps() > 0) { writer.read_state<float>(state); }
///     for (step = writer.steps(); step <= last; ++step) {
///         if (a row of the state after `step` steps is wanted) { writer.write_row<float>(row); }
///         if (now and then, step > 0) { writer.checkpoint<float>(step, state); }
///         if (step < last) { one step; }
///     }
///     writer.finish();
///
/// A resumed loop begins behind that checkpoint: at step writer.steps() with its row written already, which
/// writer.rows() tells. One thread at a time.
class TrajectoryWriter {
  public:
    /// \param header its ebru_version is filled in here; \param layout without fault (trajectory_fault), a contract.
    /// \throws UserError when the trajectory exists (refuse), another process writes it, the folder cannot be written
    /// or the disk has not enough room for file and checkpoints; nothing is left behind then.
    static TrajectoryWriter create(const std::filesystem::path& path, const TrajectoryHeader& header,
                                   const TrajectoryLayout& layout, ExistingFile existing, CheckpointedState state);

    /// Continues an unfinished trajectory after its last checkpoint; where there is none yet, from its beginning.
    /// \throws UserError when there is no unfinished one, its journal or state is damaged, or it was begun with another
    /// header or layout: the message names the first difference.
    static TrajectoryWriter resume(const std::filesystem::path& path, const TrajectoryHeader& header,
                                   const TrajectoryLayout& layout, CheckpointedState state);

    /// Rows written so far; after resume(), those that can be trusted. The next row has this index.
    [[nodiscard]] std::int64_t rows() const { return rows_; }

    /// Steps of the run that the last checkpoint had finished; 0 when there is none.
    [[nodiscard]] std::int64_t steps() const { return journal_.recorded(); }

    /// The state of all particles at the last checkpoint, (N, w): the numbers that checkpoint() was given.
    /// Needs steps() > 0 and the working precision. \throws UserError when the disk gives back other bytes.
    template <class Real>
    void read_state(std::span<Real> state) const;

    /// Writes the next row. Not yet a checkpoint: a kill undoes it.
    /// \throws UserError when a number is not finite once stored, naming part, time and particle, or when the disk
    /// refuses; what the last checkpoint had stays and can be resumed.
    template <class Real>
    void write_row(const TrajectoryRow<Real>& row);

    /// Makes the rows so far and the state after `steps` > steps() finished steps safe against kill and power loss.
    /// \param state (N, w) in the working precision. Costs writing it once, and fsync.
    template <class Real>
    void checkpoint(std::int64_t steps, std::span<const Real> state);

    /// Verifies every checksum from the disk and gives the file its name. Needs all rows. The writer is done then.
    /// \throws UserError when the disk gives back other bytes than were written.
    void finish();

  private:
    TrajectoryWriter(std::filesystem::path path, TrajectoryHeader header, TrajectoryLayout layout,
                     CheckpointJournal journal, StateSlots slots);

    std::filesystem::path path_;
    TrajectoryHeader header_;
    TrajectoryLayout layout_;
    CheckpointJournal journal_;
    StateSlots slots_;
    FilledFile file_;
    std::int64_t rows_ = 0;
    FilledFile::Part position_, velocity_, mean_, covariance_;
    FilledFile::Part position_crc_, velocity_crc_, moment_crc_, finished_;
};

/// Reads a trajectory. Everything in the file is checked against everything else before it is trusted with memory;
/// checksums are compared by verify(). One thread at a time.
class TrajectoryReader {
  public:
    /// \throws UserError when the file is missing, not HDF5, truncated, no trajectory, of another version,
    /// inconsistent, or not finished.
    explicit TrajectoryReader(std::filesystem::path path);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] const TrajectoryHeader& header() const { return trajectory_.header; }
    [[nodiscard]] const TrajectoryLayout& layout() const { return trajectory_.layout; }

    /// Positions (or velocities) of the particles first .. first + count - 1 at time `row`, into (count, d); converted
    /// to Real when stored otherwise.
    template <class Real>
    void read_position(std::int64_t row, std::int64_t first, std::int64_t count, std::span<Real> position) const;
    template <class Real>
    void read_velocity(std::int64_t row, std::int64_t first, std::int64_t count, std::span<Real> velocity) const;

    /// Mean (d) and covariance (d, d) of all N particles at time `row`. Needs layout().moments.
    [[nodiscard]] std::vector<double> mean(std::int64_t row) const;
    [[nodiscard]] std::vector<double> covariance(std::int64_t row) const;

    /// Compares all checksums with the data; reads the whole file once.
    /// \throws UserError naming the first time, and what of it, that differs.
    void verify() const;

  private:
    [[nodiscard]] std::vector<double> read_moment(const char* name, std::int64_t row) const;

    std::filesystem::path path_;
    Hdf5File file_;
    TrajectoryDescription trajectory_;
    Hdf5Dataset position_;
    Hdf5Dataset velocity_;
};

/// What a trajectory is and holds, in a page of text: `ebru info`.
std::string describe_trajectory(const TrajectoryReader& trajectory);

}  // namespace ebru
