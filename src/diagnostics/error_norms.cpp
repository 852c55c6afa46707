#include "diagnostics/error_norms.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "base/error.hpp"
#include "diagnostics/total.hpp"

namespace ebru {

template <class Real>
ErrorNorms error_norms(std::span<const Real> values, std::span<const Real> reference) {
    EBRU_EXPECT(!values.empty() && values.size() == reference.size());
    std::vector<double> size(values.size());
    std::vector<double> square(values.size());
    double largest = 0.0;
    for (std::size_t n = 0; n < values.size(); ++n) {
        size[n] = std::abs(static_cast<double>(values[n]) - static_cast<double>(reference[n]));
        square[n] = size[n] * size[n];
        if (std::isnan(size[n])) {
            largest = std::numeric_limits<double>::quiet_NaN();  // stays: no number is larger
        } else if (size[n] > largest) {
            largest = size[n];
        }
    }
    const auto count = static_cast<double>(values.size());
    return {.l1 = total(std::span<const double>(size)) / count,
            .l2 = std::sqrt(total(std::span<const double>(square)) / count),
            .max = largest};
}

template ErrorNorms error_norms(std::span<const float> values, std::span<const float> reference);
template ErrorNorms error_norms(std::span<const double> values, std::span<const double> reference);

}  // namespace ebru
