#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

namespace ebru {

/// Calls body(n) for n = 0..count-1 on the host's threads and waits.
template <class Body>
void for_each_on_host(const char* label, std::size_t count, const Body& body) {
    const Kokkos::DefaultHostExecutionSpace space;
    Kokkos::parallel_for(label, Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(space, 0, count), body);
    space.fence(label);
}

}  // namespace ebru
