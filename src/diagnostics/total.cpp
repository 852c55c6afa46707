#include "diagnostics/total.hpp"

#include <array>
#include <cstddef>

namespace ebru {

namespace {

constexpr std::size_t block = 128;
constexpr std::size_t lanes = 8;

/// At most `block` values, in `lanes` partial sums.
template <class Real>
double block_total(std::span<const Real> values) {
    std::array<double, lanes> sum{};
    std::size_t n = 0;
    for (; n + lanes <= values.size(); n += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            sum[lane] += static_cast<double>(values[n + lane]);
        }
    }
    for (std::size_t lane = 0; n < values.size(); ++n, ++lane) {
        sum[lane] += static_cast<double>(values[n]);
    }
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

}  // namespace

template <class Real>
double total(std::span<const Real> values) {
    if (values.size() <= block) {
        return block_total(values);
    }
    const std::size_t half = (values.size() / 2 + block - 1) / block * block;
    return total(values.first(half)) + total(values.subspan(half));
}

template double total(std::span<const float> values);
template double total(std::span<const double> values);

}  // namespace ebru
