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

template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Lanes<Real> load_lanes(const Real* from) {
    return *reinterpret_cast<const Lanes<Real>*>(from);
}

template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void store_lanes(Real* to, const Lanes<Real>& value) {
    *reinterpret_cast<Lanes<Real>*>(to) = value;
}

/// Runs body(x) for x = 0, width, 2 width ... < count, each for the cells of one Lanes<Real>; iterations must be
/// independent.
/// \param count a multiple of lanes_width. Expressions of a body are not fused: its bits are those of plain arithmetic.
template <class Real, class Body>
KOKKOS_FORCEINLINE_FUNCTION void for_lanes(const TeamMember& team, int count, const Body& body) {
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__) || defined(__SYCL_DEVICE_ONLY__)
    Kokkos::parallel_for(Kokkos::ThreadVectorRange(team, 0, count), body);
#else
    (void)team;
    for (int x = 0; x < count; x += lanes_width<Real>) {
        body(x);
    }
#endif
}

// Lanes of neighbouring values of a row, where the compiler has them and builds for the host only: nothing then goes
// through memory to come back one cell further.
#if !defined(__CUDACC__) && !defined(__HIPCC__) && !defined(SYCL_LANGUAGE_VERSION) && \
    ((defined(__GNUC__) && __GNUC__ >= 12) || defined(__clang__))
#define EBRU_LANE_SHIFTS 1

/// The last lane of `before`, then all but the last of `here`: at each cell the value of the cell before it.
template <class Real, int... lane>
KOKKOS_FORCEINLINE_FUNCTION Lanes<Real> shift_on(const Lanes<Real>& before, const Lanes<Real>& here,
                                                 std::integer_sequence<int, lane...>) {
    return __builtin_shufflevector(before, here, (lanes_width<Real> - 1 + lane)...);
}

/// All but the first lane of `here`, then the first of `after`: at each cell the value of the cell after it.
template <class Real, int... lane>
KOKKOS_FORCEINLINE_FUNCTION Lanes<Real> shift_back(const Lanes<Real>& here, const Lanes<Real>& after,
                                                   std::integer_sequence<int, lane...>) {
    return __builtin_shufflevector(here, after, (1 + lane)...);
}
#endif

}  // namespace ebru
