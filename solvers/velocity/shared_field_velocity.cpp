#include "solvers/velocity/shared_field_velocity.hpp"

#include <algorithm>

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

void SharedFieldVelocity::evaluate(std::span<const std::int64_t> fields, double t, const VelocityRequest& request) {
    EBRU_EXPECT(std::all_of(fields.begin(), fields.end(), [](std::int64_t field) { return field == 0; }));
    fill_all(request.shape, fields.size(), grid_, [&](double* out) { fill_shape(t, out); });
    fill_all(request.acceleration, fields.size(), grid_, [&](double* out) { fill_acceleration(t, out); });
    fill_all(request.rate, fields.size(), grid_, [&](double* out) { std::fill_n(out, 2 * grid_.cells(), 0.0); });
}

}  // namespace ebru
