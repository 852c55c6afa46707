#include "solvers/velocity/analytic_velocity.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "base/error.hpp"

namespace ebru {

namespace {

struct PointValue {
    double v_x = 0.0;
    double v_y = 0.0;
    double a_x = 0.0;  ///< (v . grad) v
    double a_y = 0.0;
};

PointValue cellular_value(const AnalyticVelocityParameters& p, double x, double y) {
    const double k_x = std::numbers::pi * p.cells_x / p.grid.nx;
    const double k_y = std::numbers::pi * p.cells_y / p.grid.ny;
    const double sin_x = std::sin(k_x * x);
    const double cos_x = std::cos(k_x * x);
    const double sin_y = std::sin(k_y * y);
    const double cos_y = std::cos(k_y * y);
    const double square = p.strength * p.strength;
    return {.v_x = p.strength * k_y * sin_x * cos_y,
            .v_y = -p.strength * k_x * cos_x * sin_y,
            .a_x = square * k_x * k_y * k_y * sin_x * cos_x,
            .a_y = square * k_x * k_x * k_y * sin_y * cos_y};
}

PointValue value_at(const AnalyticVelocityParameters& p, double x, double y) {
    const double from_centre_x = x - 0.5 * p.grid.nx;
    const double from_centre_y = y - 0.5 * p.grid.ny;
    switch (p.field) {
        case AnalyticField::uniform:
            return {.v_x = p.v_x, .v_y = p.v_y};
        case AnalyticField::shear:
            return {.v_x = p.strength * from_centre_y};
        case AnalyticField::rotation:
            return {.v_x = -p.strength * from_centre_y,
                    .v_y = p.strength * from_centre_x,
                    .a_x = -p.strength * p.strength * from_centre_x,
                    .a_y = -p.strength * p.strength * from_centre_y};
        case AnalyticField::cellular:
            return cellular_value(p, x, y);
    }
    EBRU_ASSERT(!"an analytic field without a formula");
    return {};
}

void validate_parameters(const AnalyticVelocityParameters& p) {
    validate(p.grid.ny >= 1 && p.grid.nx >= 1,
             "a velocity on " + std::to_string(p.grid.ny) + " x " + std::to_string(p.grid.nx) + " cells",
             "a field needs cells", "give at least 1 x 1");
    validate(std::isfinite(p.v_x) && std::isfinite(p.v_y) && std::isfinite(p.strength),
             "an analytic velocity with a number that is not finite", "every cell would be lost",
             "give finite numbers");
    validate(p.field != AnalyticField::cellular || (p.cells_x >= 1 && p.cells_x <= p.grid.nx),
             "velocity.cells_x = " + std::to_string(p.cells_x), "it counts vortices along the width",
             "give 1 to " + std::to_string(p.grid.nx));
    validate(p.field != AnalyticField::cellular || (p.cells_y >= 1 && p.cells_y <= p.grid.ny),
             "velocity.cells_y = " + std::to_string(p.cells_y), "it counts vortices along the height",
             "give 1 to " + std::to_string(p.grid.ny));
}

}  // namespace

AnalyticVelocity::AnalyticVelocity(const AnalyticVelocityParameters& parameters, const FieldPart& part)
    : SharedFieldVelocity((validate_parameters(parameters), part)),
      shape_(2 * part.grid().cells()),
      acceleration_(2 * part.grid().cells()) {
    EBRU_EXPECT(part.whole() == parameters.grid);
    const Window window = part.window();
    const std::size_t cells = part.grid().cells();
    std::size_t cell = 0;
    for (int y = window.y0; y < window.y1; ++y) {
        for (int x = window.x0; x < window.x1; ++x, ++cell) {
            const PointValue value = value_at(parameters, x + 0.5, y + 0.5);
            shape_[cell] = value.v_x;
            shape_[cells + cell] = value.v_y;
            acceleration_[cell] = value.a_x;
            acceleration_[cells + cell] = value.a_y;
        }
    }
    double scale = 1.0;
    scale_shapes(shape_, parameters.scale, {&scale, 1});
    validate(scale > 0.0, "an analytic velocity that is 0 in every cell", "it cannot be scaled to unit rms or maximum",
             "give a strength other than 0, or use no velocity");
    for (double& value : acceleration_) {
        value /= scale * scale;
    }
}

void AnalyticVelocity::fill_shape([[maybe_unused]] double t, double* shape) const {
    std::copy(shape_.begin(), shape_.end(), shape);
}

void AnalyticVelocity::fill_acceleration([[maybe_unused]] double t, double* acceleration) const {
    std::copy(acceleration_.begin(), acceleration_.end(), acceleration);
}

}  // namespace ebru
