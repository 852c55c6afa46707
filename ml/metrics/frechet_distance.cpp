#include "ml/metrics/frechet_distance.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <limits>
#include <tuple>

#include "base/error.hpp"
#include "ml/bridge/one_thread_each.hpp"
#include "ml/metrics/input_checks.hpp"

namespace ebru {

namespace {

void check_moments(const FeatureMoments& moments, const char* name) {
    EBRU_EXPECT(moments.mean.dim() == 1 && moments.mean.scalar_type() == at::kDouble);
    EBRU_EXPECT(moments.covariance.scalar_type() == at::kDouble);
    const std::int64_t features = moments.mean.size(0);
    EBRU_EXPECT(moments.covariance.sizes() == at::IntArrayRef({features, features}));
    validate(moments.count > features, fmt::format("{}: {} samples of {} features", name, moments.count, features),
             "the Frechet distance needs more samples than features, or the covariance is singular",
             fmt::format("give at least {} samples, or take the kernel distance", features + 1));
    check_features(moments.covariance, name, 1);
    check_features(moments.mean.unsqueeze(0), name, 1);
}

/// A with A A^T = covariance, from its eigenvectors: A = V sqrt(D).
at::Tensor factor_of(const at::Tensor& covariance, const char* name) {
    const auto [values, vectors] = at::linalg_eigh(covariance);
    const double round_off = static_cast<double>(values.size(0)) * std::numeric_limits<double>::epsilon() *
                             values.abs().max().item<double>();
    const double smallest = values[0].item<double>();
    validate(smallest >= -round_off, fmt::format("{}: a covariance with the eigenvalue {}", name, smallest),
             "no law has a negative variance", "give the moments that feature_moments makes");
    return vectors * values.clamp_min(0.0).sqrt();
}

/// Added in order: a sum by LibTorch depends on the number of threads.
double sum_of_squares(const at::Tensor& tensor) {
    const at::Tensor values = tensor.contiguous();
    double sum = 0.0;
    for (std::int64_t i = 0; i < values.numel(); ++i) {
        const double value = values.const_data_ptr<double>()[i];
        sum += value * value;
    }
    return sum;
}

}  // namespace

double frechet_distance(const FeatureMoments& a, const FeatureMoments& b) {
    check_same_shape(a.mean.unsqueeze(0), "a", b.mean.unsqueeze(0), "b");
    check_moments(a, "a");
    check_moments(b, "b");
    const OneThread sums_in_one_order;  // of matrix products and decompositions
    const at::Tensor of_a = factor_of(a.covariance, "a");
    const at::Tensor of_b = factor_of(b.covariance, "b");
    const auto [left, singular, right] = at::linalg_svd(at::matmul(of_b.t(), of_a));
    const at::Tensor nearest = at::matmul(of_b, at::matmul(left, right));
    return sum_of_squares(a.mean - b.mean) + sum_of_squares(of_a - nearest);
}

}  // namespace ebru
