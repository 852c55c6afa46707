#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace ebru {

/// Nodes in [-1, 1] and weights of the n-point rule, exact for polynomials of degree 2n - 1: the roots of the Legendre
/// polynomial P_n by Newton's method, weights 2/((1 - x^2) P_n'(x)^2). Press et al., Numerical Recipes, 4.6.
template <std::size_t n>
struct GaussLegendre {
    std::array<double, n> node{};
    std::array<double, n> weight{};

    GaussLegendre() {
        for (std::size_t i = 0; i < n; ++i) {
            double x = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (n + 0.5));
            double slope = 1.0;
            for (int iteration = 0; iteration < 8; ++iteration) {  // quadratic from 1e-3 on
                double before = 1.0;
                double value = x;
                for (std::size_t k = 2; k <= n; ++k) {
                    const auto order = static_cast<double>(k);
                    const double next = ((2.0 * order - 1.0) * x * value - (order - 1.0) * before) / order;
                    before = value;
                    value = next;
                }
                slope = n * (x * value - before) / (x * x - 1.0);
                x -= value / slope;
            }
            node[i] = x;
            weight[i] = 2.0 / ((1.0 - x * x) * slope * slope);
        }
    }

    /// Calls body(x, w) with the nodes and weights of [from, to].
    template <class Body>
    void on(double from, double to, const Body& body) const {
        const double centre = 0.5 * (from + to);
        const double half = 0.5 * (to - from);
        for (std::size_t i = 0; i < n; ++i) {
            body(centre + half * node[i], half * weight[i]);
        }
    }
};

}  // namespace ebru
