#include "solvers/density/gaussian_mixture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "base/error.hpp"

namespace ebru {

namespace {

void check(const std::vector<MixtureComponent>& components) {
    validate(!components.empty(), "a mixture without components", "it has no density", "give at least one");
    const int dimension = components.front().covariance.dimension();
    for (std::size_t i = 0; i < components.size(); ++i) {
        const MixtureComponent& c = components[i];
        validate(c.weight > 0.0 && std::isfinite(c.weight),
                 fmt::format("component {} of a mixture has weight {}", i, c.weight), "weights are shares of the mass",
                 "give positive numbers");
        validate(c.covariance.dimension() == dimension && c.mean.size() == static_cast<std::size_t>(dimension),
                 fmt::format("component {} of a mixture has a mean of {} numbers and a covariance of {} dimensions", i,
                             c.mean.size(), c.covariance.dimension()),
                 fmt::format("the first component has {} dimensions", dimension), "give all the same");
        validate(std::ranges::all_of(c.mean, [](double m) { return std::isfinite(m); }),
                 fmt::format("the mean of component {} of a mixture is not finite", i), "a density has a place",
                 "give finite numbers");
    }
}

std::vector<double> offset(std::span<const double> x, const std::vector<double>& mean) {
    EBRU_EXPECT(x.size() == mean.size());
    std::vector<double> difference(mean.size());
    std::ranges::transform(x, mean, difference.begin(), std::minus<>());
    return difference;
}

double squared_norm(std::span<const double> x) {
    return std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
}

}  // namespace

GaussianMixture::GaussianMixture(std::vector<MixtureComponent> components) : components_(std::move(components)) {
    check(components_);
    double sum = 0.0;
    for (const MixtureComponent& c : components_) {
        sum += c.weight;
    }
    for (MixtureComponent& c : components_) {
        c.weight /= sum;
    }
}

std::vector<double> GaussianMixture::log_terms(std::span<const double> x) const {
    std::vector<double> terms;
    terms.reserve(components_.size());
    const double constant = dimension() * std::log(2.0 * std::numbers::pi);
    for (const MixtureComponent& c : components_) {
        const double exponent = c.covariance.inverse_quadratic(offset(x, c.mean));
        terms.push_back(std::log(c.weight) - 0.5 * (exponent + c.covariance.log_determinant() + constant));
    }
    return terms;
}

double GaussianMixture::log_density(std::span<const double> x) const {
    const std::vector<double> terms = log_terms(x);
    const double largest = *std::ranges::max_element(terms);
    double sum = 0.0;
    for (const double term : terms) {
        sum += std::exp(term - largest);
    }
    return largest + std::log(sum);
}

double GaussianMixture::density(std::span<const double> x) const {
    return std::exp(log_density(x));
}

void GaussianMixture::responsibilities(std::span<const double> x, std::span<double> shares) const {
    EBRU_EXPECT(shares.size() == components_.size());
    const std::vector<double> terms = log_terms(x);
    const double largest = *std::ranges::max_element(terms);
    double sum = 0.0;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        shares[i] = std::exp(terms[i] - largest);
        sum += shares[i];
    }
    for (double& share : shares) {
        share /= sum;
    }
}

void GaussianMixture::score(std::span<const double> x, std::span<double> score) const {
    std::vector<double> shares(components_.size());
    responsibilities(x, shares);
    std::vector<double> sum(x.size(), 0.0);
    for (std::size_t i = 0; i < components_.size(); ++i) {
        std::vector<double> pull = offset(x, components_[i].mean);
        components_[i].covariance.solve(pull, pull);
        for (std::size_t k = 0; k < sum.size(); ++k) {
            sum[k] -= shares[i] * pull[k];
        }
    }
    std::ranges::copy(sum, score.begin());
}

double GaussianMixture::laplacian(std::span<const double> x) const {
    const std::vector<double> terms = log_terms(x);
    double sum = 0.0;
    for (std::size_t i = 0; i < components_.size(); ++i) {
        const Covariance& c = components_[i].covariance;
        std::vector<double> y = offset(x, components_[i].mean);
        c.solve(y, y);
        sum += std::exp(terms[i]) * (squared_norm(y) - c.trace_of_inverse());
    }
    return sum;
}

double GaussianMixture::bilaplacian(std::span<const double> x) const {
    const std::vector<double> terms = log_terms(x);
    double sum = 0.0;
    for (std::size_t i = 0; i < components_.size(); ++i) {
        const Covariance& c = components_[i].covariance;
        std::vector<double> y = offset(x, components_[i].mean);
        c.solve(y, y);
        const double excess = squared_norm(y) - c.trace_of_inverse();
        sum +=
            std::exp(terms[i]) * (excess * excess - 4.0 * c.inverse_quadratic(y) + 2.0 * c.trace_of_squared_inverse());
    }
    return sum;
}

GaussianMixture GaussianMixture::after(double factor, double variance) const {
    std::vector<MixtureComponent> later;
    later.reserve(components_.size());
    for (const MixtureComponent& c : components_) {
        std::vector<double> mean(c.mean);
        for (double& m : mean) {
            m *= factor;
        }
        later.push_back({c.weight, std::move(mean), c.covariance.scaled(factor * factor, variance)});
    }
    return GaussianMixture(std::move(later));
}

GaussianMixture GaussianMixture::moved(std::span<const double> shift) const {
    std::vector<MixtureComponent> components(components_);
    for (MixtureComponent& c : components) {
        EBRU_EXPECT(shift.size() == c.mean.size());
        std::ranges::transform(c.mean, shift, c.mean.begin(), std::plus<>());
    }
    return GaussianMixture(std::move(components));
}

std::vector<double> GaussianMixture::mean() const {
    std::vector<double> sum(static_cast<std::size_t>(dimension()), 0.0);
    for (const MixtureComponent& c : components_) {
        for (std::size_t k = 0; k < sum.size(); ++k) {
            sum[k] += c.weight * c.mean[k];
        }
    }
    return sum;
}

std::vector<double> GaussianMixture::covariance() const {
    const auto d = static_cast<std::size_t>(dimension());
    const std::vector<double> centre = mean();
    std::vector<double> sum(d * d, 0.0);
    for (const MixtureComponent& c : components_) {
        const std::vector<double> within = c.covariance.matrix();
        const std::vector<double> away = offset(c.mean, centre);
        for (std::size_t i = 0; i < d; ++i) {
            for (std::size_t k = 0; k < d; ++k) {
                sum[i * d + k] += c.weight * (within[i * d + k] + away[i] * away[k]);
            }
        }
    }
    return sum;
}

}  // namespace ebru
