#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "field/row_loop.hpp"

namespace ebru {

/// e^x for x <= 88, to 1.5 units in the last place; 0 below -87, where the result is about to leave the normal numbers.
/// No branch and no call, so that it vectorises. With x = k ln 2 + r, k the nearest integer: 2^k (1 + r + r^2 q(r)), q
/// the polynomial of degree 4 (9 for double) that makes the relative error least on [-ln 2/2, ln 2/2] (Remez; 2^-28).
KOKKOS_FORCEINLINE_FUNCTION float exponential(float x) {
    // Added to a number below 2^22, it leaves the nearest integer in the last bits.
    constexpr float rounder = 0x1.8p23F;
    const float shifted = multiply_add(x, 1.44269504F, rounder);
    const float k = shifted - rounder;
    // The first part of ln 2 has 12 bits: its product with k is exact.
    const float r = multiply_add(k, -3.19461833e-05F, multiply_add(k, -0.693115234375F, x));
    float q = multiply_add(r, 1.381461275741458e-3F, 8.368710055947304e-3F);
    q = multiply_add(r, q, 4.166838899254799e-2F);
    q = multiply_add(r, q, 1.666652113199234e-1F);
    q = multiply_add(r, q, 4.999999403953552e-1F);
    const float power = Kokkos::bit_cast<float>((Kokkos::bit_cast<std::uint32_t>(shifted) << 23U) + 0x3f800000U);
    const float value = power * (1.0F + multiply_add(r * r, q, r));
    return x < -87.0F ? 0.0F : value;
}

/// The same for x <= 709; 0 below -708. The polynomial's error is 2^-57.
KOKKOS_FORCEINLINE_FUNCTION double exponential(double x) {
    constexpr double rounder = 0x1.8p52;
    const double shifted = multiply_add(x, 1.4426950408889634, rounder);
    const double k = shifted - rounder;
    // 33 bits
    const double r = multiply_add(k, -7.440617110012397e-11, multiply_add(k, -0.6931471804855391, x));
    double q = multiply_add(r, 2.5000072190215835e-08, 2.7630234052893854e-07);
    q = multiply_add(r, q, 2.755758626743288e-06);
    q = multiply_add(r, q, 2.4801493135841673e-05);
    q = multiply_add(r, q, 1.9841269506777747e-04);
    q = multiply_add(r, q, 1.3888888943597998e-03);
    q = multiply_add(r, q, 8.333333333494335e-03);
    q = multiply_add(r, q, 4.1666666666530267e-02);
    q = multiply_add(r, q, 1.6666666666666413e-01);
    q = multiply_add(r, q, 5.000000000000011e-01);
    const double power =
        Kokkos::bit_cast<double>((Kokkos::bit_cast<std::uint64_t>(shifted) << 52U) + 0x3ff0000000000000U);
    const double value = power * (1.0 + multiply_add(r * r, q, r));
    return x < -708.0 ? 0.0 : value;
}

}  // namespace ebru
