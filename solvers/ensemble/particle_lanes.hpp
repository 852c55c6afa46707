#pragma once

#include <cstdint>

#include "field/lanes.hpp"
#include "solvers/ensemble/ensemble.hpp"

namespace ebru {

// Particles in the lanes of a vector: their coordinates lie a particle apart in memory.

/// Lanes of a group that one thread of a team works off.
inline constexpr int group_lanes = 64;

/// Coordinate c of particles first, first + 1, ..; of the last particle in lanes beyond it, whose results go nowhere.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Lanes<Real> gather_particles(const Positions<Real>& x, std::int64_t first, int c) {
    const auto particles = static_cast<std::int64_t>(x.extent(0));
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__) || defined(__SYCL_DEVICE_ONLY__)
    return x(first < particles ? first : particles - 1, c);
#else
    Real numbers[lanes_width<Real>];
    for (int lane = 0; lane < lanes_width<Real>; ++lane) {
        const std::int64_t particle = first + lane;
        numbers[lane] = x(particle < particles ? particle : particles - 1, c);
    }
    return load_lanes(numbers);
#endif
}

/// Calls set(particle, number) for the lanes that hold a particle.
template <class Real, class Set>
KOKKOS_FORCEINLINE_FUNCTION void scatter_particles(const Lanes<Real>& values, std::int64_t first,
                                                   std::int64_t particles, const Set& set) {
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__) || defined(__SYCL_DEVICE_ONLY__)
    if (first < particles) {
        set(first, values);
    }
#else
    Real numbers[lanes_width<Real>];
    store_lanes(numbers, values);
    for (int lane = 0; lane < lanes_width<Real> && first + lane < particles; ++lane) {
        set(first + lane, numbers[lane]);
    }
#endif
}

/// Runs body(first) for groups of lanes of all particles; a team takes four groups.
template <class Real, class Body>
KOKKOS_FORCEINLINE_FUNCTION void for_team_particles(const TeamMember& team, std::int64_t particles, const Body& body) {
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, 0, 4), [&](int group) {
        const std::int64_t first = (std::int64_t{4} * team.league_rank() + group) * group_lanes;
        if (first < particles) {
            for_lanes<Real>(team, group_lanes, [&](int lane) { body(first + lane); });
        }
    });
}

/// Teams of for_team_particles.
inline int particle_teams(std::size_t particles) {
    constexpr std::size_t a_team = std::size_t{4} * group_lanes;
    return static_cast<int>((particles + a_team - 1) / a_team);
}

}  // namespace ebru
