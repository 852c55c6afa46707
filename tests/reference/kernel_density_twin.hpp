#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <vector>

namespace ebru {

/// What a kernel density estimate says of one place.
struct EstimateTwin {
    double log_density = 0.0;
    std::vector<double> score;
};

/// The definition, term by term: all points (N, d) but the one at `left_out` (or -1), bandwidth h a standard deviation.
inline EstimateTwin kernel_density_twin(const std::vector<double>& points, const std::vector<double>& x, double h,
                                        std::ptrdiff_t left_out = -1) {
    const std::size_t d = x.size();
    std::vector<double> exponents;
    std::vector<std::size_t> who;
    for (std::size_t i = 0; i < points.size() / d; ++i) {
        if (static_cast<std::ptrdiff_t>(i) == left_out) {
            continue;
        }
        double square = 0.0;
        for (std::size_t k = 0; k < d; ++k) {
            square += std::pow(x[k] - points[i * d + k], 2);
        }
        exponents.push_back(-0.5 * square / (h * h));
        who.push_back(i);
    }
    const double largest = *std::max_element(exponents.begin(), exponents.end());
    double sum = 0.0;
    std::vector<double> pull(d, 0.0);
    for (std::size_t i = 0; i < who.size(); ++i) {
        const double term = std::exp(exponents[i] - largest);
        sum += term;
        for (std::size_t k = 0; k < d; ++k) {
            pull[k] += term * (points[who[i] * d + k] - x[k]);
        }
    }
    for (double& component : pull) {
        component /= sum * h * h;
    }
    const double normal = 0.5 * static_cast<double>(d) * std::log(2.0 * std::numbers::pi * h * h);
    return {largest + std::log(sum) - std::log(static_cast<double>(who.size())) - normal, pull};
}

}  // namespace ebru
