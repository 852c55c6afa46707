#pragma once

#include <cmath>

namespace ebru::referee {

/// value + derivative e with e^2 = 0: arithmetic on it differentiates what it computes, exactly. Fluxes are written
/// once, as templates, and their Jacobians come from this.
struct DualNumber {
    double value = 0.0;
    double derivative = 0.0;
};

constexpr DualNumber operator+(DualNumber a, DualNumber b) {
    return {a.value + b.value, a.derivative + b.derivative};
}
constexpr DualNumber operator+(double a, DualNumber b) {
    return {a + b.value, b.derivative};
}
constexpr DualNumber operator-(DualNumber a, DualNumber b) {
    return {a.value - b.value, a.derivative - b.derivative};
}
constexpr DualNumber operator*(DualNumber a, DualNumber b) {
    return {a.value * b.value, a.derivative * b.value + a.value * b.derivative};
}
constexpr DualNumber operator*(double a, DualNumber b) {
    return {a * b.value, a * b.derivative};
}
constexpr DualNumber operator/(double a, DualNumber b) {
    return {a / b.value, -a * b.derivative / (b.value * b.value)};
}
inline DualNumber sqrt(DualNumber a) {
    const double root = std::sqrt(a.value);
    return {root, 0.5 * a.derivative / root};
}

}  // namespace ebru::referee
