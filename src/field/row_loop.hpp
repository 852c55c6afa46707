#pragma once

#include <Kokkos_Core.hpp>
#include <utility>

namespace ebru {

/// Member of a team that works on one block of rows: a host team is one thread, a device team many.
using TeamPolicy = Kokkos::TeamPolicy<Kokkos::DefaultExecutionSpace>;
using TeamMember = TeamPolicy::member_type;

/// Written after the parameter list of a row body: a body that is called, not inlined, is not vectorised.
#if defined(__GNUC__) || defined(__clang__)
#define EBRU_ROW_BODY __attribute__((always_inline))
#else
#define EBRU_ROW_BODY
#endif

/// Runs body(x) for x in [begin, end): the vector lanes along a row. Iterations must be independent.
/// On the host a plain loop with `omp simd`, since Kokkos emits no vector pragma for GCC or Clang; on a device the
/// team's vector range.
template <class Body>
KOKKOS_FORCEINLINE_FUNCTION void for_row(const TeamMember& team, int begin, int end, const Body& body) {
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__) || defined(__SYCL_DEVICE_ONLY__)
    Kokkos::parallel_for(Kokkos::ThreadVectorRange(team, begin, end), body);
#else
    (void)team;
#pragma omp simd
    for (int x = begin; x < end; ++x) {
        body(x);
    }
#endif
}

/// Calls body.template operator()<i>() for i = 0 .. count-1, unrolled, inside a row body: what is indexed by i stays in
/// registers.
template <int count, class Body>
KOKKOS_FORCEINLINE_FUNCTION void unrolled(const Body& body) {
    [&]<int... i>(std::integer_sequence<int, i...>)
        EBRU_ROW_BODY { (body.template operator()<i>(), ...); }(std::make_integer_sequence<int, count>{});
}

/// Sum of value(x) over x in [begin, end), in vector lanes: an order that depends on the length of the row and the
/// instruction set, never on threads. For rows: errors grow with the length divided by the lanes.
template <class Real, class Value>
KOKKOS_FORCEINLINE_FUNCTION Real sum_row(const TeamMember& team, int begin, int end, const Value& value) {
    Real sum(0);
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__) || defined(__SYCL_DEVICE_ONLY__)
    Kokkos::parallel_reduce(
        Kokkos::ThreadVectorRange(team, begin, end), [&](int x, Real& part) { part += value(x); }, sum);
#else
    (void)team;
#pragma omp simd reduction(+ : sum)
    for (int x = begin; x < end; ++x) {
        sum += value(x);
    }
#endif
    return sum;
}

/// a * b + c, fused where the hardware has it (said explicitly, since contraction is off).
KOKKOS_FORCEINLINE_FUNCTION float multiply_add(float a, float b, float c) {
#if defined(FP_FAST_FMAF) || defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
    return Kokkos::fma(a, b, c);
#else
    return a * b + c;
#endif
}

KOKKOS_FORCEINLINE_FUNCTION double multiply_add(double a, double b, double c) {
#if defined(FP_FAST_FMA) || defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
    return Kokkos::fma(a, b, c);
#else
    return a * b + c;
#endif
}

}  // namespace ebru
