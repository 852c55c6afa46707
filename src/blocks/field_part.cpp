#include "blocks/field_part.hpp"

#include <vector>

namespace ebru {

FieldPart::FieldPart(const Grid& whole, const Window& window) : whole_(whole), window_(window) {
    EBRU_EXPECT(0 <= window.y0 && window.y0 < window.y1 && window.y1 <= whole.ny && 0 <= window.x0 &&
                window.x0 < window.x1 && window.x1 <= whole.nx);
}

FieldPart::FieldPart(const BlockLayout& layout) : FieldPart(layout.whole(), layout.window()) {
    layout_ = &layout;
}

FieldPart::FieldPart(const Grid& whole, const BlockLayout* layout)
    : FieldPart(layout == nullptr ? FieldPart(whole) : FieldPart(*layout)) {
    EBRU_EXPECT(whole_ == whole);
}

void FieldPart::largest(std::span<double> values) const {
    if (layout_ != nullptr) {
        for (double& value : values) {
            value = layout_->ranks().largest(value);
        }
        return;
    }
    EBRU_EXPECT(everything());
}

void velocity_scales(const FieldPart& part, std::span<const double* const> fields, VelocityScale wanted,
                     std::span<double> scales) {
    const std::size_t own_cells = part.grid().cells();
    const std::size_t cells = part.whole().cells();
    if (part.layout() == nullptr || wanted != VelocityScale::rms) {
        EBRU_EXPECT(part.everything() || part.layout() != nullptr || wanted == VelocityScale::as_given);
        for (std::size_t f = 0; f < fields.size(); ++f) {
            scales[f] = velocity_scale(fields[f], fields[f] + own_cells, own_cells, wanted);
        }
        if (wanted == VelocityScale::maximum) {
            part.largest(scales.first(fields.size()));
        }
        return;
    }
    std::vector<VelocitySums> sums(fields.size());
    const auto nx = static_cast<std::size_t>(part.grid().nx);
    part.fold(std::span(sums), [&](int y) {
        const std::size_t row = static_cast<std::size_t>(y) * nx;
        for (std::size_t f = 0; f < fields.size(); ++f) {
            sums[f].add(fields[f] + row, fields[f] + own_cells + row, part.first_cell(y), nx);
        }
    });
    for (std::size_t f = 0; f < fields.size(); ++f) {
        scales[f] = sums[f].scale(cells, wanted);
    }
}

}  // namespace ebru
