#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

namespace ebru {

/// Calls body(n) for n = 0..count-1 on the host's threads and waits. A single call runs where it is: waking the threads
/// would cost more than a small transform.
template <class Body>
void for_each_on_host(const char* label, std::size_t count, const Body& body) {
    if (count == 1) {
        body(std::size_t{0});
        return;
    }
    const Kokkos::DefaultHostExecutionSpace space;
    Kokkos::parallel_for(label, Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(space, 0, count), body);
    space.fence(label);
}

/// Calls body(worker, n) for n = 0..count-1: worker w < `workers` takes n = w, w + workers, .., one after the other, so
/// what it needs to work in can be kept per worker. Who takes what must not enter the result.
template <class Body>
void for_each_by_workers(const char* label, std::size_t workers, std::size_t count, const Body& body) {
    const std::size_t busy = workers < count ? workers : count;
    for_each_on_host(label, busy, [&body, busy, count](std::size_t worker) {
        for (std::size_t n = worker; n < count; n += busy) {
            body(worker, n);
        }
    });
}

/// Threads that the host loops above use at most.
inline std::size_t host_threads() {
    return static_cast<std::size_t>(Kokkos::DefaultHostExecutionSpace().concurrency());
}

}  // namespace ebru
