#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "solvers/density/point_source.hpp"

namespace ebru {

/// A component N(mean, L L^T): L lower triangular, (d, d).
struct PlainComponent {
    double weight;  ///< of all weights sum one
    std::vector<double> mean;
    std::vector<double> root;
};

/// Draws from a mixture the plain way, for tests of what is done with the points: a component by the weights, then
/// mean + L xi.
class PlainMixture final : public PointSource {
  public:
    explicit PlainMixture(std::vector<PlainComponent> components) : components_(std::move(components)) {}

    [[nodiscard]] int dimension() const override { return static_cast<int>(components_.front().mean.size()); }

    void draw(std::uint64_t seed, std::int64_t first, std::span<double> points) const override {
        const auto d = static_cast<std::size_t>(dimension());
        for (std::size_t i = 0; i < points.size() / d; ++i) {
            draw_point(seed, static_cast<std::uint64_t>(first) + i, points.subspan(i * d, d));
        }
    }

    /// The same law with everything known about it.
    [[nodiscard]] GaussianMixture law() const {
        const auto d = static_cast<std::size_t>(dimension());
        std::vector<MixtureComponent> all;
        for (const PlainComponent& component : components_) {
            std::vector<double> matrix(d * d, 0.0);
            for (std::size_t a = 0; a < d; ++a) {
                for (std::size_t b = 0; b < d; ++b) {
                    for (std::size_t c = 0; c <= std::min(a, b); ++c) {
                        matrix[a * d + b] += component.root[a * d + c] * component.root[b * d + c];
                    }
                }
            }
            all.push_back({component.weight, component.mean, Covariance::from_matrix(dimension(), matrix)});
        }
        return GaussianMixture(all);
    }

  private:
    void draw_point(std::uint64_t seed, std::uint64_t point, std::span<double> x) const {
        const auto words = [&](std::uint64_t cell) {
            return random_words(seed, RandomPurpose::ensemble_start,
                                {.sample = point, .channel = 0, .cell = cell, .level = 0});
        };
        double left = to_unit_interval(words(0).word[0]);
        std::size_t chosen = 0;
        while (chosen + 1 < components_.size() && left >= components_[chosen].weight) {
            left -= components_[chosen++].weight;
        }
        const PlainComponent& component = components_[chosen];
        for (std::size_t a = 0; a < x.size(); ++a) {
            x[a] = component.mean[a];
        }
        for (std::size_t c = 0; c < x.size(); ++c) {
            const RandomWords drawn = words(c + 1);
            const double normal = std::sqrt(-2.0 * std::log(to_unit_interval(drawn.word[0]))) *
                                  std::cos(2.0 * std::numbers::pi * to_unit_interval(drawn.word[1]));
            for (std::size_t a = c; a < x.size(); ++a) {
                x[a] += component.root[a * x.size() + c] * normal;
            }
        }
    }

    std::vector<PlainComponent> components_;
};

}  // namespace ebru
