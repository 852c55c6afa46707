#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "base/random.hpp"
#include "field/row_loop.hpp"

namespace ebru {

/// Two independent standard normals.
template <class Real>
struct NormalPair {
    Real first;
    Real second;
};

/// ln u for normal u > 0, to 1.5 units in the last place. No branch and no call, so that it vectorises, where a
/// compiler leaves the library's logarithm scalar. With u = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2), and s = f/(2 +
/// f): ln(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)), R a minimax polynomial. Method and coefficients of fdlibm's e_log.c
/// (Sun Microsystems, 1993) and its float version in FreeBSD's e_logf.c.
KOKKOS_FORCEINLINE_FUNCTION float natural_log(float u) {
    constexpr std::uint32_t one = 0x3f800000U;
    constexpr std::uint32_t sqrt_half = 0x3f3504f3U;
    const std::uint32_t bits = Kokkos::bit_cast<std::uint32_t>(u) + (one - sqrt_half);
    const auto k = static_cast<float>(static_cast<std::int32_t>(bits >> 23U) - 127);
    const float f = Kokkos::bit_cast<float>((bits & 0x007fffffU) + sqrt_half) - 1.0F;
    const float s = f / (2.0F + f);
    const float z = s * s;
    float r = multiply_add(z, 0.24279078841F, 0.28498786688F);
    r = multiply_add(z, r, 0.40000972152F);
    r = multiply_add(z, r, 0.66666662693F);
    const float half_square = 0.5F * f * f;
    const float tail = multiply_add(s, multiply_add(z, r, half_square), k * 9.0580006145e-06F);
    return multiply_add(k, 6.9313812256e-01F, f - (half_square - tail));
}

KOKKOS_FORCEINLINE_FUNCTION double natural_log(double u) {
    constexpr std::uint64_t one = 0x3ff0000000000000U;
    constexpr std::uint64_t sqrt_half = 0x3fe6a09e00000000U;
    const std::uint64_t bits = Kokkos::bit_cast<std::uint64_t>(u) + (one - sqrt_half);
    const auto k = static_cast<double>(static_cast<std::int32_t>(bits >> 52U) - 1023);
    const double f = Kokkos::bit_cast<double>((bits & 0x000fffffffffffffU) + sqrt_half) - 1.0;
    const double s = f / (2.0 + f);
    const double z = s * s;
    double r = multiply_add(z, 1.479819860511658591e-01, 1.531383769920937332e-01);
    r = multiply_add(z, r, 1.818357216161805012e-01);
    r = multiply_add(z, r, 2.222219843214978396e-01);
    r = multiply_add(z, r, 2.857142874366239149e-01);
    r = multiply_add(z, r, 3.999999999940941908e-01);
    r = multiply_add(z, r, 6.666666666666735130e-01);
    const double half_square = 0.5 * f * f;
    const double tail = multiply_add(s, multiply_add(z, r, half_square), k * 1.90821492927058770002e-10);
    return multiply_add(k, 6.93147180369123816490e-01, f - (half_square - tail));
}

/// sin and cos of an angle in [-pi/4, pi/4], to 1.5 units in the last place.
template <class Real>
struct SineCosine {
    Real sine;
    Real cosine;
};

/// Minimax polynomials of Cephes (Moshier, 1989) for float, of fdlibm's k_sin.c and k_cos.c for double.
KOKKOS_FORCEINLINE_FUNCTION SineCosine<float> sine_cosine(float angle) {
    const float z = angle * angle;
    float s = multiply_add(z, -1.9515295891e-4F, 8.3321608736e-3F);
    s = multiply_add(z, s, -1.6666654611e-1F);
    float c = multiply_add(z, 2.443315711809948e-5F, -1.388731625493765e-3F);
    c = multiply_add(z, c, 4.166664568298827e-2F);
    return {multiply_add(angle * z, s, angle), multiply_add(z * z, c, multiply_add(z, -0.5F, 1.0F))};
}

KOKKOS_FORCEINLINE_FUNCTION SineCosine<double> sine_cosine(double angle) {
    const double z = angle * angle;
    double s = multiply_add(z, 1.58969099521155010221e-10, -2.50507602534068634195e-08);
    s = multiply_add(z, s, 2.75573137070700676789e-06);
    s = multiply_add(z, s, -1.98412698298579493134e-04);
    s = multiply_add(z, s, 8.33333333332248946124e-03);
    s = multiply_add(z, s, -1.66666666666666324348e-01);
    double c = multiply_add(z, -1.13596475577881948265e-11, 2.08757232129817482790e-09);
    c = multiply_add(z, c, -2.75573143513906633035e-07);
    c = multiply_add(z, c, 2.48015872894767294178e-05);
    c = multiply_add(z, c, -1.38888888888741095749e-03);
    c = multiply_add(z, c, 4.16666666666666019037e-02);
    return {multiply_add(angle * z, s, angle), multiply_add(z * z, c, multiply_add(z, -0.5, 1.0))};
}

/// Box and Muller's transform of two random words: radius sqrt(-2 ln u) from one, angle from the other. The angle is
/// uniform in [-pi/4, pi/4], carried to the other three quarters by two further bits of its word, which exchange the
/// components and turn the sign of the larger one.
///
/// The words resolve u in steps of 2^-31 (float) and 2^-52 (double), so |normal| <= 6.66 and 8.57: beyond lie
/// 3e-11 and 1e-17 of the law. Bits do not depend on the vector width. Box and Muller, Ann. Math. Stat. 29 (1958).
KOKKOS_FORCEINLINE_FUNCTION NormalPair<float> normal_pair(std::uint32_t radius_word, std::uint32_t angle_word) {
    // Signed conversions: every instruction set has them as vectors.
    const float u = (static_cast<float>(static_cast<std::int32_t>(radius_word >> 1U)) + 0.5F) * 0x1p-31F;
    const float radius = Kokkos::sqrt(-2.0F * natural_log(u));
    // The odd last bit puts the angles symmetrically about zero.
    const float turn = static_cast<float>(static_cast<std::int32_t>((angle_word << 2U) | 2U));
    const SineCosine<float> on_circle = sine_cosine(turn * (0.785398163397448310F * 0x1p-31F));
    const std::uint32_t sign = (angle_word << 1U) & 0x80000000U;
    const float large = radius * Kokkos::bit_cast<float>(Kokkos::bit_cast<std::uint32_t>(on_circle.cosine) ^ sign);
    const float small = radius * on_circle.sine;
    const bool exchange = (angle_word & 0x80000000U) != 0;
    return {exchange ? small : large, exchange ? large : small};
}

KOKKOS_FORCEINLINE_FUNCTION NormalPair<double> normal_pair(std::uint64_t radius_word, std::uint64_t angle_word) {
    const double radius = Kokkos::sqrt(-2.0 * natural_log(to_unit_interval(radius_word)));
    const double turn = to_unit_interval(angle_word << 2U) - 0.5;
    const SineCosine<double> on_circle = sine_cosine(turn * 1.57079632679489661923);
    const std::uint64_t sign = (angle_word << 1U) & 0x8000000000000000U;
    const double large = radius * Kokkos::bit_cast<double>(Kokkos::bit_cast<std::uint64_t>(on_circle.cosine) ^ sign);
    const double small = radius * on_circle.sine;
    const bool exchange = (angle_word & 0x8000000000000000U) != 0;
    return {exchange ? small : large, exchange ? large : small};
}

}  // namespace ebru
