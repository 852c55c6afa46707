#pragma once

#include <Kokkos_Core.hpp>

namespace ebru {

/// Positions of N particles in d dimensions, (N, d), a particle's coordinates side by side. Particle i of an ensemble
/// is the same whatever N is: its start and its noise are functions of (seed, i), so that a smaller ensemble is the
/// beginning of a larger one.
template <class Real>
using Positions = Kokkos::View<Real**, Kokkos::LayoutRight>;

}  // namespace ebru
