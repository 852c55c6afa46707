#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "ml/bridge/normal_tensor.hpp"
#include "ml/metrics/statistics.hpp"

namespace ebru::test {

inline constexpr double eps = std::numeric_limits<double>::epsilon();

/// Standard normals (N, F) in double, of which another seed makes others.
inline at::Tensor normal_rows(std::uint64_t seed, std::int64_t rows, int features) {
    std::vector<std::int64_t> keys(static_cast<std::size_t>(rows));
    std::iota(keys.begin(), keys.end(), 0);
    const ImageShape shape{.channels = 1, .ny = 1, .nx = features};
    return normal_tensor(seed, RandomPurpose::sampler_noise, keys, 0, shape).flatten(1).to(at::kDouble);
}

/// Small whole numbers (N, F), so that distances tie and rows repeat.
inline at::Tensor whole_rows(std::uint64_t seed, std::int64_t rows, int features) {
    return normal_rows(seed, rows, features).round();
}

/// The rows of a matrix as plain vectors, for twins.
inline std::vector<std::vector<double>> plain_rows(const at::Tensor& matrix) {
    const at::Tensor values = matrix.to(at::kDouble).contiguous();
    std::vector<std::vector<double>> rows;
    for (std::int64_t n = 0; n < values.size(0); ++n) {
        const auto* row = values.const_data_ptr<double>() + n * values.size(1);
        rows.emplace_back(row, row + values.size(1));
    }
    return rows;
}

inline double squared_distance(const std::vector<double>& x, const std::vector<double>& y) {
    double sum = 0.0;
    for (std::size_t f = 0; f < x.size(); ++f) {
        sum += (x[f] - y[f]) * (x[f] - y[f]);
    }
    return sum;
}

inline double inner_product(const std::vector<double>& x, const std::vector<double>& y) {
    return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

/// How many standard errors the mean of independent values lies off what is expected.
inline double standard_errors_off(const std::vector<double>& values, double expected) {
    const MeanEstimate found = mean_estimate(values);
    return std::abs(found.mean - expected) / found.standard_error;
}

/// LibTorch's threads while it lives.
class ThreadScope {
  public:
    explicit ThreadScope(int threads) : before_(at::get_num_threads()) { at::set_num_threads(threads); }
    ~ThreadScope() { at::set_num_threads(before_); }
    ThreadScope(const ThreadScope&) = delete;
    ThreadScope& operator=(const ThreadScope&) = delete;

  private:
    int before_;
};

}  // namespace ebru::test
