#include "solvers/force/density_at.hpp"

#include <Kokkos_Core.hpp>

#include "base/error.hpp"

namespace ebru {

DensityAt density_at(GaussianMixture mixture) {
    return [mixture = std::move(mixture)](std::span<const double> points, std::span<double> log_density,
                                          std::span<double> score) {
        const auto d = static_cast<std::size_t>(mixture.dimension());
        EBRU_EXPECT(points.size() == log_density.size() * d && score.size() == points.size());
        const Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace> all(0, log_density.size());
        Kokkos::parallel_for("mixture at points", all, [&mixture, d, points, log_density, score](std::size_t i) {
            const std::span<const double> x = points.subspan(i * d, d);
            log_density[i] = mixture.log_density(x);
            mixture.score(x, score.subspan(i * d, d));
        });
        Kokkos::DefaultHostExecutionSpace().fence();
    };
}

DensityAt density_at(std::shared_ptr<const KernelDensity> estimate) {
    EBRU_EXPECT(estimate != nullptr);
    return
        [estimate = std::move(estimate)](std::span<const double> points, std::span<double> log_density,
                                         std::span<double> score) { estimate->evaluate(points, log_density, score); };
}

}  // namespace ebru
