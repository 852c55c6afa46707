#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "solvers/ensemble/ensemble.hpp"

namespace ebru {

/// Positions (N, d) where the host reads and writes them.
template <class Real>
using HostPositions = Kokkos::View<Real**, Kokkos::LayoutRight, Kokkos::HostSpace>;

/// A copy for the host; waits for the kernels that still write x.
template <class Real>
HostPositions<Real> host_copy(const Positions<Real>& x) {
    HostPositions<Real> host(Kokkos::view_alloc(Kokkos::WithoutInitializing, "positions on the host"), x.extent(0),
                             x.extent(1));
    Kokkos::deep_copy(host, x);
    return host;
}

/// A second ensemble in the same places.
template <class Real>
Positions<Real> copy_of(const Positions<Real>& x) {
    Positions<Real> copy(Kokkos::view_alloc(Kokkos::WithoutInitializing, "positions"), x.extent(0), x.extent(1));
    Kokkos::deep_copy(copy, x);
    return copy;
}

/// All numbers, or those of the first `count` particles, (count d).
template <class Real>
std::span<const Real> numbers_of(const HostPositions<Real>& x, std::size_t count) {
    return {x.data(), count * x.extent(1)};
}
template <class Real>
std::span<const Real> numbers_of(const HostPositions<Real>& x) {
    return numbers_of(x, x.extent(0));
}

/// The same in double.
template <class Real>
std::vector<double> doubles_of(const HostPositions<Real>& x, std::size_t count) {
    const std::span<const Real> numbers = numbers_of(x, count);
    return {numbers.begin(), numbers.end()};
}

}  // namespace ebru
