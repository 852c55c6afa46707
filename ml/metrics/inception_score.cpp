#include "ml/metrics/inception_score.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "ml/metrics/input_checks.hpp"
#include "ml/metrics/statistics.hpp"

namespace ebru {

namespace {

/// \param rows (n, classes), contiguous double.
double score_of(const at::Tensor& rows) {
    const std::int64_t count = rows.size(0);
    const auto classes = static_cast<std::size_t>(rows.size(1));
    const double* first = rows.const_data_ptr<double>();
    std::vector<double> marginal(classes, 0.0);
    for (std::int64_t n = 0; n < count; ++n) {
        for (std::size_t c = 0; c < classes; ++c) {
            marginal[c] += first[static_cast<std::size_t>(n) * classes + c];
        }
    }
    double divergence = 0.0;
    for (std::int64_t n = 0; n < count; ++n) {
        for (std::size_t c = 0; c < classes; ++c) {
            const double p = first[static_cast<std::size_t>(n) * classes + c];
            // p ln p -> 0
            divergence += p > 0.0 ? p * std::log(p * static_cast<double>(count) / marginal[c]) : 0.0;
        }
    }
    return std::exp(divergence / static_cast<double>(count));
}

}  // namespace

InceptionScore inception_score(const at::Tensor& probabilities, int splits) {
    check_probabilities(probabilities, 1);
    const std::int64_t count = probabilities.size(0);
    validate(splits >= 1 && splits <= count, fmt::format("inception score: splits = {}", splits),
             fmt::format("each split holds one of the {} samples at least", count),
             fmt::format("give a number from 1 to {}", count));
    const at::Tensor rows = probabilities.to(at::kDouble).contiguous();
    std::vector<double> scores;
    for (std::int64_t split = 0; split < splits; ++split) {
        scores.push_back(score_of(rows.slice(0, split * count / splits, (split + 1) * count / splits)));
    }
    const MeanDeviation found = mean_deviation(scores);
    return {found.mean, found.deviation, splits};
}

}  // namespace ebru
