#include "blocks/velocity_halo.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace ebru {

namespace {

FieldEdges edges_of(const FieldPart& part, Walls walls) {
    const BlockLayout* const layout = part.layout();
    if (layout == nullptr) {
        EBRU_EXPECT(part.everything());
        return FieldEdges::of(walls);
    }
    const auto beyond = [](BlockSide side) { return side == BlockSide::wall ? BeyondEdge::mirror : BeyondEdge::held; };
    return {beyond(layout->side_y(-1)), beyond(layout->side_y(+1)), beyond(layout->side_x(-1)),
            beyond(layout->side_x(+1))};
}

}  // namespace

VelocityHalo::VelocityHalo(const FieldPart& part, Walls walls, int fields)
    : part_(part), walls_(walls), padded_(part.grid()), edges_(edges_of(part, walls)) {
    if (part.layout() == nullptr) {
        return;
    }
    EBRU_EXPECT((walls == Walls::periodic) == (part.layout()->walls() == Walls::periodic));
    copy_ = Padded("velocity with ghosts", static_cast<std::size_t>(fields),
                   2 * static_cast<std::size_t>(padded_.field_stride));
    host_copy_ = Kokkos::create_mirror_view(copy_);
    HaloPlan plan;
    plan.padded = padded_;
    plan.cells = part.grid();
    plan.fields = 2;
    plan.count = fields;
    exchange_.emplace(*part.layout(), plan);
}

void VelocityHalo::update(const HostVelocity& v) {
    own_ = v;
    if (!exchange_.has_value()) {
        return;
    }
    const Grid grid = part_.grid();
    EBRU_EXPECT(v.extent(0) == copy_.extent(0));
    for (std::size_t f = 0; f < v.extent(0); ++f) {
        for (std::size_t c = 0; c < 2; ++c) {
            double* const field = &host_copy_(f, c * static_cast<std::size_t>(padded_.field_stride));
            for (int y = 0; y < grid.ny; ++y) {
                std::copy_n(&v(f, c, static_cast<std::size_t>(y), 0), grid.nx, field + padded_.offset(y, 0));
            }
        }
    }
    Kokkos::deep_copy(copy_, host_copy_);
    exchange_->exchange(copy_);
    Kokkos::deep_copy(host_copy_, copy_);
}

GhostedVelocity VelocityHalo::field(int f) const {
    if (!exchange_.has_value()) {
        return {&own_(f, 0, 0, 0), part_.grid(), walls_};
    }
    const double* const v_x = &host_copy_(f, 0) + padded_.offset(0, 0);
    return {v_x, v_x + padded_.field_stride, part_.grid(), padded_.row_stride, edges_};
}

}  // namespace ebru
