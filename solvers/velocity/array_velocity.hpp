#pragma once

#include <filesystem>
#include <string>
#include <vector>

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

    [[nodiscard]] bool steady() const override { return slices_ == 1; }

  protected:
    void fill_shape(double t, double* shape) const override;
    void fill_acceleration(double t, double* acceleration) const override;

  private:
    /// The field (2, Y, X) of the interval that t lies in.
    [[nodiscard]] const double* slice(double t) const;

    Walls walls_;
    std::size_t slices_;
    std::vector<double> values_;  ///< (T, 2, Y, X), scaled
};

}  // namespace ebru
