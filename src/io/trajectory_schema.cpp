#include "io/trajectory_schema.hpp"

#include <cmath>
#include <format>
#include <numeric>
#include <span>

#include "base/error.hpp"
#include "io/checksum.hpp"
#include "io/file_difference.hpp"
#include "io/stored_values.hpp"

namespace ebru {

namespace {

using namespace trajectory_name;

// Far above any run, and small enough that products of a few of them are caught before they overflow.
constexpr std::int64_t most_particles = std::int64_t{1} << 40U;
constexpr std::int64_t most_rows = std::int64_t{1} << 24U;
constexpr int most_dimensions = 64;
constexpr double most_bytes = 0x1.0p60;

std::uint64_t u64(std::int64_t number) {
    return static_cast<std::uint64_t>(number);
}

std::vector<double> column_of_t(const TrajectoryLayout& layout) {
    std::vector<double> column;
    for (const TrajectoryTime& time : layout.times) {
        column.push_back(time.t);
    }
    return column;
}

std::vector<std::int32_t> column_of_levels(const TrajectoryLayout& layout) {
    std::vector<std::int32_t> column;
    for (const TrajectoryTime& time : layout.times) {
        column.push_back(time.level);
    }
    return column;
}

std::vector<std::int64_t> ids(std::int64_t kept) {
    std::vector<std::int64_t> numbers(static_cast<std::size_t>(kept));
    std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
    return numbers;
}

void write_root_attributes(Hdf5File& file, const TrajectoryHeader& header, const TrajectoryLayout& layout) {
    const auto text = [&](const char* name, const std::string& value) { file.write_attribute("/", name, value); };
    const auto number = [&](const char* name, auto value) { file.write_attribute("/", name, value); };
    text("format_name", trajectory_file_format().format_name);
    number("format_version", std::int32_t{trajectory_format_version});
    text("ebru_version", header.ebru_version);
    text("process", header.process);
    text("density", header.density);
    text("working_precision", number_type_name(working_type(header.working_precision)));
    text("stored_format", number_type_name(state_type(layout.format)));
    number("seed", header.seed);
    text("deck", header.deck);
    number("n_particles", layout.particles);
    number("n_kept", layout.kept);
    number("n_dimensions", std::int32_t{layout.dimension});
    number("n_times", layout.rows());
    number("has_velocity", std::int32_t{layout.velocity ? 1 : 0});
    number("has_moments", std::int32_t{layout.moments ? 1 : 0});
}

}  // namespace

FileFormat trajectory_file_format() {
    return {"ebru trajectory", "a trajectory file", "trajectory", trajectory_format_version, "ebru ensemble"};
}

JournalKind trajectory_journal() {
    return {"trajectory", "steps"};
}

std::optional<std::string> trajectory_fault(const TrajectoryLayout& layout) {
    if (layout.particles < 1 || layout.particles > most_particles) {
        return std::format("{} particles", layout.particles);
    }
    if (layout.kept < 0 || layout.kept > layout.particles) {
        return std::format("{} of {} particles kept", layout.kept, layout.particles);
    }
    if (layout.dimension < 1 || layout.dimension > most_dimensions) {
        return std::format("{} dimensions, not 1 to {}", layout.dimension, most_dimensions);
    }
    if (layout.format == StoredFormat::half) {
        return "positions stored as half, whose 3 digits are too few for steps";
    }
    if (layout.times.empty() || layout.rows() > most_rows) {
        return std::format("{} times", layout.rows());
    }
    for (std::size_t row = 0; row < layout.times.size(); ++row) {
        if (!std::isfinite(layout.times[row].t) || layout.times[row].level < 0) {
            return std::format("t = {} and level {} at time {}", layout.times[row].t, layout.times[row].level, row);
        }
    }
    // In floating point: exact integers could overflow, and close to the limit nothing depends on the last digit.
    const double bytes = 8.0 * static_cast<double>(layout.rows()) * layout.dimension *
                         (2.0 * static_cast<double>(layout.kept) + layout.dimension + 1.0);
    if (bytes > most_bytes) {
        return std::format("{} bytes of paths", bytes);
    }
    return std::nullopt;
}

std::vector<Hdf5DatasetSpec> trajectory_datasets(const TrajectoryLayout& layout) {
    const std::uint64_t rows = layout.times.size();
    const std::uint64_t moving = layout.velocity ? rows : 0;
    const std::uint64_t moments = layout.moments ? rows : 0;
    const std::uint64_t kept = u64(layout.kept);
    const std::uint64_t d = u64(layout.dimension);
    const NumberType stored = state_type(layout.format);
    constexpr NumberType crc = NumberType::uint32;
    std::vector<Hdf5DatasetSpec> specs{
        {t, NumberType::float64, {rows}, {}},
        {level, NumberType::int32, {rows}, {}},
        {finished, NumberType::int64, {1}, {}},
        {id, NumberType::int64, {kept}, {}},
        {position, stored, {rows, kept, d}, {}},
        {velocity, stored, {moving, kept, d}, {}},
        {mean, NumberType::float64, {moments, d}, {}},
        {covariance, NumberType::float64, {moments, d, d}, {}},
        {table_checksum, crc, {1}, {}},
        {position_checksum, crc, {rows}, {}},
        {velocity_checksum, crc, {moving}, {}},
        {moment_checksum, crc, {moments}, {}},
    };
    for (Hdf5DatasetSpec& spec : specs) {
        if (spec.name == position || spec.name == velocity) {
            spec.chunk = row_chunk(spec.dims, spec.type);
        }
    }
    return specs;
}

std::uint32_t trajectory_table_checksum(const TrajectoryLayout& layout) {
    std::uint32_t crc = extend_crc32_of(0, std::span<const double>(column_of_t(layout)));
    crc = extend_crc32_of(crc, std::span<const std::int32_t>(column_of_levels(layout)));
    return extend_crc32_of(crc, std::span<const std::int64_t>(ids(layout.kept)));
}

void create_trajectory_file(const std::filesystem::path& path, const TrajectoryHeader& header,
                            const TrajectoryLayout& layout) {
    Hdf5File file = Hdf5File::create(path);
    write_root_attributes(file, header, layout);
    for (const Hdf5DatasetSpec& spec : trajectory_datasets(layout)) {
        file.create_dataset(spec);
    }
    file.write_all<double>(t, column_of_t(layout));
    file.write_all<std::int32_t>(level, column_of_levels(layout));
    file.write_all<std::int64_t>(finished, std::vector<std::int64_t>{0});
    if (layout.kept > 0) {
        file.write_all<std::int64_t>(id, ids(layout.kept));
    }
    file.write_all<std::uint32_t>(table_checksum, std::vector<std::uint32_t>{trajectory_table_checksum(layout)});
    file.write_attribute(position, "axes", "time, particle, coordinate");
    file.write_attribute(position, "units", "length of the data");
    file.write_attribute(velocity, "axes", "time, particle, coordinate");
    file.write_attribute(velocity, "units", "length of the data per unit of t");
    file.write_attribute(mean, "axes", "time, coordinate");
    file.write_attribute(covariance, "axes", "time, coordinate, coordinate");
    file.close();
}

namespace {

std::int64_t read_count(const Hdf5File& file, const char* attribute) {
    return file.number_attribute<std::int64_t>(attribute);
}

bool read_flag(const Hdf5File& file, const std::string& name, const char* attribute) {
    const auto flag = file.number_attribute<std::int32_t>(attribute);
    validate(flag == 0 || flag == 1, name + " is damaged", std::format("{} = {}, not 0 or 1", attribute, flag),
             trajectory_file_format().remake());
    return flag == 1;
}

void require_sound(const TrajectoryLayout& layout, const std::string& name) {
    if (const auto fault = trajectory_fault(layout)) {
        throw UserError(name + " is damaged", *fault, trajectory_file_format().remake());
    }
}

/// The particles are 0 .. n - 1: what else the file says of them is a fault.
void require_ids(const Hdf5File& file, const TrajectoryLayout& layout, const std::string& name) {
    const std::vector<std::int64_t> found = file.dataset(id).read_all<std::int64_t>();
    validate(found == ids(layout.kept), name + " is damaged", "its particles are not numbered 0, 1, 2 …",
             trajectory_file_format().remake());
}

}  // namespace

TrajectoryDescription read_trajectory_description(const Hdf5File& file, const std::filesystem::path& path) {
    const std::string name = path.string();
    const FileFormat format = trajectory_file_format();
    require_format(file, name, format);
    TrajectoryDescription trajectory;
    TrajectoryHeader& header = trajectory.header;
    header.process = file.text_attribute("process");
    header.density = file.text_attribute("density");
    header.working_precision = read_working_precision(file, name, format);
    header.seed = file.number_attribute<std::uint64_t>("seed");
    header.deck = file.text_attribute("deck");
    header.ebru_version = file.text_attribute("ebru_version");
    TrajectoryLayout& layout = trajectory.layout;
    layout.format = read_stored_format(file, name, format);
    layout.particles = read_count(file, "n_particles");
    layout.kept = read_count(file, "n_kept");
    layout.dimension = file.number_attribute<std::int32_t>("n_dimensions");
    layout.velocity = read_flag(file, name, "has_velocity");
    layout.moments = read_flag(file, name, "has_moments");
    const std::int64_t rows = read_count(file, "n_times");
    const std::uint64_t file_bytes = std::filesystem::file_size(path);
    validate(rows >= 1 && rows <= most_rows && u64(rows) * sizeof(double) <= file_bytes, name + " is damaged",
             std::format("{} times do not fit it", rows), format.remake());
    layout.times.resize(static_cast<std::size_t>(rows));  // sound times, so that sizes are checked before they are read
    require_sound(layout, name);
    require_datasets(file, path, trajectory_datasets(layout), format);
    const std::vector<double> times = file.dataset(t).read_all<double>();
    const std::vector<std::int32_t> levels = file.dataset(level).read_all<std::int32_t>();
    for (std::size_t row = 0; row < layout.times.size(); ++row) {
        layout.times[row] = {times[row], levels[row]};
    }
    require_sound(layout, name);
    require_ids(file, layout, name);
    return trajectory;
}

std::optional<std::string> first_difference(const TrajectoryDescription& in_file, const TrajectoryDescription& now) {
    const TrajectoryHeader& old_header = in_file.header;
    const TrajectoryHeader& new_header = now.header;
    const TrajectoryLayout& old_layout = in_file.layout;
    const TrajectoryLayout& new_layout = now.layout;
    const auto word = [](NumberType type) { return std::string(number_type_name(type)); };
    const auto whether = [](bool kept) { return std::string(kept ? "kept" : "left out"); };
    FileDifference difference;
    difference.compare("the version of ebru", old_header.ebru_version, new_header.ebru_version);
    difference.compare("the process", old_header.process, new_header.process);
    difference.compare("the density", old_header.density, new_header.density);
    difference.compare("the working precision", word(working_type(old_header.working_precision)),
                       word(working_type(new_header.working_precision)));
    difference.compare("the seed", old_header.seed, new_header.seed);
    difference.compare("the number of particles", old_layout.particles, new_layout.particles);
    difference.compare("the number of particles whose path is kept", old_layout.kept, new_layout.kept);
    difference.compare("the dimension", old_layout.dimension, new_layout.dimension);
    difference.compare("the stored format", word(state_type(old_layout.format)), word(state_type(new_layout.format)));
    difference.compare("the velocity", whether(old_layout.velocity), whether(new_layout.velocity));
    difference.compare("the table of moments", whether(old_layout.moments), whether(new_layout.moments));
    difference.compare_decks(old_header.deck, new_header.deck);
    difference.compare("the number of times", old_layout.rows(), new_layout.rows());
    for (std::size_t row = 0; !difference.found() && row < new_layout.times.size(); ++row) {
        difference.compare(std::format("the level of time {}", row), old_layout.times[row].level,
                           new_layout.times[row].level);
        difference.compare(std::format("t of time {}", row), old_layout.times[row].t, new_layout.times[row].t);
    }
    return difference.first();
}

}  // namespace ebru
