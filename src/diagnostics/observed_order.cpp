#include "diagnostics/observed_order.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/error.hpp"

namespace ebru {

namespace {

std::vector<double> logarithms(std::span<const double> values) {
    EBRU_EXPECT(std::all_of(values.begin(), values.end(), [](double value) { return value > 0.0; }));
    std::vector<double> logs(values.size());
    std::transform(values.begin(), values.end(), logs.begin(), [](double value) { return std::log(value); });
    return logs;
}

}  // namespace

LineFit fit_line(std::span<const double> x, std::span<const double> y) {
    EBRU_EXPECT(x.size() >= 2 && x.size() == y.size());
    const auto count = static_cast<double>(x.size());
    double mean_x = 0.0;
    double mean_y = 0.0;
    for (std::size_t n = 0; n < x.size(); ++n) {
        mean_x += x[n] / count;
        mean_y += y[n] / count;
    }
    double xx = 0.0;
    double xy = 0.0;
    for (std::size_t n = 0; n < x.size(); ++n) {
        xx += (x[n] - mean_x) * (x[n] - mean_x);
        xy += (x[n] - mean_x) * (y[n] - mean_y);
    }
    EBRU_EXPECT(xx > 0.0);
    LineFit fit{.slope = xy / xx};
    fit.intercept = mean_y - fit.slope * mean_x;
    if (x.size() > 2) {
        double residuals = 0.0;
        for (std::size_t n = 0; n < x.size(); ++n) {
            const double residual = y[n] - fit.intercept - fit.slope * x[n];
            residuals += residual * residual;
        }
        fit.slope_standard_error = std::sqrt(residuals / (count - 2.0) / xx);
    }
    return fit;
}

LineFit fit_power_law(std::span<const double> x, std::span<const double> y) {
    return fit_line(logarithms(x), logarithms(y));
}

std::vector<double> pairwise_orders(std::span<const double> spacings, std::span<const double> errors) {
    EBRU_EXPECT(spacings.size() >= 2 && spacings.size() == errors.size());
    const std::vector<double> h = logarithms(spacings);
    const std::vector<double> e = logarithms(errors);
    std::vector<double> orders;
    for (std::size_t n = 0; n + 1 < h.size(); ++n) {
        EBRU_EXPECT(h[n] != h[n + 1]);
        orders.push_back((e[n] - e[n + 1]) / (h[n] - h[n + 1]));
    }
    return orders;
}

}  // namespace ebru
