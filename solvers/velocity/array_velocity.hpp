#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "field/ghosted_component.hpp"
#include "field/velocity_scale.hpp"
#include "io/array_file.hpp"
#include "solvers/velocity/shared_field_velocity.hpp"

namespace ebru {

/// What an array of velocities must fit, and how it is read.
struct ArrayVelocityParameters {
    Grid grid;
    int levels = 1;               ///< K: intervals that the array must cover when it varies in time
    Walls walls = Walls::mirror;  ///< what central differences see beyond the edge
    VelocityScale scale = VelocityScale::rms;
};

/// A velocity given cell by cell: (2, Y, X) steady, or (K, 2, Y, X) with one field per interval; component 0 is v_x.
///
/// Interval k (t in [k-1, k)) uses field k-1; t = K the last. With rms or maximum every interval's field is scaled on
/// its own, so only `as_given` keeps the ratio between intervals. The acceleration comes from central differences,
/// second order.
class ArrayVelocity final : public SharedFieldVelocity {
  public:
    /// \param name what to call the array in messages.
    /// \throws UserError when the shape does not fit, a value is not finite, or a field vanishes and so cannot be
    /// scaled.
    ArrayVelocity(const ArrayVelocityParameters& parameters, ArrayData array, const std::string& name);

    /// Reads an NPY or HDF5 file. \param dataset name inside an HDF5 file, may be empty when it holds one.
    ArrayVelocity(const ArrayVelocityParameters& parameters, const std::filesystem::path& path,
                  const std::string& dataset);

    /// Of a part of parameters.grid; only the part is read, and a line of cells around it. Collective over blocks; of a
    /// mere window only with the scale as_given.
    ArrayVelocity(const ArrayVelocityParameters& parameters, const std::filesystem::path& path,
                  const std::string& dataset, const FieldPart& part);

    [[nodiscard]] bool steady() const override { return slices_ == 1; }

  protected:
    void fill_shape(double t, double* shape) const override;
    void fill_acceleration(double t, double* acceleration) const override;

  private:
    ArrayVelocity(const ArrayVelocityParameters& parameters, const PlaneSource& planes, const std::string& name,
                  const FieldPart& part);

    void read(const PlaneSource& planes, const std::string& name);
    void read_ring(const PlaneSource& planes, std::int64_t plane);
    [[nodiscard]] std::size_t ring_values() const;
    /// Number of the field of the interval that t lies in.
    [[nodiscard]] std::size_t slice(double t) const;

    Walls walls_;
    std::size_t slices_;
    FieldEdges edges_;                    ///< of the part: held where the field goes on
    std::vector<double> values_;          ///< (T, 2, Y, X) of the part, scaled
    std::vector<double> ring_;            ///< (T, 2, {X, X, Y, Y}) the lines below, above, left and right of it, scaled
    mutable std::vector<double> padded_;  ///< (2, Y + 2, X + 2) for differences across the part's edges
};

}  // namespace ebru
