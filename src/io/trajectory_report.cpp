// describe_trajectory: the page of text that ebru info prints.
#include <format>
#include <sstream>

#include "io/raw_file.hpp"
#include "io/report_line.hpp"
#include "io/stored_values.hpp"
#include "io/trajectory_file.hpp"

namespace ebru {

std::string describe_trajectory(const TrajectoryReader& trajectory) {
    const TrajectoryHeader& header = trajectory.header();
    const TrajectoryLayout& layout = trajectory.layout();
    const TrajectoryTime& first = layout.times.front();
    const TrajectoryTime& last = layout.times.back();
    const auto rows = static_cast<std::uint64_t>(layout.rows());
    const auto d = static_cast<std::uint64_t>(layout.dimension);
    const std::uint64_t path_values = rows * static_cast<std::uint64_t>(layout.kept) * d;
    std::ostringstream out;
    out << std::format("{}: trajectory, format {}, written by ebru {}, {}\n", trajectory.path().string(),
                       trajectory_format_version, header.ebru_version,
                       readable_bytes(std::filesystem::file_size(trajectory.path())));
    out << std::format("  {:<12} {}, worked in {}, seed {}\n", "process", header.process,
                       number_type_name(working_type(header.working_precision)), header.seed);
    out << std::format("  {:<12} {} particles in {} dimensions, drawn from {}\n", "ensemble", layout.particles,
                       layout.dimension, header.density);
    out << std::format("  {:<12} {}: t = {:.6g} (level {}) .. {:.6g} (level {})\n", "times", layout.rows(), first.t,
                       first.level, last.t, last.level);
    const std::string paths = std::format("{} times x {} particles", layout.rows(), layout.kept);
    out << describe_part("positions", paths, path_values, state_type(layout.format));
    out << describe_part("velocities", paths, layout.velocity ? path_values : 0, state_type(layout.format));
    out << describe_part("moments", std::format("mean and covariance at {} times", layout.rows()),
                         layout.moments ? rows * d * (d + 1) : 0, NumberType::float64);
    return out.str();
}

}  // namespace ebru
