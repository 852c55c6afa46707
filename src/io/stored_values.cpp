#include "io/stored_values.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "base/error.hpp"
#include "io/half.hpp"

namespace ebru {

static_assert(std::endian::native == std::endian::little,
              "chain files are little endian, and so are the machines so far");

NumberType state_type(StoredFormat format) {
    switch (format) {
        case StoredFormat::half:
            return NumberType::half;
        case StoredFormat::single_precision:
            return NumberType::float32;
        case StoredFormat::double_precision:
            return NumberType::float64;
    }
    EBRU_ASSERT(!"a stored format without a type");
    return NumberType::float64;
}

NumberType working_type(Precision precision) {
    return precision == Precision::double_precision ? NumberType::float64 : NumberType::float32;
}

NumberType velocity_type(StoredFormat format) {
    return format == StoredFormat::double_precision ? NumberType::float64 : NumberType::float32;
}

namespace {

/// Converts one by one; `finite` tells of a stored value whether it is.
template <class Stored, class Real, class Convert, class Finite>
std::optional<std::size_t> encode_each(std::span<const Real> values, std::span<std::byte> bytes, const Convert& convert,
                                       const Finite& finite) {
    bool all_finite = true;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Stored stored = convert(values[i]);
        all_finite &= finite(stored);
        std::memcpy(bytes.data() + i * sizeof(Stored), &stored, sizeof(Stored));
    }
    for (std::size_t i = 0; !all_finite && i < values.size(); ++i) {
        if (!finite(convert(values[i]))) {
            return i;
        }
    }
    return std::nullopt;
}

template <class Stored, class Real, class Convert>
void decode_each(std::span<const std::byte> bytes, std::span<Real> values, const Convert& convert) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        Stored stored{};
        std::memcpy(&stored, bytes.data() + i * sizeof(Stored), sizeof(Stored));
        values[i] = static_cast<Real>(convert(stored));
    }
}

}  // namespace

template <class Real>
std::optional<std::size_t> encode(NumberType type, std::span<const Real> values, std::span<std::byte> bytes) {
    EBRU_EXPECT(bytes.size() == values.size() * number_bytes(type));
    const auto is_finite = [](auto stored) { return std::isfinite(stored); };
    switch (type) {
        case NumberType::half:
            return encode_each<std::uint16_t>(
                values, bytes, [](Real value) { return half_from(static_cast<double>(value)); },
                [](std::uint16_t half) { return (half & 0x7c00U) != 0x7c00U; });
        case NumberType::float32:
            return encode_each<float>(values, bytes, [](Real value) { return static_cast<float>(value); }, is_finite);
        case NumberType::float64:
            return encode_each<double>(values, bytes, [](Real value) { return static_cast<double>(value); }, is_finite);
        default:
            EBRU_EXPECT(!"half, float32 or float64");
            return std::nullopt;
    }
}

template <class Real>
void decode(NumberType type, std::span<const std::byte> bytes, std::span<Real> values) {
    EBRU_EXPECT(bytes.size() == values.size() * number_bytes(type));
    switch (type) {
        case NumberType::half:
            return decode_each<std::uint16_t>(bytes, values, [](std::uint16_t half) { return double_from_half(half); });
        case NumberType::float32:
            return decode_each<float>(bytes, values, [](float value) { return value; });
        case NumberType::float64:
            return decode_each<double>(bytes, values, [](double value) { return value; });
        default:
            EBRU_EXPECT(!"half, float32 or float64");
    }
}

template std::optional<std::size_t> encode(NumberType, std::span<const float>, std::span<std::byte>);
template std::optional<std::size_t> encode(NumberType, std::span<const double>, std::span<std::byte>);
template void decode(NumberType, std::span<const std::byte>, std::span<float>);
template void decode(NumberType, std::span<const std::byte>, std::span<double>);

}  // namespace ebru
