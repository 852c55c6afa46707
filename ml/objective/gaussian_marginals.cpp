#include "ml/objective/gaussian_marginals.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <limits>
#include <utility>

#include "base/error.hpp"

namespace ebru {

GaussianMarginals::GaussianMarginals(GaussianPath path, double first_time)
    : path_(std::move(path)), first_time_(first_time) {
    for (int k = 0; k <= path_.levels(); ++k) {
        times_.push_back(path_.time(k));
    }
    EBRU_EXPECT(first_time >= 0.0 && first_time < times_.back());
}

PathCoefficients GaussianMarginals::at(std::span<const double> times) const {
    const auto count = static_cast<std::int64_t>(times.size());
    const at::Tensor values = at::empty({4, count, 1, 1, 1}, at::kDouble);
    auto* value = values.data_ptr<double>();
    for (std::size_t b = 0; b < times.size(); ++b) {
        value[b] = path_.mean_factor(times[b]);
        value[times.size() + b] = path_.standard_deviation(times[b]);
        value[2 * times.size() + b] = path_.mean_factor_rate(times[b]);
        value[3 * times.size() + b] = rate_is_finite(times[b]) ? path_.standard_deviation_rate(times[b])
                                                               : std::numeric_limits<double>::infinity();
    }
    return {values[0], values[1], values[2], values[3]};
}

// s grows like the root of t in the variance-preserving kinds.
bool GaussianMarginals::rate_is_finite(double t) const {
    return t > 0.0 || path_.kind() == GaussianKind::ve || path_.kind() == GaussianKind::flow;
}

std::string GaussianMarginals::text() const {
    return fmt::format("path = \"gaussian\"\nfirst_time = {}\n", first_time_);
}

}  // namespace ebru
