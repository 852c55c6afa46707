#pragma once

#include <functional>
#include <utility>

#include "field/velocity_model.hpp"
#include "tests/support/test_fields.hpp"

namespace ebru {

/// A velocity model for tests: every field and its derivatives from formulae of (field, t, x, y).
class FormulaVelocity final : public VelocityModel {
  public:
    using Pair = std::pair<double, double>;
    using Formula = std::function<Pair(std::int64_t field, double t, double x, double y)>;

    struct Formulae {
        Formula shape;
        Formula acceleration;
        Formula rate;             ///< not given: the field is steady
        std::int64_t fields = 1;  ///< image id uses field id % fields
    };

    FormulaVelocity(Grid grid, Formulae formulae) : grid_(grid), formulae_(std::move(formulae)) {}

    [[nodiscard]] std::int64_t field_of(SampleId id) const override { return id % formulae_.fields; }
    [[nodiscard]] bool steady() const override { return !formulae_.rate; }
    void evaluate(std::span<const std::int64_t> fields, double t, const VelocityRequest& request) override {
        ++evaluations_;
        fill(fields, t, formulae_.shape, request.shape);
        fill(fields, t, formulae_.acceleration, request.acceleration);
        fill(fields, t, formulae_.rate, request.rate);
    }

    /// How often it was evaluated.
    [[nodiscard]] int evaluations() const { return evaluations_; }

  private:
    void fill(std::span<const std::int64_t> fields, double t, const Formula& formula, const HostVelocity& view) const {
        for (std::size_t f = 0; f < view.extent(0); ++f) {
            for (int y = 0; y < grid_.ny; ++y) {
                for (int x = 0; x < grid_.nx; ++x) {
                    const auto [v_x, v_y] = formula(fields[f], t, x + 0.5, y + 0.5);
                    view(f, 0, static_cast<std::size_t>(y), static_cast<std::size_t>(x)) = v_x;
                    view(f, 1, static_cast<std::size_t>(y), static_cast<std::size_t>(x)) = v_y;
                }
            }
        }
    }

    Grid grid_;
    Formulae formulae_;
    int evaluations_ = 0;
};

/// Rotation about the centre of the grid, rate 1: (v.grad) v = -r.
inline FormulaVelocity::Formulae rotation_formulae(Grid grid) {
    const double c_x = 0.5 * grid.nx;
    const double c_y = 0.5 * grid.ny;
    return {.shape = [=](std::int64_t, double, double x, double y) { return std::pair{-(y - c_y), x - c_x}; },
            .acceleration = [=](std::int64_t, double, double x, double y) { return std::pair{-(x - c_x), -(y - c_y)}; },
            .rate = {}};
}

/// One vortex between walls, largest speed 1 (square grids): psi ~ sin(pi x/N_x) sin(pi y/N_y).
inline FormulaVelocity::Formulae vortex_formulae(Grid grid) {
    const double k = std::numbers::pi / grid.nx;
    const double q = std::numbers::pi / grid.ny;
    const double a = 1.0 / std::max(k, q);
    const auto shape = [=](std::int64_t, double, double x, double y) {
        return std::pair{a * q * std::sin(k * x) * std::cos(q * y), -a * k * std::cos(k * x) * std::sin(q * y)};
    };
    const auto acceleration = [=](std::int64_t, double, double x, double y) {
        return std::pair{0.5 * a * a * q * q * k * std::sin(2.0 * k * x),
                         0.5 * a * a * k * k * q * std::sin(2.0 * q * y)};
    };
    return {.shape = shape, .acceleration = acceleration, .rate = {}};
}

}  // namespace ebru
