#include "solvers/forward/chain_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ebru {

namespace {

/// `wanted` of `available` kept levels, evenly spread, first and last included.
std::vector<std::size_t> spread_levels(std::size_t available, std::size_t wanted) {
    const std::size_t count = std::min(available, wanted);
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < count; ++i) {
        chosen.push_back(count > 1 ? i * (available - 1) / (count - 1) : available - 1);
    }
    return chosen;
}

std::filesystem::path draw_series(const SnapshotChainReader& chain, std::int64_t sample,
                                  const std::filesystem::path& folder, const LevelFields& fields) {
    const ChainLayout& layout = chain.layout();
    const SampleId id = chain.header().first_sample + sample;
    VtkSeriesWriter writer(folder, fmt::format("image_{:06d}", id), layout.shape);
    std::vector<double> state(layout.shape.values());
    std::vector<float> state_float(layout.shape.values());
    std::vector<double> velocity;
    for (std::size_t l = 0; l < layout.full_levels.size(); ++l) {
        const int level = layout.full_levels[l];
        if (sample < layout.velocity_samples) {
            velocity.resize(2 * layout.shape.grid().cells());
            chain.read_velocity(sample, std::max(level, 1), std::span<double>(velocity));
        }
        const LevelRecord& record = chain.levels()[static_cast<std::size_t>(level)];
        chain.read_state(sample, l, std::span<double>(state));
        const std::vector<VtkField> shown = fields ? fields(id, level, state) : std::vector<VtkField>{};
        if (layout.format == StoredFormat::double_precision) {
            writer.write_level(record, std::span<const double>(state), velocity, shown);
        } else {
            chain.read_state(sample, l, std::span<float>(state_float));
            writer.write_level(record, std::span<const float>(state_float), velocity, shown);
        }
    }
    writer.finish();
    return writer.series_file();
}

}  // namespace

ChainPictures draw_chain(const SnapshotChainReader& chain, const PictureSettings& pictures, ValueRange data_range,
                         const std::filesystem::path& folder, const LevelFields& fields) {
    const ChainLayout& layout = chain.layout();
    ChainPictures drawn;
    const auto series = std::min<std::int64_t>(pictures.vtk_samples, layout.full_samples);
    for (std::int64_t sample = 0; sample < series; ++sample) {
        drawn.series.push_back(draw_series(chain, sample, folder / "fields", fields));
    }
    const auto rows = static_cast<int>(std::min<std::int64_t>(pictures.sheet_samples, layout.full_samples));
    if (rows == 0) {
        return drawn;
    }
    const std::vector<std::size_t> columns =
        spread_levels(layout.full_levels.size(), static_cast<std::size_t>(pictures.sheet_levels));
    ContactSheet sheet(layout.shape, rows, static_cast<int>(columns.size()), pictures.sheet_range.value_or(data_range));
    std::vector<float> state(layout.shape.values());
    for (int row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns.size(); ++column) {
            chain.read_state(row, columns[column], std::span<float>(state));
            sheet.place(row, static_cast<int>(column), std::span<const float>(state));
        }
    }
    drawn.sheet = folder / "contact_sheet.png";
    sheet.write(drawn.sheet);
    return drawn;
}

}  // namespace ebru
