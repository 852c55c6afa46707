#include "solvers/bench/spde_case.hpp"

#include <numeric>

namespace ebru {

SpdeEquation spde_case_equation(double ell) {
    SpdeEquation equation;
    equation.drift_intensity = IntensitySchedule({.alpha_max = 16.0}, "drift");
    equation.drift_contrast = ContrastSchedule({.kind = ContrastKind::constant, .lambda_min = 0.066}, "drift");
    equation.noise_intensity = IntensitySchedule({.alpha_max = 0.14}, "noise");
    equation.correlation_length = ell;
    return equation;
}

template <class Real>
ImageBatch<Real> spde_case_images() {
    const ImageBatch<Real> u("bench images", SpdeCase::images, SpdeCase::channels, SpdeCase::side, SpdeCase::side);
    const auto host = Kokkos::create_mirror_view(u);
    for (std::size_t i = 0; i < host.size(); ++i) {
        host.data()[i] = static_cast<Real>((i * 2654435761U % 1000) * 1e-3);
    }
    Kokkos::deep_copy(u, host);
    return u;
}

std::vector<SampleId> spde_case_ids() {
    std::vector<SampleId> ids(SpdeCase::images);
    std::iota(ids.begin(), ids.end(), 0);
    return ids;
}

template ImageBatch<float> spde_case_images();
template ImageBatch<double> spde_case_images();

}  // namespace ebru
