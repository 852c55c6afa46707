#pragma once

#include <span>

#include "blocks/field_part.hpp"
#include "field/velocity_model.hpp"
#include "field/velocity_scale.hpp"

namespace ebru {

/// A velocity that all images share: field 0, given on the cells of a part of one grid, constant within an interval.
class SharedFieldVelocity : public VelocityModel {
  public:
    [[nodiscard]] std::int64_t field_of([[maybe_unused]] SampleId id) const final { return 0; }

    /// All requested fields are the one field; `rate` is 0.
    void evaluate(std::span<const std::int64_t> fields, double t, const VelocityRequest& request) final;

  protected:
    explicit SharedFieldVelocity(const FieldPart& part) : part_(part) {}

    [[nodiscard]] const FieldPart& part() const { return part_; }
    /// Cells of the part.
    [[nodiscard]] Grid grid() const { return part_.grid(); }

    /// Divides `shapes` (T fields (2, Y, X)) by their scales, which are scales[T] then. Collective over blocks.
    void scale_shapes(std::span<double> shapes, VelocityScale wanted, std::span<double> scales) const;

    /// Fills v~ (2, Y, X) at time t.
    virtual void fill_shape(double t, double* shape) const = 0;

    /// Fills (v~ . grad) v~ (2, Y, X) at time t.
    virtual void fill_acceleration(double t, double* acceleration) const = 0;

  private:
    FieldPart part_;
};

}  // namespace ebru
