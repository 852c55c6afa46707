#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "base/precision.hpp"
#include "io/hdf5_file.hpp"

namespace ebru {

/// Number type of states stored in `format`.
NumberType state_type(StoredFormat format);

/// Number type that a solver of this precision works in.
NumberType working_type(Precision precision);

/// Number type of velocities beside them: never half, whose spacing near 1e-4 cells per step is as coarse as the field.
NumberType velocity_type(StoredFormat format);

/// Converts values to the bytes of a chain file: `type` is half, float32 or float64, rounded to nearest, ties to even.
/// \param bytes values.size() * number_bytes(type).
/// \return the index of the first value that is not finite once stored (NaN, infinite, or too large for the type).
template <class Real>
std::optional<std::size_t> encode(NumberType type, std::span<const Real> values, std::span<std::byte> bytes);

/// The inverse; rounds when Real is narrower than the type. `bytes` needs no alignment.
template <class Real>
void decode(NumberType type, std::span<const std::byte> bytes, std::span<Real> values);

}  // namespace ebru
