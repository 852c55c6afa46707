#include "ml/metrics/class_histogram.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "ml/metrics/input_checks.hpp"

namespace ebru {

ClassHistogram class_entropy(const at::Tensor& probabilities) {
    check_probabilities(probabilities, 1);
    const at::Tensor rows = probabilities.to(at::kDouble).contiguous();
    const std::int64_t classes = rows.size(1);
    const auto count = static_cast<double>(rows.size(0));
    ClassHistogram found{std::vector<std::int64_t>(static_cast<std::size_t>(classes), 0), 0.0, 0.0};
    const double* row = rows.const_data_ptr<double>();
    for (std::int64_t n = 0; n < rows.size(0); ++n, row += classes) {
        const double* most = std::max_element(row, row + classes);
        ++found.counts[static_cast<std::size_t>(most - row)];
        found.confidence += *most / count;
    }
    for (const std::int64_t samples : found.counts) {
        const double share = static_cast<double>(samples) / count;
        found.entropy -= samples > 0 ? share * std::log(share) : 0.0;
    }
    return found;
}

}  // namespace ebru
