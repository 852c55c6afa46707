#pragma once

#include "field/velocity_model.hpp"

namespace ebru {

/// A velocity that all images share: field 0, given on the cells of one grid, constant within an interval.
class SharedFieldVelocity : public VelocityModel {
  public:
    [[nodiscard]] std::int64_t field_of([[maybe_unused]] SampleId id) const final { return 0; }

    /// All requested fields are the one field; `rate` is 0.
    void evaluate(std::span<const std::int64_t> fields, double t, const VelocityRequest& request) final;

  protected:
    explicit SharedFieldVelocity(Grid grid) : grid_(grid) {}

    [[nodiscard]] Grid grid() const { return grid_; }

    /// Fills v~ (2, Y, X) at time t.
    virtual void fill_shape(double t, double* shape) const = 0;

    /// Fills (v~ . grad) v~ (2, Y, X) at time t.
    virtual void fill_acceleration(double t, double* acceleration) const = 0;

  private:
    Grid grid_;
};

}  // namespace ebru
