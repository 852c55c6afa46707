#pragma once

#include <cmath>
#include <functional>
#include <utility>

#include "validation/petsc/finite_volumes.hpp"

namespace ebru::referee {

/// Where |grad u| of a face's coefficient comes from.
enum class FaceGradient {
    /// The difference across the face and the mean difference along it from the same six cells (numerics.md 5.1,
    /// "compact"): the same numbers as a solver that uses that form, for comparisons to round-off.
    compact,
    /// At the two ends of the face, from the mean squares of the four differences around each: the gradient flow of a
    /// discrete energy, so the Jacobian is symmetric. Shares no formula with the solver.
    corners,
};

/// g(p) = alpha / sqrt(1 + |p|^2/lambda^2), p = grad u.
struct EdgeCoefficient {
    double alpha = 1.0;
    double inverse_lambda = 0.0;  ///< 0: g = alpha

    template <class Scalar>
    Scalar operator()(Scalar gradient_squared) const {
        using std::sqrt;
        return alpha / sqrt(1.0 + inverse_lambda * inverse_lambda * gradient_squared);
    }
};

/// -g(|grad u|) grad u through a face; numerics.md section 5. Second order with either gradient.
class AnisotropicDriftFlux {
  public:
    static constexpr bool linear = false;
    using CoefficientAt = std::function<EdgeCoefficient(double t)>;

    /// \param h side of a cell: 1 when lambda counts values per pixel.
    AnisotropicDriftFlux(double h, FaceGradient gradient, CoefficientAt coefficient)
        : h_(h), gradient_(gradient), coefficient_(std::move(coefficient)) {}

    /// The flux at one time.
    struct Now {
        double h;
        FaceGradient gradient;
        EdgeCoefficient g;

        template <class Scalar>
        Scalar operator()(const Face& /*face*/, const FacePatch<Scalar>& u) const {
            const Scalar across = u[1][1] - u[0][1];
            const Scalar g_face = gradient == FaceGradient::compact
                                      ? g(compact_square(u, across))
                                      : 0.5 * (g(corner_square(u, 0)) + g(corner_square(u, 1)));
            return (-1.0 / h) * (g_face * across);
        }

        template <class Scalar>
        Scalar compact_square(const FacePatch<Scalar>& u, Scalar across) const {
            const Scalar along = 0.25 * (u[0][2] - u[0][0] + (u[1][2] - u[1][0]));
            return (1.0 / (h * h)) * (across * across + along * along);
        }

        /// |grad u|^2 at the lower (0) or upper (1) end of the face.
        template <class Scalar>
        Scalar corner_square(const FacePatch<Scalar>& u, std::size_t end) const {
            const Scalar across_low = u[1][end] - u[0][end];
            const Scalar across_high = u[1][end + 1] - u[0][end + 1];
            const Scalar along_before = u[0][end + 1] - u[0][end];
            const Scalar along_behind = u[1][end + 1] - u[1][end];
            return (0.5 / (h * h)) * (across_low * across_low + across_high * across_high +
                                      (along_before * along_before + along_behind * along_behind));
        }
    };

    [[nodiscard]] Now at(double t) const { return {h_, gradient_, coefficient_(t)}; }

  private:
    double h_;
    FaceGradient gradient_;
    CoefficientAt coefficient_;
};

/// du/dt = div(g(|grad u|) grad u) + s, no flux through walls.
inline FiniteVolumes<AnisotropicDriftFlux> anisotropic_drift(Grid grid, double h, FaceGradient gradient,
                                                             AnisotropicDriftFlux::CoefficientAt coefficient,
                                                             Source source = {}) {
    return {grid, h, AnisotropicDriftFlux(h, gradient, std::move(coefficient)), std::move(source)};
}

}  // namespace ebru::referee
