#pragma once

#include <cmath>
#include <limits>
#include <string>

namespace ebru {

/// A claim with the figure that was measured and the interval it must lie in. Orders have both ends.
struct Verdict {
    std::string claim;  ///< "order of L2 error, D2Q9 TRT, double"
    double measured = std::numeric_limits<double>::quiet_NaN();
    double low = -std::numeric_limits<double>::infinity();  ///< included
    double high = std::numeric_limits<double>::infinity();  ///< included
    std::string why;                                        ///< where the interval comes from

    /// A figure that is not a number never holds.
    [[nodiscard]] bool holds() const { return measured >= low && measured <= high; }
};

/// An order of convergence within +-tolerance of `expected`, both sides.
inline Verdict order_verdict(std::string claim, double measured, double expected, double tolerance, std::string why) {
    return {std::move(claim), measured, expected - tolerance, expected + tolerance, std::move(why)};
}

/// |measured| of a quantity that is zero in exact arithmetic, or an error, at most `bound`.
inline Verdict bound_verdict(std::string claim, double measured, double bound, std::string why) {
    return {std::move(claim), std::abs(measured), 0.0, bound, std::move(why)};
}

/// Something that is or is not: 1 must be measured.
inline Verdict truth_verdict(std::string claim, bool is_so, std::string why) {
    return {std::move(claim), is_so ? 1.0 : 0.0, 1.0, 1.0, std::move(why)};
}

}  // namespace ebru
