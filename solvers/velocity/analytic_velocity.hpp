#pragma once

#include <vector>

#include "field/velocity_scale.hpp"
#include "solvers/velocity/shared_field_velocity.hpp"

namespace ebru {

/// Velocity fields with a formula; x = i + 1/2, y = j + 1/2, centre (N_x/2, N_y/2).
enum class AnalyticField {
    uniform,   ///< v = (v_x, v_y)
    shear,     ///< v = (g (y - N_y/2), 0)
    rotation,  ///< v = Omega (-(y - N_y/2), x - N_x/2)
    cellular,  ///< psi = A sin(pi m x/N_x) sin(pi n y/N_y), v = (d_y psi, -d_x psi): v.n = 0 on the walls, div v = 0
};

/// Parameters of an analytic velocity.
struct AnalyticVelocityParameters {
    Grid grid;
    AnalyticField field = AnalyticField::uniform;
    double v_x = 1.0;       ///< uniform
    double v_y = 0.0;       ///< uniform
    double strength = 1.0;  ///< g, Omega or A; only its sign matters unless the scale is `as_given`
    int cells_x = 1;        ///< cellular: m, vortices along x, 1..N_x
    int cells_y = 1;        ///< cellular: n, vortices along y, 1..N_y
    VelocityScale scale = VelocityScale::rms;
};

/// A steady velocity from a formula, with its exact acceleration. Shear and rotation cross the walls: they are for
/// experiments that end before the walls matter (numerics.md section 2, item 6).
class AnalyticVelocity final : public SharedFieldVelocity {
  public:
    /// \throws UserError when a parameter is out of range, or the field vanishes and so cannot be scaled.
    explicit AnalyticVelocity(const AnalyticVelocityParameters& parameters)
        : AnalyticVelocity(parameters, FieldPart(parameters.grid)) {}

    /// Of a part of parameters.grid. Collective over blocks; of a mere window only with the scale as_given.
    AnalyticVelocity(const AnalyticVelocityParameters& parameters, const FieldPart& part);

    [[nodiscard]] bool steady() const override { return true; }

  protected:
    void fill_shape(double t, double* shape) const override;
    void fill_acceleration(double t, double* acceleration) const override;

  private:
    std::vector<double> shape_;         ///< (2, Y, X) of the part
    std::vector<double> acceleration_;  ///< (2, Y, X)
};

}  // namespace ebru
