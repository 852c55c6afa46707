#include "ml/metrics/feature_moments.hpp"

#include <ATen/ATen.h>

#include <algorithm>

#include "ml/metrics/input_checks.hpp"
#include "ml/metrics/row_pairs.hpp"

namespace ebru {

FeatureMoments feature_moments(const at::Tensor& features) {
    check_features(features, "features", 2);
    const std::int64_t count = features.size(0);
    const std::int64_t width = features.size(1);
    // Always a copy, for it is centred in place: one column's transpose is the caller's own memory.
    const at::Tensor columns = features.t().to(at::kDouble, false, true, at::MemoryFormat::Contiguous);
    const at::Tensor mean = at::empty({width}, at::kDouble);
    auto* column = columns.mutable_data_ptr<double>();
    for (std::int64_t f = 0; f < width; ++f, column += count) {
        double sum = 0.0;
        for (std::int64_t n = 0; n < count; ++n) {
            sum += column[n];
        }
        mean.mutable_data_ptr<double>()[f] = sum / static_cast<double>(count);
    }
    const at::Tensor centred = columns.sub_(mean.unsqueeze(1));
    const at::Tensor covariance = at::empty({width, width}, at::kDouble);
    auto* entry = covariance.mutable_data_ptr<double>();
    // Sums of fixed order, which a product of matrices by BLAS is not: a covariance's bits do not depend on threads.
    visit_pairs(PairSum::inner_product, centred, centred,
                [entry, width, count](std::int64_t row, std::int64_t first, std::span<const double> sums) {
                    std::transform(sums.begin(), sums.end(), entry + row * width + first,
                                   [count](double sum) { return sum / static_cast<double>(count - 1); });
                });
    return {count, mean, covariance};
}

}  // namespace ebru
