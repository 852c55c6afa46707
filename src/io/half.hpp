#pragma once

#include <bit>
#include <cstdint>

namespace ebru {

/// Bits of the IEEE 754 binary16 nearest to `value`, ties to even, subnormals included (spacing 2^-24). What rounds
/// beyond the largest half, 65504, becomes infinity: |value| >= 65520. NaN stays NaN. Straight from double: no double
/// rounding.
constexpr std::uint16_t half_from(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const auto sign = static_cast<std::uint16_t>((bits >> 48U) & 0x8000U);
    const std::uint64_t magnitude = bits & 0x7fff'ffff'ffff'ffffU;
    // Re-bias the exponent (1023 to 15) and drop 42 mantissa bits, adding just under half a unit, or half when the last
    // bit kept is odd: that is ties to even, and a carry moves on into the exponent.
    constexpr std::uint64_t rebias = std::uint64_t{1023 - 15} << 52U;
    constexpr std::uint64_t below_half = (std::uint64_t{1} << 41U) - 1U;
    const std::uint64_t normal = (magnitude - rebias + below_half + ((magnitude >> 42U) & 1U)) >> 42U;
    // Added to 2^28, whose last bit is 2^-24, a small number is rounded to whole subnormal units by the addition
    // itself; 1024 of them are the smallest normal number, in bits as well.
    const auto units = std::bit_cast<std::uint64_t>(std::bit_cast<double>(magnitude) + 0x1.0p28) & 0x7ffU;
    constexpr auto smallest_normal = std::bit_cast<std::uint64_t>(0x1.0p-14);
    constexpr auto overflow = std::bit_cast<std::uint64_t>(65520.0);
    constexpr auto infinity = std::uint64_t{0x7ff} << 52U;
    std::uint64_t half = magnitude < smallest_normal ? units : normal;
    half = magnitude >= overflow ? 0x7c00U : half;
    half = magnitude > infinity ? 0x7e00U : half;
    return static_cast<std::uint16_t>(sign | half);
}

/// The number that the bits of a binary16 stand for: exact, in float as well.
constexpr double double_from_half(std::uint16_t half) {
    const auto sign = static_cast<std::uint64_t>(half & 0x8000U) << 48U;
    const std::uint64_t exponent = (half >> 10U) & 0x1fU;
    const std::uint64_t mantissa = half & 0x3ffU;
    if (exponent == 0) {
        const double units = static_cast<double>(mantissa) * 0x1.0p-24;
        return sign == 0 ? units : -units;
    }
    const std::uint64_t biased = exponent == 0x1f ? 0x7ffU : exponent + (1023 - 15);
    return std::bit_cast<double>(sign | (biased << 52U) | (mantissa << 42U));
}

}  // namespace ebru
