#include "solvers/force/free_motion.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

#include "base/error.hpp"
#include "diagnostics/total.hpp"
#include "solvers/ensemble/moments.hpp"
#include "solvers/force/force_field.hpp"

namespace ebru {

namespace {

using HostPositions = Kokkos::View<const double**, Kokkos::LayoutRight, Kokkos::HostSpace>;

/// The positions where the host reads them, written before.
HostPositions on_the_host(const Positions<double>& x) {
    Kokkos::fence();
    return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), x);
}

std::span<const double> all_of(const HostPositions& x) {
    return {x.data(), x.size()};
}

Positions<double> new_copy(const Positions<double>& x) {
    Positions<double> copy(Kokkos::view_alloc(Kokkos::WithoutInitializing, "positions"), x.extent(0), x.extent(1));
    Kokkos::deep_copy(copy, x);
    return copy;
}

/// y = keep y + factor x, number by number. Asynchronous.
void combine_into(double keep, const Positions<double>& y, double factor, const Positions<double>& x) {
    double* to = y.data();
    const double* from = x.data();
    Kokkos::parallel_for(
        "move particles", Kokkos::RangePolicy<>(0, static_cast<std::int64_t>(y.size())),
        KOKKOS_LAMBDA(std::int64_t f) { to[f] = keep * to[f] + factor * from[f]; });
}

}  // namespace

SelfDensity gaussian_fit() {
    return [](const Positions<double>& x) {
        EnsembleMoments moments = ensemble_moments<double>(x);
        Covariance covariance = Covariance::from_matrix(static_cast<int>(x.extent(1)), moments.covariance,
                                                        "the covariance of a free ensemble's particles");
        return density_at(GaussianMixture({{1.0, std::move(moments.mean), std::move(covariance)}}));
    };
}

SelfDensity kernel_fit(double bandwidth, double tolerance) {
    validate(std::isfinite(bandwidth) && bandwidth > 0.0, fmt::format("bandwidth = {}", bandwidth),
             "it is the standard deviation of a kernel", "give a number above 0");
    return [bandwidth, tolerance](const Positions<double>& x) {
        return density_at(std::make_shared<const KernelDensity>(all_of(on_the_host(x)), static_cast<int>(x.extent(1)),
                                                                bandwidth, tolerance));
    };
}

FreeMotion::FreeMotion(DensityAt first, SelfDensity second, const Positions<double>& positions,
                       const MotionParameters& parameters)
    : first_(std::move(first)),
      second_(std::move(second)),
      parameters_(parameters),
      positions_(new_copy(positions)),
      velocities_("velocities", positions.extent(0), positions.extent(1)),
      accelerations_("accelerations", positions.extent(0), positions.extent(1)) {
    check(parameters);
    EBRU_EXPECT(positions.extent(0) >= 2 && positions.extent(1) >= 1);
    find_accelerations();
}

void FreeMotion::find_accelerations() {
    const HostPositions points = on_the_host(positions_);
    const auto result = Kokkos::create_mirror_view(Kokkos::HostSpace(), accelerations_);
    potential_ = force_acceleration(first_, second_(positions_), static_cast<int>(positions_.extent(1)), all_of(points),
                                    {result.data(), result.size()});
    Kokkos::deep_copy(accelerations_, result);
    if (parameters_.motion == ForceMotion::overdamped) {
        combine_into(0.0, velocities_, parameters_.mobility, accelerations_);
    }
}

void FreeMotion::advance(int steps) {
    for (int n = 0; n < steps; ++n) {
        step();
    }
    Kokkos::fence();
}

void FreeMotion::step() {
    motion_step(
        parameters_, [this](double keep, double factor) { combine_into(keep, velocities_, factor, accelerations_); },
        [this](double dt) { combine_into(1.0, positions_, dt, velocities_); }, [this] { find_accelerations(); });
    time_ += parameters_.time_step;
}

double FreeMotion::kinetic_energy() const {
    if (parameters_.motion == ForceMotion::overdamped) {
        return 0.0;
    }
    const HostPositions velocities = on_the_host(velocities_);
    std::vector<double> squares(velocities.size());
    for (std::size_t f = 0; f < squares.size(); ++f) {
        squares[f] = velocities.data()[f] * velocities.data()[f];
    }
    return 0.5 * parameters_.mass * total<double>(squares) / static_cast<double>(velocities.extent(0));
}

}  // namespace ebru
