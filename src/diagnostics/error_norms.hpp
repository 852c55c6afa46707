#pragma once

#include <span>

namespace ebru {

/// Norms of a difference e over n values, per value, so that they compare between grids.
struct ErrorNorms {
    double l1 = 0.0;   ///< (1/n) sum |e|
    double l2 = 0.0;   ///< sqrt((1/n) sum e^2)
    double max = 0.0;  ///< max |e|
};

/// Norms of `values` - `reference`, in double. A value that is not a number makes every norm not a number.
/// \param values, reference of equal length, at least 1.
template <class Real>
ErrorNorms error_norms(std::span<const Real> values, std::span<const Real> reference);

}  // namespace ebru
