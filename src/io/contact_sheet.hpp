#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "field/image_batch.hpp"

namespace ebru {

/// The values shown as black and as white (or full colour); beyond them, clipped.
struct ValueRange {
    double black = 0.0;
    double white = 1.0;
};

/// A PNG that shows images side by side: a row an image, a column a level.
///
/// Three channels are shown in colour, otherwise the first in gray. Pixels are enlarged by a whole number (no
/// smoothing), or averaged over whole blocks when images are large, so that a sheet is at most about 1200 pixels wide.
class ContactSheet {
  public:
    /// \param rows, columns at least 1; \param range black < white.
    ContactSheet(ImageShape shape, int rows, int columns, ValueRange range);

    /// Puts `image` (C, Y, X) into its place; places not filled stay white.
    template <class Real>
    void place(int row, int column, std::span<const Real> image);

    /// \throws UserError when the file cannot be written; then there is none.
    void write(const std::filesystem::path& path) const;

    [[nodiscard]] int width() const { return width_; }
    [[nodiscard]] int height() const { return height_; }

  private:
    [[nodiscard]] int shown_channels() const { return shape_.channels == 3 ? 3 : 1; }

    ImageShape shape_;
    ValueRange range_;
    int rows_;
    int columns_;
    int block_ = 1;     ///< image cells averaged along each axis into one
    int enlarged_ = 1;  ///< sheet pixels along each axis for it
    int tile_ny_ = 0;   ///< sheet pixels of an image
    int tile_nx_ = 0;
    int width_ = 0;
    int height_ = 0;
    std::vector<std::uint8_t> pixels_;  ///< (height, width, channels), top row first
};

}  // namespace ebru
