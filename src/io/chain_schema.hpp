#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/precision.hpp"
#include "field/image_batch.hpp"
#include "io/chain_sections.hpp"
#include "io/checkpoint_journal.hpp"
#include "io/dataset_layout.hpp"
#include "io/hdf5_file.hpp"
#include "schedule/level_schedule.hpp"

namespace ebru {

/// The newest version that this ebru reads; docs/chain_format.md is its description. What version 1 can hold is written
/// as version 1, byte for byte; version 2 holds windows of more than two states in the place of pairs.
inline constexpr int chain_format_version = 2;

/// What chains call themselves, and what their journal counts.
FileFormat chain_file_format();
JournalKind chain_journal();

/// What a chain is about. Everything here is compared on resume, so the deck must leave out what does not change
/// results (threads, batch size, progress, …).
struct ChainHeader {
    std::string process;  ///< "heat", "stencil" …
    Precision working_precision = Precision::single_precision;
    std::uint64_t seed = 0;
    std::string deck;                 ///< resolved TOML
    std::string dataset_name;         ///< "fashion-mnist"
    std::string boundary;             ///< the deck's word for the walls
    SampleId first_sample = 0;        ///< sample i of the chain is image first_sample + i of the data set
    std::vector<LevelRecord> levels;  ///< (K+1), level k at index k
    std::string ebru_version;         ///< filled by the writer

    [[nodiscard]] int last_level() const { return static_cast<int>(levels.size()) - 1; }
};

/// What is kept of it. Each of the three parts may be empty.
struct ChainLayout {
    std::int64_t samples = 0;                              ///< N >= 1
    ImageShape shape;                                      ///< (C, Y, X)
    StoredFormat format = StoredFormat::single_precision;  ///< of the states; velocities: see velocity_type
    std::int64_t full_samples = 0;      ///< S <= N: the first S samples keep their states at `full_levels`
    std::vector<int> full_levels;       ///< (L), increasing, in 0..K
    int pairs_per_sample = 0;           ///< m: pairs (u_k, u_{k-1}) of every sample
    std::int64_t velocity_samples = 0;  ///< Sv <= N: the first Sv samples keep their velocity at levels 1..K
    int pair_window = 1;                ///< w >= 1: a pair goes on to its window u_k, u_{k-1}, .., u_{k-w}

    /// States of a window, w + 1.
    [[nodiscard]] int window_states() const { return pair_window + 1; }
    /// The version that the layout is written in.
    [[nodiscard]] int format_version() const { return pair_window == 1 ? 1 : 2; }
    bool operator==(const ChainLayout&) const = default;
};

/// Consecutive samples.
struct SampleRange {
    std::int64_t first = 0;
    std::int64_t count = 0;  ///< 0: none
};

/// Diagnostics of samples: N, or those of a block.
struct ChainDiagnostics {
    std::vector<double> mass_drift;        ///< (N, C): (mass_K - mass_0) / mass_0, or absolute where mass_0 is 0
    std::vector<double> max_speed_lu;      ///< (N), cells per step
    std::vector<double> effective_peclet;  ///< (N)
    std::vector<double> divergence_ratio;  ///< (N)
};

/// Names of the data sets.
namespace chain_name {
inline constexpr const char* level = "/dimensions/level";
inline constexpr const char* fo = "/dimensions/fo";
inline constexpr const char* sigma_px = "/dimensions/sigma_px";
inline constexpr const char* alpha_lu = "/dimensions/alpha_lu";
inline constexpr const char* tau = "/dimensions/tau";
inline constexpr const char* steps = "/dimensions/steps";
inline constexpr const char* velocity_scale_lu = "/dimensions/velocity_scale_lu";
inline constexpr const char* time = "/dimensions/time";
inline constexpr const char* state = "/t0_fields/state";
inline constexpr const char* state_level = "/t0_fields/level";
inline constexpr const char* pair_state = "/pairs/state";
inline constexpr const char* pair_level = "/pairs/level";
inline constexpr const char* velocity = "/t1_fields/velocity";
inline constexpr const char* sample_id = "/samples/id";
inline constexpr const char* finished = "/samples/finished";
inline constexpr const char* mass_drift = "/diagnostics/mass_drift";
inline constexpr const char* max_speed_lu = "/diagnostics/max_speed_lu";
inline constexpr const char* effective_peclet = "/diagnostics/effective_peclet";
inline constexpr const char* divergence_ratio = "/diagnostics/divergence_ratio";
inline constexpr const char* state_checksum = "/checksums/state";
inline constexpr const char* pair_checksum = "/checksums/pairs";
inline constexpr const char* velocity_checksum = "/checksums/velocity";
inline constexpr const char* diagnostics_checksum = "/checksums/diagnostics";
inline constexpr const char* dimensions_checksum = "/checksums/dimensions";
}  // namespace chain_name

/// What is wrong with header and layout taken together ("full_samples = 9 of 8 samples"); nothing when they are sound.
std::optional<std::string> chain_fault(const ChainHeader& header, const ChainLayout& layout);

/// Every data set of a chain: the one list that the writer creates from and the reader checks against.
/// Needs a header and layout without fault. \param sections what belongs to samples lies there; none: in the file.
std::vector<Hdf5DatasetSpec> chain_datasets(const ChainHeader& header, const ChainLayout& layout,
                                            const std::vector<ChainSection>& sections = {});

/// Bytes of all data sets, those of sections included.
std::uint64_t chain_bytes(const ChainHeader& header, const ChainLayout& layout);

/// Makes the HDF5 file with all attributes, level tables and sample ids; the rest is allocated and not yet written.
/// The bytes depend on header, layout and sections alone. \throws UserError
void create_chain_file(const std::filesystem::path& path, const ChainHeader& header, const ChainLayout& layout,
                       const std::vector<ChainSection>& sections = {});

}  // namespace ebru
