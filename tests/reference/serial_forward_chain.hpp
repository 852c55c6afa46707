#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "solvers/ensemble/ensemble_noise.hpp"
#include "solvers/gaussian/gaussian_path.hpp"

namespace ebru {

/// The obvious forward chain: level after level, number after number, from level `from` to level `to`.
template <class Real>
void serial_forward_chain(const GaussianPath& path, std::uint64_t seed, int from, int to, std::vector<Real>& x) {
    for (int k = from + 1; k <= to; ++k) {
        const GaussianTransition transition = path.transition(k - 1, k);
        const auto factor = static_cast<Real>(transition.factor);
        const auto scale = static_cast<Real>(std::sqrt(transition.variance));
        std::vector<Real> normals(noise_row_values);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const std::size_t place = i % noise_row_values;
            if (place == 0) {
                normal_row(ensemble_stream(seed, RandomPurpose::ensemble_forward, k),
                           static_cast<int>(i / noise_row_values), noise_row_values, normals.data());
            }
            x[i] = multiply_add(scale, normals[place], factor * x[i]);
        }
    }
}

}  // namespace ebru
