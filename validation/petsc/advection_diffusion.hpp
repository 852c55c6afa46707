#pragma once

#include <functional>
#include <vector>

#include "validation/petsc/finite_volumes.hpp"

namespace ebru::referee {

/// Normal velocities of all faces, those on walls included: x (Y, X+1), y (Y+1, X).
struct FaceVelocity {
    std::vector<double> x;
    std::vector<double> y;
};

using PlaneFunction = std::function<double(double x, double y)>;

/// Mean normal velocities of v = (d_y psi, -d_x psi): differences of psi between the ends of a face. Their discrete
/// divergence is round-off, so that constants stay constant.
/// \param psi of points, in units of the width 1 (nx cells wide).
FaceVelocity faces_of_stream_function(Grid grid, const PlaneFunction& psi);

/// Normal velocities at the middles of the faces, of any field on the width 1.
FaceVelocity faces_of_velocity(Grid grid, const PlaneFunction& v_x, const PlaneFunction& v_y);

/// v u - alpha grad u through a face: the mean of the two cells carried by the normal velocity, and their difference.
/// Second order. At rest it is the five-point Laplacian with half-way Neumann walls.
class AdvectionDiffusionFlux {
  public:
    static constexpr bool linear = true;

    /// \param h side of a cell. \param velocity at rest when empty.
    AdvectionDiffusionFlux(Grid grid, double h, double alpha, FaceVelocity velocity);

    [[nodiscard]] const AdvectionDiffusionFlux& at(double /*t*/) const { return *this; }

    template <class Scalar>
    Scalar operator()(const Face& face, const FacePatch<Scalar>& u) const {
        const Scalar mean = 0.5 * (u[0][1] + u[1][1]);
        const Scalar slope = conductance_ * (u[1][1] - u[0][1]);
        return normal_velocity(face) * mean - slope;
    }

  private:
    [[nodiscard]] double normal_velocity(const Face& face) const {
        if (velocity_.x.empty()) {
            return 0.0;
        }
        const auto [y, x] = face.before;
        return face.normal == Face::Normal::x ? velocity_.x[std::size_t(y) * std::size_t(nx_ + 1) + std::size_t(x + 1)]
                                              : velocity_.y[std::size_t(y + 1) * std::size_t(nx_) + std::size_t(x)];
    }

    int nx_;
    double conductance_;  ///< alpha/h
    FaceVelocity velocity_;
};

/// d_t u + div(v u) = div(alpha grad u) + s on the width 1, no flux through walls.
FiniteVolumes<AdvectionDiffusionFlux> advection_diffusion(Grid grid, double alpha, FaceVelocity velocity,
                                                          Source source = {});

/// d_t u = alpha lap u.
FiniteVolumes<AdvectionDiffusionFlux> heat(Grid grid, double alpha);

}  // namespace ebru::referee
