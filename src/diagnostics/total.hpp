#pragma once

#include <span>

namespace ebru {

/// Sum of all values in double, pairwise in a fixed order: the mass of an image channel. Error below about
/// (log2(n/128) + 16) eps sum |u|; equal values give equal bits wherever they lie.
template <class Real>
double total(std::span<const Real> values);

}  // namespace ebru
