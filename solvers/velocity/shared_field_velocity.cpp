#include "solvers/velocity/shared_field_velocity.hpp"

#include <algorithm>
#include <vector>

#include "base/error.hpp"

namespace ebru {

namespace {

/// Fills field 0 of the view and copies it to the others.
template <class Fill>
void fill_all(const HostVelocity& view, std::size_t fields, Grid grid, const Fill& fill) {
    if (view.extent(0) == 0) {
        return;
    }
    EBRU_EXPECT(view.extent(0) == fields && view.extent(1) == 2 &&
                view.extent(2) == static_cast<std::size_t>(grid.ny) &&
                view.extent(3) == static_cast<std::size_t>(grid.nx));
    fill(view.data());
    const std::size_t values = 2 * grid.cells();
    for (std::size_t field = 1; field < fields; ++field) {
        std::copy_n(view.data(), values, view.data() + field * values);
    }
}

}  // namespace

void SharedFieldVelocity::scale_shapes(std::span<double> shapes, VelocityScale wanted, std::span<double> scales) const {
    const std::size_t values = 2 * grid().cells();
    EBRU_EXPECT(shapes.size() == scales.size() * values);
    std::vector<const double*> fields;
    for (std::size_t s = 0; s < scales.size(); ++s) {
        fields.push_back(shapes.data() + s * values);
    }
    velocity_scales(part_, fields, wanted, scales);
    for (std::size_t s = 0; s < scales.size(); ++s) {
        double* const v = shapes.data() + s * values;
        if (scales[s] > 0.0) {
            std::transform(v, v + values, v, [scale = scales[s]](double value) { return value / scale; });
        }
    }
}

void SharedFieldVelocity::evaluate(std::span<const std::int64_t> fields, double t, const VelocityRequest& request) {
    EBRU_EXPECT(std::all_of(fields.begin(), fields.end(), [](std::int64_t field) { return field == 0; }));
    const Grid cells = grid();
    fill_all(request.shape, fields.size(), cells, [&](double* out) { fill_shape(t, out); });
    fill_all(request.acceleration, fields.size(), cells, [&](double* out) { fill_acceleration(t, out); });
    fill_all(request.rate, fields.size(), cells, [&](double* out) { std::fill_n(out, 2 * cells.cells(), 0.0); });
}

}  // namespace ebru
