#include "ml/objective/marginal_path.hpp"

#include <ATen/ATen.h>

namespace ebru {

at::Tensor PathCoefficients::drift_rate() const {
    return mean_factor_rate / mean_factor;
}

at::Tensor PathCoefficients::squared_diffusion() const {
    return 2.0 * standard_deviation * (standard_deviation_rate - drift_rate() * standard_deviation);
}

}  // namespace ebru
