#include "solvers/force/rigid_motion.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "solvers/force/bhattacharyya.hpp"

namespace ebru {

namespace {

double squared_norm(std::span<const double> x) {
    return std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
}

Gaussian only_component(const GaussianMixture& mixture) {
    const MixtureComponent& c = mixture.components().front();
    return {c.mean, c.covariance};
}

/// A displacement as a kernel sees it.
template <class Real>
struct Shift {
    Real component[Covariance::most_dimensions];
};

}  // namespace

RigidPotential rigid_potential(const GaussianMixture& first, const GaussianMixture& second) {
    if (first.components().size() == 1 && second.components().size() == 1) {
        return [pair = GaussianOverlap(only_component(first), only_component(second))](
                   std::span<const double> displacement, std::span<double> force) {
            const GaussianOverlap moved = pair.moved(displacement);
            std::ranges::copy(moved.force(), force.begin());
            return moved.coefficient();
        };
    }
    overlap_by_quadrature(first, second);  // what is wrong with the pair is said before anything moves
    return [first, second](std::span<const double> displacement, std::span<double> force) {
        const OverlapQuadrature overlap = overlap_by_quadrature(first, second.moved(displacement));
        std::ranges::copy(overlap.force, force.begin());
        return overlap.coefficient;
    };
}

RigidMotion::RigidMotion(RigidPotential potential, int dimension, const MotionParameters& parameters,
                         std::vector<double> velocity)
    : of_displacement_(std::move(potential)), parameters_(parameters) {
    check(parameters);
    const auto d = static_cast<std::size_t>(dimension);
    EBRU_EXPECT(dimension >= 1 && (velocity.empty() || velocity.size() == d));
    state_.displacement.assign(d, 0.0);
    state_.velocity = velocity.empty() ? std::vector<double>(d, 0.0) : std::move(velocity);
    force_.assign(d, 0.0);
    find_force();
}

void RigidMotion::find_force() {
    potential_ = of_displacement_(state_.displacement, force_);
    if (parameters_.motion == ForceMotion::overdamped) {
        std::ranges::transform(force_, state_.velocity.begin(), [m = parameters_.mobility](double f) { return m * f; });
    }
}

void RigidMotion::advance(int steps) {
    for (int n = 0; n < steps; ++n) {
        step();
    }
}

void RigidMotion::step() {
    motion_step(
        parameters_,
        [this](double keep, double factor) {
            for (std::size_t k = 0; k < force_.size(); ++k) {
                state_.velocity[k] = keep * state_.velocity[k] + factor * force_[k];
            }
        },
        [this](double dt) {
            for (std::size_t k = 0; k < force_.size(); ++k) {
                state_.displacement[k] += dt * state_.velocity[k];
            }
        },
        [this] { find_force(); });
    state_.time += parameters_.time_step;
}

double RigidMotion::kinetic_energy() const {
    return parameters_.motion == ForceMotion::inertial ? 0.5 * parameters_.mass * squared_norm(state_.velocity) : 0.0;
}

template <class Real>
void place_rigid(const Positions<Real>& start, std::span<const double> displacement, const Positions<Real>& moved) {
    EBRU_EXPECT(displacement.size() == start.extent(1) && displacement.size() <= Covariance::most_dimensions);
    EBRU_EXPECT(moved.extent(0) == start.extent(0) && moved.extent(1) == start.extent(1));
    Shift<Real> shift{};
    std::ranges::transform(displacement, shift.component, [](double x) { return static_cast<Real>(x); });
    using Policy = Kokkos::MDRangePolicy<Kokkos::Rank<2>>;
    const auto particles = static_cast<std::int64_t>(start.extent(0));
    const auto dimension = static_cast<std::int64_t>(start.extent(1));
    Kokkos::parallel_for(
        "place a rigid ensemble", Policy({0, 0}, {particles, dimension}),
        KOKKOS_LAMBDA(std::int64_t i, std::int64_t k) { moved(i, k) = start(i, k) + shift.component[k]; });
}

template void place_rigid(const Positions<float>&, std::span<const double>, const Positions<float>&);
template void place_rigid(const Positions<double>&, std::span<const double>, const Positions<double>&);

}  // namespace ebru
