#include "solvers/ensemble_run/particle_table.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "io/trajectory_file.hpp"

namespace ebru {

ResultTable particle_table(const std::filesystem::path& trajectory, std::string name) {
    constexpr std::int64_t most = 400;
    const TrajectoryReader reader(trajectory);
    const TrajectoryLayout& layout = reader.layout();
    const std::int64_t shown = std::min(layout.kept, most);
    const auto d = static_cast<std::size_t>(layout.dimension);
    ResultTable table(std::move(name), {"id", "row", "t", "level", "x", "y"});
    std::vector<double> points(static_cast<std::size_t>(shown) * d);
    for (std::int64_t row = 0; row < layout.rows() && shown > 0; ++row) {
        reader.read_position<double>(row, 0, shown, points);
        const TrajectoryTime& time = layout.times[static_cast<std::size_t>(row)];
        for (std::int64_t i = 0; i < shown; ++i) {
            const std::size_t at = static_cast<std::size_t>(i) * d;
            table.add({static_cast<double>(i), static_cast<double>(row), time.t, static_cast<double>(time.level),
                       points[at], d > 1 ? points[at + 1] : 0.0});
        }
    }
    return table;
}

}  // namespace ebru
