#include "solvers/spde/exponential_stepper.hpp"

#include "base/error.hpp"
#include "field/batch_copies.hpp"

namespace ebru {

template <class Real>
ExponentialStepper<Real>::ExponentialStepper(const ImageShape& shape, const SpdeEquation& equation, std::uint64_t seed)
    : coefficients_(LinearCoefficients::from_schedules(equation.drift_intensity, equation.noise_intensity)),
      step_(shape, seed) {
    EBRU_EXPECT(equation.order() == SpdeOrder::linear && equation.correlation_length == 0.0 &&
                equation.form != DriftForm::appendix_h);
}

template <class Real>
void ExponentialStepper<Real>::load(const ImageBatch<Real>& u0, std::span<const SampleId> ids) {
    EBRU_EXPECT(u0.extent(0) >= 1 && u0.extent(0) == ids.size());
    if (modes_.extent(0) != u0.extent(0)) {
        modes_ = ImageBatch<Real>("spde modes", u0.extent(0), u0.extent(1), u0.extent(2), u0.extent(3));
    }
    ids_.assign(ids.begin(), ids.end());
    step_.to_modes(u0, modes_);
}

template <class Real>
void ExponentialStepper<Real>::run(std::span<const SpdeStep> steps) {
    EBRU_EXPECT(modes_.extent(0) > 0);
    for (const SpdeStep& step : steps) {
        step_.set_transition(LinearTransition(coefficients_, step.t, step.t + step.dt));
        step_.advance(ids_, step.number, modes_);
    }
}

template <class Real>
void ExponentialStepper<Real>::copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const {
    EBRU_EXPECT(out.extent(0) == samples.size());
    const ImageBatch<Real> chosen("spde chosen modes", out.extent(0), out.extent(1), out.extent(2), out.extent(3));
    copy_images(modes_, samples, chosen);
    step_.to_images(chosen, out);
}

template <class Real>
std::vector<double> ExponentialStepper<Real>::smallest_taming_factors() const {
    return std::vector<double>(ids_.size(), 1.0);
}

template class ExponentialStepper<float>;
template class ExponentialStepper<double>;

}  // namespace ebru
