#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace ebru {

/// Mean and covariance of N samples of F features.
struct FeatureMoments {
    std::int64_t count;     ///< N
    at::Tensor mean;        ///< (F) double
    at::Tensor covariance;  ///< (F, F) double, symmetric to the bit, divided by N - 1
};

/// mean = (1/N) sum x_n, covariance = (1/(N - 1)) sum (x_n - mean)(x_n - mean)^T, in two passes.
/// \param features (N, F), N >= 2. \throws UserError on fewer, and on NaN or infinity (naming the row).
/// Cost 3 N F^2 operations and a copy of the features in double; the same bits for any number of threads.
FeatureMoments feature_moments(const at::Tensor& features);

}  // namespace ebru
