#include "solvers/velocity/array_velocity.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "field/velocity_gradient.hpp"

namespace ebru {

namespace {

std::string shape_text(const std::vector<std::int64_t>& extent) {
    std::string text = "(";
    for (std::size_t n = 0; n < extent.size(); ++n) {
        text += (n == 0 ? "" : ", ") + std::to_string(extent[n]);
    }
    return text + ")";
}

/// Number of fields in the array. \throws UserError when the shape is neither (2, Y, X) nor (K, 2, Y, X).
std::size_t count_slices(const ArrayVelocityParameters& p, const ArrayData& array, const std::string& name) {
    const std::vector<std::int64_t> steady{2, p.grid.ny, p.grid.nx};
    std::vector<std::int64_t> per_interval{p.levels};
    per_interval.insert(per_interval.end(), steady.begin(), steady.end());
    validate(array.extent == steady || array.extent == per_interval,
             "velocity array " + name + " of shape " + shape_text(array.extent),
             "it must cover the images and the intervals",
             "give " + shape_text(steady) + " for a steady velocity or " + shape_text(per_interval) +
                 " for one field per interval");
    return array.extent == steady ? 1 : static_cast<std::size_t>(p.levels);
}

}  // namespace

ArrayVelocity::ArrayVelocity(const ArrayVelocityParameters& parameters, ArrayData array, const std::string& name)
    : SharedFieldVelocity(parameters.grid),
      walls_(parameters.walls),
      slices_(count_slices(parameters, array, name)),
      values_(std::move(array.value)) {
    const std::size_t cells = grid().cells();
    EBRU_EXPECT(values_.size() == slices_ * 2 * cells);
    const auto bad = std::find_if(values_.begin(), values_.end(), [](double value) { return !std::isfinite(value); });
    validate(bad == values_.end(), "velocity array " + name + ", value number " + std::to_string(bad - values_.begin()),
             "it is not a finite number", "mend the file");
    for (std::size_t s = 0; s < slices_; ++s) {
        double* v = values_.data() + s * 2 * cells;
        const double scale = velocity_scale(v, v + cells, cells, parameters.scale);
        validate(scale > 0.0, "velocity array " + name + ", field " + std::to_string(s) + ", is 0 in every cell",
                 "it cannot be scaled to unit rms or maximum", "use the scale as_given, or mend the file");
        std::transform(v, v + 2 * cells, v, [scale](double value) { return value / scale; });
    }
}

ArrayVelocity::ArrayVelocity(const ArrayVelocityParameters& parameters, const std::filesystem::path& path,
                             const std::string& dataset)
    : ArrayVelocity(parameters, read_array(path, dataset), path.string()) {}

const double* ArrayVelocity::slice(double t) const {
    EBRU_EXPECT(t >= 0.0);
    const auto interval = std::min(static_cast<std::size_t>(t), slices_ - 1);
    return values_.data() + interval * 2 * grid().cells();
}

void ArrayVelocity::fill_shape(double t, double* shape) const {
    std::copy_n(slice(t), 2 * grid().cells(), shape);
}

void ArrayVelocity::fill_acceleration(double t, double* acceleration) const {
    advective_acceleration(slice(t), grid(), walls_, acceleration);
}

}  // namespace ebru
