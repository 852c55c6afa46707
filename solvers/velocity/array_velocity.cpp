#include "solvers/velocity/array_velocity.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
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
std::size_t count_slices(const ArrayVelocityParameters& p, const std::vector<std::int64_t>& extent,
                         const std::string& name) {
    const std::vector<std::int64_t> steady{2, p.grid.ny, p.grid.nx};
    std::vector<std::int64_t> per_interval{p.levels};
    per_interval.insert(per_interval.end(), steady.begin(), steady.end());
    validate(extent == steady || extent == per_interval, "velocity array " + name + " of shape " + shape_text(extent),
             "it must cover the images and the intervals",
             "give " + shape_text(steady) + " for a steady velocity or " + shape_text(per_interval) +
                 " for one field per interval");
    return extent == steady ? 1 : static_cast<std::size_t>(p.levels);
}

PlaneSource planes_of(ArrayData array) {
    const auto data = std::make_shared<const ArrayData>(std::move(array));
    const std::size_t rank = data->extent.size();
    const std::size_t nx = rank < 2 ? 0 : static_cast<std::size_t>(data->extent[rank - 1]);
    const std::size_t cells = rank < 2 ? 0 : static_cast<std::size_t>(data->extent[rank - 2]) * nx;
    return {data->extent, [=](std::int64_t plane, const Window& window, std::span<double> values) {
                const auto width = static_cast<std::size_t>(window.grid().nx);
                double* to = values.data();
                for (int y = window.y0; y < window.y1; ++y, to += width) {
                    const std::size_t first = static_cast<std::size_t>(plane) * cells +
                                              static_cast<std::size_t>(y) * nx + static_cast<std::size_t>(window.x0);
                    std::copy_n(data->value.begin() + static_cast<std::ptrdiff_t>(first), width, to);
                }
            }};
}

FieldEdges edges_of(const FieldPart& part, Walls walls) {
    const BeyondEdge outside = FieldEdges::of(walls).low_y;
    const Window& window = part.window();
    const Grid& whole = part.whole();
    const auto edge = [outside](bool at_the_end, bool all_along) {
        const bool is_outside = at_the_end && (outside == BeyondEdge::mirror || all_along);
        return is_outside ? outside : BeyondEdge::held;
    };
    const bool all_y = part.grid().ny == whole.ny;
    const bool all_x = part.grid().nx == whole.nx;
    return {edge(window.y0 == 0, all_y), edge(window.y1 == whole.ny, all_y), edge(window.x0 == 0, all_x),
            edge(window.x1 == whole.nx, all_x)};
}

}  // namespace

ArrayVelocity::ArrayVelocity(const ArrayVelocityParameters& parameters, ArrayData array, const std::string& name)
    : ArrayVelocity(parameters, planes_of(std::move(array)), name, FieldPart(parameters.grid)) {}

ArrayVelocity::ArrayVelocity(const ArrayVelocityParameters& parameters, const std::filesystem::path& path,
                             const std::string& dataset)
    : ArrayVelocity(parameters, path, dataset, FieldPart(parameters.grid)) {}

ArrayVelocity::ArrayVelocity(const ArrayVelocityParameters& parameters, const std::filesystem::path& path,
                             const std::string& dataset, const FieldPart& part)
    : ArrayVelocity(parameters, open_planes(path, dataset), path.string(), part) {}

ArrayVelocity::ArrayVelocity(const ArrayVelocityParameters& parameters, const PlaneSource& planes,
                             const std::string& name, const FieldPart& part)
    : SharedFieldVelocity(part),
      walls_(parameters.walls),
      slices_(count_slices(parameters, planes.extent, name)),
      edges_(edges_of(part, parameters.walls)),
      values_(slices_ * 2 * part.grid().cells()),
      ring_(part.everything() ? 0 : slices_ * 2 * ring_values()),
      padded_(part.everything() ? 0 : 2 * Grid{part.grid().ny + 2, part.grid().nx + 2}.cells()) {
    EBRU_EXPECT(part.whole() == parameters.grid);
    if (part.layout() == nullptr) {
        read(planes, name);
    } else {
        part.layout()->ranks().together([&] { read(planes, name); });
    }
    std::vector<double> scales(slices_);
    scale_shapes(values_, parameters.scale, scales);
    for (std::size_t s = 0; s < slices_; ++s) {
        validate(scales[s] > 0.0, "velocity array " + name + ", field " + std::to_string(s) + ", is 0 in every cell",
                 "it cannot be scaled to unit rms or maximum", "use the scale as_given, or mend the file");
        const std::size_t of_field = ring_.size() / slices_;
        for (std::size_t i = s * of_field; i < (s + 1) * of_field; ++i) {
            ring_[i] /= scales[s];
        }
    }
}

std::size_t ArrayVelocity::ring_values() const {
    return 2 * static_cast<std::size_t>(grid().nx + grid().ny);
}

void ArrayVelocity::read(const PlaneSource& planes, const std::string& name) {
    const Window& window = part().window();
    const std::size_t cells = grid().cells();
    for (std::size_t plane = 0; plane < 2 * slices_; ++plane) {
        const std::span<double> values = std::span(values_).subspan(plane * cells, cells);
        planes.read(static_cast<std::int64_t>(plane), window, values);
        const auto bad = std::find_if(values.begin(), values.end(), [](double value) { return !std::isfinite(value); });
        if (bad != values.end()) {
            const auto cell = static_cast<std::size_t>(bad - values.begin());
            const auto nx = static_cast<std::size_t>(grid().nx);
            const std::size_t number =
                plane * part().whole().cells() + part().first_cell(static_cast<int>(cell / nx)) + cell % nx;
            validate(false, "velocity array " + name + ", value number " + std::to_string(number),
                     "it is not a finite number", "mend the file");
        }
        if (!ring_.empty()) {
            read_ring(planes, static_cast<std::int64_t>(plane));
        }
    }
}

void ArrayVelocity::read_ring(const PlaneSource& planes, std::int64_t plane) {
    const Window& w = part().window();
    const Grid& whole = part().whole();
    const auto nx = static_cast<std::size_t>(grid().nx);
    const auto ny = static_cast<std::size_t>(grid().ny);
    const std::span<double> ring =
        std::span(ring_).subspan(static_cast<std::size_t>(plane) * ring_values(), ring_values());
    const auto row = [&](int y, std::span<double> values) {
        const int inside = (y + whole.ny) % whole.ny;
        planes.read(plane, {inside, inside + 1, w.x0, w.x1}, values);
    };
    const auto column = [&](int x, std::span<double> values) {
        const int inside = (x + whole.nx) % whole.nx;
        planes.read(plane, {w.y0, w.y1, inside, inside + 1}, values);
    };
    if (edges_.low_y == BeyondEdge::held) {
        row(w.y0 - 1, ring.subspan(0, nx));
    }
    if (edges_.high_y == BeyondEdge::held) {
        row(w.y1, ring.subspan(nx, nx));
    }
    if (edges_.low_x == BeyondEdge::held) {
        column(w.x0 - 1, ring.subspan(2 * nx, ny));
    }
    if (edges_.high_x == BeyondEdge::held) {
        column(w.x1, ring.subspan(2 * nx + ny, ny));
    }
}

std::size_t ArrayVelocity::slice(double t) const {
    EBRU_EXPECT(t >= 0.0);
    return std::min(static_cast<std::size_t>(t), slices_ - 1);
}

void ArrayVelocity::fill_shape(double t, double* shape) const {
    const std::size_t values = 2 * grid().cells();
    std::copy_n(values_.data() + slice(t) * values, values, shape);
}

void ArrayVelocity::fill_acceleration(double t, double* acceleration) const {
    const std::size_t cells = grid().cells();
    const double* const v = values_.data() + slice(t) * 2 * cells;
    if (padded_.empty()) {
        advective_acceleration(v, grid(), walls_, acceleration);
        return;
    }
    const auto nx = static_cast<std::size_t>(grid().nx);
    const auto ny = static_cast<std::size_t>(grid().ny);
    const std::size_t stride = nx + 2;
    const std::size_t padded_cells = (ny + 2) * stride;
    for (std::size_t c = 0; c < 2; ++c) {
        const double* const ring = ring_.data() + (2 * slice(t) + c) * ring_values();
        double* const inner = padded_.data() + c * padded_cells + stride + 1;
        std::copy_n(ring, nx, inner - stride);
        std::copy_n(ring + nx, nx, inner + ny * stride);
        for (std::size_t y = 0; y < ny; ++y) {
            std::copy_n(v + c * cells + y * nx, nx, inner + y * stride);
            inner[y * stride - 1] = ring[2 * nx + y];
            inner[y * stride + nx] = ring[2 * nx + ny + y];
        }
    }
    const double* const v_x = padded_.data() + stride + 1;
    advective_acceleration({v_x, v_x + padded_cells, grid(), static_cast<std::ptrdiff_t>(stride), edges_},
                           acceleration);
}

}  // namespace ebru
