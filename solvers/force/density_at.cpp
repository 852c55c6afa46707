#include "solvers/force/density_at.hpp"

#include <array>

#include "base/error.hpp"
#include "solvers/density/mixture_field.hpp"
#include "solvers/ensemble/velocity.hpp"

namespace ebru {

namespace {

// Numbers of the host; where the device is the host, kernels work on them in place.
using HostRows = Kokkos::View<double**, Kokkos::LayoutRight, Kokkos::HostSpace>;
using HostValues = Kokkos::View<double*, Kokkos::HostSpace>;
using DeviceMemory = Kokkos::DefaultExecutionSpace::memory_space;

void evaluate(const MixtureField<double>& field, std::span<const double> points, std::span<double> log_density,
              std::span<double> score) {
    const std::size_t n = log_density.size();
    const auto d = static_cast<std::size_t>(field.dimension());
    EBRU_EXPECT(points.size() == n * d && score.size() == n * d);
    if (n == 0) {
        return;
    }
    // Views have one constness for reading and writing; the kernel only reads these.
    const HostRows x(const_cast<double*>(points.data()), n, d);
    const HostValues host_density(log_density.data(), n);
    const HostRows host_score(score.data(), n, d);
    const Positions<double> positions = Kokkos::create_mirror_view_and_copy(DeviceMemory(), x);
    const MotionView<double> out{Kokkos::create_mirror_view(DeviceMemory(), host_density),
                                 Kokkos::create_mirror_view(DeviceMemory(), host_score),
                                 {}};
    evaluate_motion(field, 0, VelocityTerms{}, positions, out);
    Kokkos::fence();
    Kokkos::deep_copy(host_density, out.log_density);
    Kokkos::deep_copy(host_score, out.score);
}

}  // namespace

DensityAt density_at(const GaussianMixture& mixture) {
    const std::array<GaussianTransition, 1> as_it_is{};
    return [field = MixtureField<double>(mixture, as_it_is)](std::span<const double> points,
                                                             std::span<double> log_density, std::span<double> score) {
        evaluate(field, points, log_density, score);
    };
}

DensityAt density_at(std::shared_ptr<const KernelDensity> estimate) {
    EBRU_EXPECT(estimate != nullptr);
    return
        [estimate = std::move(estimate)](std::span<const double> points, std::span<double> log_density,
                                         std::span<double> score) { estimate->evaluate(points, log_density, score); };
}

}  // namespace ebru
