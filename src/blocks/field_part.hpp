#pragma once

#include <cstddef>
#include <span>

#include "base/error.hpp"
#include "blocks/block_layout.hpp"
#include "blocks/carried.hpp"
#include "field/velocity_scale.hpp"
#include "grid/window.hpp"

namespace ebru {

/// The cells of a field that are computed here: all, this rank's block, or any window. Code for a part is the code for
/// the whole, which is the part of everything.
///
/// Questions that take the whole field to answer are collective over the blocks; of a mere window they cannot be
/// asked. A layout must outlive the part.
class FieldPart {
  public:
    /// Everything.
    explicit FieldPart(const Grid& whole) : whole_(whole), window_(Window::all_of(whole)) {}
    /// A window, whose rest nobody holds. \param window within the grid, at least one cell.
    FieldPart(const Grid& whole, const Window& window);
    /// This rank's block.
    explicit FieldPart(const BlockLayout& layout);
    /// This rank's block, or everything if there is no layout.
    FieldPart(const Grid& whole, const BlockLayout* layout);

    [[nodiscard]] const Grid& whole() const { return whole_; }
    [[nodiscard]] const Window& window() const { return window_; }
    [[nodiscard]] Grid grid() const { return window_.grid(); }
    [[nodiscard]] bool everything() const { return grid() == whole_; }
    [[nodiscard]] const BlockLayout* layout() const { return layout_; }

    /// Number of the first cell of row y of the part, counted over the whole field in reading order.
    [[nodiscard]] std::size_t first_cell(int y) const {
        return static_cast<std::size_t>(window_.y0 + y) * static_cast<std::size_t>(whole_.nx) +
               static_cast<std::size_t>(window_.x0);
    }

    /// carry_in_reading_order() over the whole field.
    template <class State, class FoldRow>
    void fold(std::span<State> states, const FoldRow& fold_row) const {
        if (layout_ != nullptr) {
            carry_in_reading_order(*layout_, states, fold_row);
            return;
        }
        EBRU_EXPECT(everything());
        for (int y = 0; y < whole_.ny; ++y) {
            fold_row(y);
        }
    }

    /// Each value := the largest of all parts.
    void largest(std::span<double> values) const;

  private:
    Grid whole_;
    Window window_;
    const BlockLayout* layout_ = nullptr;
};

/// scales[f] := the scale of the whole field f, of which fields[f] is the part, (2, Y, X). The bits are those of
/// velocity_scale(). Collective over blocks, but for `as_given`. Cost: one reading; the rms of a field in blocks takes
/// one reading of the whole field, rank after rank (see carry_in_reading_order()).
void velocity_scales(const FieldPart& part, std::span<const double* const> fields, VelocityScale wanted,
                     std::span<double> scales);

}  // namespace ebru
