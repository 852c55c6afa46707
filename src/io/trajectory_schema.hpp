#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/precision.hpp"
#include "io/checkpoint_journal.hpp"
#include "io/dataset_layout.hpp"
#include "io/hdf5_file.hpp"

namespace ebru {

/// The version that this ebru writes and reads; docs/trajectory_format.md is its description.
inline constexpr int trajectory_format_version = 1;

/// What trajectories call themselves, and what their journal counts.
FileFormat trajectory_file_format();
JournalKind trajectory_journal();

/// What an ensemble's run is about. Everything here is compared on resume, so the deck must leave out what does not
/// change results (threads, progress, …).
struct TrajectoryHeader {
    std::string process;  ///< "ddpm", "brownian", "bhattacharyya force" …
    std::string density;  ///< what the particles were drawn from: "mixture of 5 Gaussians"
    Precision working_precision = Precision::single_precision;
    std::uint64_t seed = 0;
    std::string deck;          ///< resolved TOML
    std::string ebru_version;  ///< filled by the writer
};

/// When a row of a trajectory is. Nothing need increase from row to row: a run that goes to level K and back has
/// levels 0 .. K .. 0 and times 0 .. 2.
struct TrajectoryTime {
    double t = 0.0;          ///< finite
    std::int32_t level = 0;  ///< >= 0
    bool operator==(const TrajectoryTime&) const = default;
};

/// What is kept of it: T rows, of the first n of N particles.
struct TrajectoryLayout {
    std::int64_t particles = 0;                            ///< N >= 1
    std::int64_t kept = 0;                                 ///< n, 0..N: particles 0 .. n - 1 keep their path
    int dimension = 0;                                     ///< d, 1..64
    StoredFormat format = StoredFormat::single_precision;  ///< of positions and velocities: single or double
    std::vector<TrajectoryTime> times;                     ///< (T), T >= 1
    bool velocity = false;                                 ///< of the kept particles at every time
    bool moments = false;                                  ///< mean and covariance of all N particles at every time

    [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(times.size()); }
    bool operator==(const TrajectoryLayout&) const = default;
};

/// Names of the data sets.
namespace trajectory_name {
inline constexpr const char* t = "/times/t";
inline constexpr const char* level = "/times/level";
inline constexpr const char* id = "/particles/id";
inline constexpr const char* position = "/particles/position";
inline constexpr const char* velocity = "/particles/velocity";
inline constexpr const char* mean = "/moments/mean";
inline constexpr const char* covariance = "/moments/covariance";
inline constexpr const char* finished = "/times/finished";
inline constexpr const char* table_checksum = "/checksums/tables";
inline constexpr const char* position_checksum = "/checksums/position";
inline constexpr const char* velocity_checksum = "/checksums/velocity";
inline constexpr const char* moment_checksum = "/checksums/moments";
}  // namespace trajectory_name

/// What is wrong with a layout ("9 of 8 particles kept"); nothing when it is sound.
std::optional<std::string> trajectory_fault(const TrajectoryLayout& layout);

/// Every data set of a trajectory: the one list that the writer creates from and the reader checks against.
/// Needs a layout without fault.
std::vector<Hdf5DatasetSpec> trajectory_datasets(const TrajectoryLayout& layout);

/// Checksum of times and ids.
std::uint32_t trajectory_table_checksum(const TrajectoryLayout& layout);

/// Makes the HDF5 file with all attributes, times and ids; the rest is allocated and not yet written. The bytes depend
/// on header and layout alone. \throws UserError
void create_trajectory_file(const std::filesystem::path& path, const TrajectoryHeader& header,
                            const TrajectoryLayout& layout);

/// What a trajectory file says of itself.
struct TrajectoryDescription {
    TrajectoryHeader header;
    TrajectoryLayout layout;
};

/// Reads header and layout of an open file, after checking its format, its version, and the name, type and extents of
/// every data set. Nothing is allocated by a number in the file before the file is known to be large enough for it.
/// \throws UserError saying what is not as it should be.
TrajectoryDescription read_trajectory_description(const Hdf5File& file, const std::filesystem::path& path);

/// The first thing in which two trajectories differ, for the message that refuses a resume; nothing when they agree.
std::optional<std::string> first_difference(const TrajectoryDescription& in_file, const TrajectoryDescription& now);

}  // namespace ebru
