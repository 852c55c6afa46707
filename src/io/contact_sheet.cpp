#include "io/contact_sheet.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "io/png_file.hpp"

namespace ebru {

namespace {

constexpr int pleasant_width = 1200;  ///< of a sheet, pixels
constexpr int most_enlarged = 8;      ///< beyond, single cells look like tiles
constexpr int gutter = 4;             ///< between and around images, pixels

int divide_up(int number, int by) {
    return (number + by - 1) / by;
}

std::uint8_t gray_level(double value, const ValueRange& range) {
    const double fraction = (value - range.black) / (range.white - range.black);
    return fraction > 0.0 ? static_cast<std::uint8_t>(std::lround(255.0 * std::min(fraction, 1.0))) : std::uint8_t{0};
}

/// Mean of the block of cells that begins at (y, x), as far as it lies in the image.
template <class Real>
double block_mean(std::span<const Real> plane, const Grid& grid, int y, int x, int block) {
    double sum = 0.0;
    int cells = 0;
    for (int row = y; row < std::min(y + block, grid.ny); ++row) {
        for (int column = x; column < std::min(x + block, grid.nx); ++column) {
            sum += static_cast<double>(plane[static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.nx) +
                                             static_cast<std::size_t>(column)]);
            ++cells;
        }
    }
    return sum / cells;
}

}  // namespace

ContactSheet::ContactSheet(ImageShape shape, int rows, int columns, ValueRange range)
    : shape_(shape), range_(range), rows_(rows), columns_(columns) {
    EBRU_EXPECT(rows >= 1 && columns >= 1 && shape.values() > 0 && range.black < range.white);
    const int room = std::max(columns, pleasant_width - gutter * (columns + 1));
    block_ = divide_up(columns * shape.nx, room);
    enlarged_ = std::clamp(room / (columns * divide_up(shape.nx, block_)), 1, most_enlarged);
    tile_ny_ = divide_up(shape.ny, block_) * enlarged_;
    tile_nx_ = divide_up(shape.nx, block_) * enlarged_;
    width_ = columns * tile_nx_ + gutter * (columns + 1);
    height_ = rows * tile_ny_ + gutter * (rows + 1);
    pixels_.assign(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) *
                       static_cast<std::size_t>(shown_channels()),
                   255);
}

template <class Real>
void ContactSheet::place(int row, int column, std::span<const Real> image) {
    EBRU_EXPECT(row >= 0 && row < rows_ && column >= 0 && column < columns_ && image.size() == shape_.values());
    const Grid grid = shape_.grid();
    const int top = gutter + row * (tile_ny_ + gutter);
    const int left = gutter + column * (tile_nx_ + gutter);
    for (int channel = 0; channel < shown_channels(); ++channel) {
        const auto plane = image.subspan(static_cast<std::size_t>(channel) * grid.cells(), grid.cells());
        for (int y = 0; y < tile_ny_; ++y) {
            for (int x = 0; x < tile_nx_; ++x) {
                const double mean = block_mean(plane, grid, y / enlarged_ * block_, x / enlarged_ * block_, block_);
                const auto pixel = static_cast<std::size_t>(top + y) * static_cast<std::size_t>(width_) +
                                   static_cast<std::size_t>(left + x);
                pixels_[pixel * static_cast<std::size_t>(shown_channels()) + static_cast<std::size_t>(channel)] =
                    gray_level(mean, range_);
            }
        }
    }
}

void ContactSheet::write(const std::filesystem::path& path) const {
    write_file_atomically(path, png_file(pixels_, width_, height_, shown_channels()), Durability::process_kill);
}

template void ContactSheet::place(int, int, std::span<const float>);
template void ContactSheet::place(int, int, std::span<const double>);

}  // namespace ebru
