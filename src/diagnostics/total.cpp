#include "diagnostics/total.hpp"

#include <array>
#include <cstddef>

namespace ebru {

namespace {

constexpr std::size_t block = 128;
constexpr std::size_t lanes = 8;

double sum_of_lanes(const std::array<double, lanes>& sum) {
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

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
    return sum_of_lanes(sum);
}

/// Values in the left half of so many, more than a block.
std::size_t left_half(std::size_t values) {
    return (values / 2 + block - 1) / block * block;
}

}  // namespace

template <class Real>
double total(std::span<const Real> values) {
    if (values.size() <= block) {
        return block_total(values);
    }
    const std::size_t half = left_half(values.size());
    return total(values.first(half)) + total(values.subspan(half));
}

template <class Real>
void RunningTotal::add(std::span<const Real> values) {
    for (const Real value : values) {
        lanes_[position_ % lanes] += static_cast<double>(value);
        ++position_;
        if (position_ % block == 0 || position_ == count_) {
            close_leaf();
        }
    }
}

/// Descends to the leaf that ends here; on the way back its sum is the right half of some, and then the left of one.
void RunningTotal::close_leaf() {
    double sum = sum_of_lanes(lanes_);
    lanes_ = {};
    const std::size_t cell = position_ - 1;
    std::size_t begin = 0;
    std::size_t count = count_;
    int rights = 0;  // right turns since the last left one
    while (count > block) {
        const std::size_t half = left_half(count);
        const bool right = cell >= begin + half;
        begin += right ? half : 0;
        count = right ? count - half : half;
        rights = right ? rights + 1 : 0;
    }
    for (; rights > 0; --rights) {
        --waiting_;
        sum = sums_[static_cast<std::size_t>(waiting_)] + sum;
    }
    sums_[static_cast<std::size_t>(waiting_)] = sum;
    ++waiting_;
}

template void RunningTotal::add(std::span<const float> values);
template void RunningTotal::add(std::span<const double> values);
template double total(std::span<const float> values);
template double total(std::span<const double> values);

}  // namespace ebru
