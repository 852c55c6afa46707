#pragma once

#include <cstddef>

#include "field/row_loop.hpp"

namespace ebru {

// Bodies that work on neighbouring cells of a row as one value that stays in registers while the body walks over rows:
// a vector of 64 bytes on the host (two or four machine vectors where those are shorter), one cell a lane on a device.

#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__) || defined(__SYCL_DEVICE_ONLY__)
template <class Real>
using Lanes = Real;
#else
template <class Real>
struct LanesOf {
    // Of the elements' alignment, so that any cell may be the first; may_alias, since it stands for elements in memory.
    typedef Real Type __attribute__((vector_size(64), aligned(sizeof(Real)), may_alias));
};
template <class Real>
using Lanes = typename LanesOf<Real>::Type;
#endif

/// Cells that one value holds.
template <class Real>
inline constexpr int lanes_width = static_cast<int>(sizeof(Lanes<Real>) / sizeof(Real));

template <class Vector, class Real>
KOKKOS_FORCEINLINE_FUNCTION Vector load_lanes(const Real* from) {
    return *reinterpret_cast<const Vector*>(from);
}

template <class Vector, class Real>
KOKKOS_FORCEINLINE_FUNCTION void store_lanes(Real* to, const Vector& value) {
    *reinterpret_cast<Vector*>(to) = value;
}

/// Runs body.operator()<Lanes<Real>>(x) for x = 0, width, 2 width ... < count; iterations must be independent.
/// \param count a multiple of lanes_width. Expressions of a body are not fused: its bits are those of plain arithmetic.
template <class Real, class Body>
KOKKOS_FORCEINLINE_FUNCTION void for_lanes(const TeamMember& team, int count, const Body& body) {
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__) || defined(__SYCL_DEVICE_ONLY__)
    Kokkos::parallel_for(Kokkos::ThreadVectorRange(team, 0, count),
                         [&](int x) { body.template operator()<Lanes<Real>>(x); });
#else
    (void)team;
    for (int x = 0; x < count; x += lanes_width<Real>) {
        body.template operator()<Lanes<Real>>(x);
    }
#endif
}

}  // namespace ebru
