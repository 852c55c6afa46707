#pragma once

#include <limits>

namespace ebru {

/// Unit round-off of Real as a double.
template <class Real>
inline constexpr double epsilon = static_cast<double>(std::numeric_limits<Real>::epsilon());

/// Round-off of `steps` time steps on values of size `size`. A step rounds each of the at most nine values that a cell
/// is made of a few times and, being an average with signed weights of sum one, hands errors on without enlarging them:
/// at most about 8 eps a step, and 16 more for the start and the reading of the state. Linear in the steps because
/// errors of one sign are possible.
template <class Real>
double step_round_off(int steps, double size) {
    return (16.0 + 8.0 * steps) * epsilon<Real> * size;
}

}  // namespace ebru
