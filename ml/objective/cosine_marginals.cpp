#include "ml/objective/cosine_marginals.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "base/error.hpp"

namespace ebru {

at::Tensor cosine_matrix(int n) {
    EBRU_EXPECT(n >= 1);
    const at::Tensor matrix = at::empty({n, n}, at::kDouble);
    auto entry = matrix.accessor<double, 2>();
    for (int k = 0; k < n; ++k) {
        const double norm = std::sqrt((k == 0 ? 1.0 : 2.0) / n);
        for (int j = 0; j < n; ++j) {
            // The angle's integer part is reduced first: exact to rounding for any n.
            const auto turn = static_cast<double>((static_cast<std::int64_t>(k) * (2 * j + 1)) % (4 * n));
            entry[k][j] = norm * std::cos(std::numbers::pi * turn / (2.0 * n));
        }
    }
    return matrix;
}

CosineMarginals::CosineMarginals(Grid grid, LinearCoefficients coefficients, std::vector<double> level_times,
                                 double first_time)
    : grid_(grid),
      coefficients_(std::move(coefficients)),
      times_(std::move(level_times)),
      first_time_(first_time),
      rows_(cosine_matrix(grid.ny)),
      columns_(cosine_matrix(grid.nx)) {
    EBRU_EXPECT(times_.size() >= 2 && first_time > 0.0 && first_time < times_.back());
}

PathCoefficients CosineMarginals::at(std::span<const double> times) const {
    const auto count = static_cast<std::int64_t>(times.size());
    const at::Tensor values = at::empty({4, count, 1, grid_.ny, grid_.nx}, at::kDouble);
    const std::size_t modes = grid_.cells();
    const std::size_t stride = times.size() * modes;
    auto* value = values.data_ptr<double>();
    std::vector<ModeMoments> moments;
    for (std::size_t b = 0; b < times.size(); ++b) {
        if (times[b] > 0.0) {
            LinearTransition(coefficients_, 0.0, times[b]).moments(grid_, moments);
        } else {
            moments.assign(modes, ModeMoments{});
        }
        const double alpha = coefficients_.drift(times[b]);
        const double noise = coefficients_.noise(times[b]);
        for (int y = 0; y < grid_.ny; ++y) {
            for (int x = 0; x < grid_.nx; ++x) {
                const std::size_t mode = static_cast<std::size_t>(y) * static_cast<std::size_t>(grid_.nx) +
                                         static_cast<std::size_t>(x);
                const double decay = alpha * wall_eigenvalue(grid_, y, x);
                const double deviation = std::sqrt(moments[mode].variance);
                auto* at_mode = value + b * modes + mode;
                at_mode[0] = moments[mode].factor;
                at_mode[stride] = deviation;
                at_mode[2 * stride] = -decay * moments[mode].factor;
                // V' = -2 mu alpha_1 V + alpha_2^2
                at_mode[3 * stride] = 0.5 * noise * noise / deviation - decay * deviation;
            }
        }
    }
    return {values[0], values[1], values[2], values[3]};
}

at::Tensor CosineMarginals::to_modes(const at::Tensor& x) const {
    const auto options = x.options();
    return at::matmul(at::matmul(rows_.to(options), x), columns_.to(options).t());
}

at::Tensor CosineMarginals::from_modes(const at::Tensor& modes) const {
    const auto options = modes.options();
    return at::matmul(at::matmul(rows_.to(options).t(), modes), columns_.to(options));
}

std::string CosineMarginals::text() const {
    return fmt::format("path = \"cosine modes of the linear SPDE\"\nhorizon = {}\nfirst_time = {}\n", horizon(),
                       first_time_);
}

}  // namespace ebru
