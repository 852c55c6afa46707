#include "solvers/spde/inverse_covariance.hpp"

#include <algorithm>
#include <numeric>

#include "base/error.hpp"

namespace ebru {

namespace {

constexpr int most_iterations = 1000;

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// 1/Lambda; an eigenvalue at or below round-off has no inverse and is lifted to it.
std::vector<double> inverse_symbol(std::vector<double> eigenvalues) {
    const double least = 1e-12 * *std::max_element(eigenvalues.begin(), eigenvalues.end());
    for (double& value : eigenvalues) {
        value = 1.0 / std::max(value, least);
    }
    return eigenvalues;
}

/// C x = v for conjugate_gradients().
struct CovarianceSystem {
    const CornerProduct<double>& covariance;
    const CornerProduct<double>& preconditioner;
    InverseCovariance::Scratch& of;

    [[nodiscard]] ResidualProducts precondition() const {
        preconditioner.apply(of.residual.data(), of.preconditioned.data(), of.torus);
        return {.square = dot(of.residual, of.residual), .preconditioned = dot(of.residual, of.preconditioned)};
    }
    [[nodiscard]] ResidualProducts start() const {
        std::fill(of.x.begin(), of.x.end(), 0.0);
        of.residual = of.right_side;
        const ResidualProducts products = precondition();
        of.direction = of.preconditioned;
        return products;
    }
    [[nodiscard]] double multiply() const {
        covariance.apply(of.direction.data(), of.product.data(), of.torus);
        return dot(of.direction, of.product);
    }
    [[nodiscard]] ResidualProducts advance(double step) const {
        for (std::size_t i = 0; i < of.x.size(); ++i) {
            of.x[i] += step * of.direction[i];
            of.residual[i] -= step * of.product[i];
        }
        return precondition();
    }
    void turn(double factor) const {
        for (std::size_t i = 0; i < of.x.size(); ++i) {
            of.direction[i] = of.preconditioned[i] + factor * of.direction[i];
        }
    }
};

}  // namespace

InverseCovariance::InverseCovariance(const CirculantEmbedding& embedding, double relative_residual)
    : image_(embedding.image()),
      relative_residual_(relative_residual),
      covariance_(embedding.image(), embedding.torus(), embedding.eigenvalues()),
      preconditioner_(embedding.image(), embedding.torus(), inverse_symbol(embedding.eigenvalues())) {
    EBRU_EXPECT(relative_residual > 0.0);
}

InverseCovariance::Scratch InverseCovariance::make_scratch() const {
    const std::vector<double> vector(image_.cells());
    return {covariance_.make_scratch(), vector, vector, vector, vector, vector, vector};
}

SolveOutcome InverseCovariance::solve(Scratch& scratch) const {
    const CovarianceSystem system{covariance_, preconditioner_, scratch};
    const double goal = relative_residual_ * relative_residual_ * dot(scratch.right_side, scratch.right_side);
    return conjugate_gradients(system, system.start(), goal, most_iterations);
}

}  // namespace ebru
