#include "solvers/spde/semi_implicit_stepper.hpp"

#include <cmath>

#include "base/error.hpp"
#include "field/batch_copies.hpp"
#include "solvers/spde/image_rows.hpp"

namespace ebru {

namespace {

/// Of what a step changes: in float below the step's own error (`ebru bench spde` states it: 1e-4 in its place changes
/// the difference from explicit steps by a hundredth), and out of the way of order studies in double.
template <class Real>
constexpr SolveLimits limits{.tolerance = sizeof(Real) == sizeof(float) ? 1e-3 : 1e-9};

}  // namespace

template <class Real>
SemiImplicitStepper<Real>::SemiImplicitStepper(const ImageShape& shape, const SpdeEquation& equation,
                                               std::uint64_t seed)
    : equation_(equation), wiener_(shape, equation.correlation_length, seed), solver_(shape, limits<Real>) {
    EBRU_EXPECT(equation.form != DriftForm::appendix_h);
}

template <class Real>
void SemiImplicitStepper<Real>::load(const ImageBatch<Real>& u0, std::span<const SampleId> ids) {
    EBRU_EXPECT(u0.extent(0) >= 1 && u0.extent(0) == ids.size());
    if (u_.extent(0) != u0.extent(0)) {
        u_ = images_like("spde u", u0);
        rhs_ = images_like("spde right-hand side", u0);
        noise_ = images_like("spde noise", u0);
        x_face_ = images_like("spde x faces", u0);
        y_face_ = images_like("spde y faces", u0);
    }
    ids_.assign(ids.begin(), ids.end());
    Kokkos::deep_copy(u_, u0);
}

template <class Real>
void SemiImplicitStepper<Real>::add_noise(const SpdeStep& step) {
    if (!equation_.has_noise()) {
        Kokkos::deep_copy(rhs_, u_);
        return;
    }
    const EdgeStopping g2 = equation_.noise_at(step.t);
    const double root_dt = std::sqrt(step.dt);
    wiener_.draw(ids_, step.number, noise_);
    if (equation_.noise_class() == NoiseClass::additive) {
        combine_images(rhs_, u_, noise_, AddTimes<Real>{static_cast<Real>(root_dt * g2.alpha)});
        return;
    }
    cell_coefficients(g2, u_, x_face_);
    combine_images(noise_, x_face_, noise_, Product<Real>{});
    combine_images(rhs_, u_, noise_, AddTimes<Real>{static_cast<Real>(root_dt)});
}

template <class Real>
void SemiImplicitStepper<Real>::run(std::span<const SpdeStep> steps) {
    EBRU_EXPECT(u_.extent(0) > 0);
    for (const SpdeStep& step : steps) {
        add_noise(step);
        const EdgeStopping g1 = equation_.drift_at(step.t + step.dt);
        if (equation_.isotropic_drift()) {
            solver_.solve_constant(step.dt, g1.alpha, rhs_, u_);
        } else {
            face_coefficients(equation_.form, g1, u_, x_face_, y_face_);
            solver_.solve(step.dt, x_face_, y_face_, rhs_, u_);
        }
    }
    (void)solver_.report();  // waits, and throws for what did not converge
}

template <class Real>
void SemiImplicitStepper<Real>::copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const {
    copy_images(u_, samples, out);
}

template <class Real>
std::vector<double> SemiImplicitStepper<Real>::smallest_taming_factors() const {
    return std::vector<double>(ids_.size(), 1.0);
}

template class SemiImplicitStepper<float>;
template class SemiImplicitStepper<double>;

}  // namespace ebru
