#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "field/normal_row.hpp"
#include "solvers/density/gaussian_mixture.hpp"
#include "solvers/ensemble/control_steps.hpp"

namespace ebru {

/// A controlled step written for reading: score of the mixture on the host, all in double but for the normals, whose
/// bits are Real's. Particle i takes number i % 256 of row (i/256) d + c. x (N, d).
template <class Real>
void serial_control_step(const GaussianMixture& data, const ControlStep& step, std::uint64_t seed,
                         RandomPurpose purpose, std::int64_t first_stream, std::vector<double>& x) {
    const GaussianMixture law = data.after(step.law.factor, step.law.variance);
    const auto d = static_cast<std::size_t>(data.dimension());
    std::vector<double> score(d);
    std::vector<Real> normals(256);
    for (std::size_t i = 0; i < x.size() / d; ++i) {
        law.score({&x[i * d], d}, score);
        for (std::size_t c = 0; c < d; ++c) {
            double sum = 0.0;
            for (int part = 0; part < step.noise_parts; ++part) {
                const NormalStream stream = normal_stream(seed, purpose, 0, 0, first_stream + part);
                normal_row<Real>(stream, static_cast<int>(i / 256 * d + c), 256, normals.data());
                sum += static_cast<double>(normals[i % 256]);
            }
            x[i * d + c] = step.state * x[i * d + c] + step.score * score[c] +
                           step.noise * sum / std::sqrt(static_cast<double>(step.noise_parts));
        }
    }
}

}  // namespace ebru
