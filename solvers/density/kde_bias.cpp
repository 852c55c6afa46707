#include "solvers/density/kde_bias.hpp"

#include <cmath>

#include "base/error.hpp"

namespace ebru {

GaussianMixture expected_estimate(const GaussianMixture& mixture, double bandwidth) {
    return mixture.after(1.0, bandwidth * bandwidth);
}

double bias_to_second_order(const GaussianMixture& mixture, std::span<const double> x, double bandwidth) {
    return 0.5 * bandwidth * bandwidth * mixture.laplacian(x);
}

double bias_to_fourth_order(const GaussianMixture& mixture, std::span<const double> x, double bandwidth) {
    const double square = bandwidth * bandwidth;
    return 0.5 * square * mixture.laplacian(x) + 0.125 * square * square * mixture.bilaplacian(x);
}

double posterior(const GaussianMixture& first, const GaussianMixture& second, std::span<const double> x) {
    return 1.0 / (1.0 + std::exp(second.log_density(x) - first.log_density(x)));
}

double posterior_shift(const GaussianMixture& first, const GaussianMixture& second, std::span<const double> x,
                       double bandwidth) {
    const double f = posterior(first, second, x);
    const double rates = first.laplacian(x) / first.density(x) - second.laplacian(x) / second.density(x);
    return 0.5 * bandwidth * bandwidth * f * (1.0 - f) * rates;
}

double blur_of_bandwidth(double bandwidth) {
    return 0.5 * bandwidth * bandwidth;
}

double bandwidth_of_blur(double alpha_t) {
    EBRU_EXPECT(alpha_t >= 0.0);
    return std::sqrt(2.0 * alpha_t);
}

}  // namespace ebru
