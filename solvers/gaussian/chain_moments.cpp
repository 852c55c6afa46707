#include "solvers/gaussian/chain_moments.hpp"

#include <cmath>

#include "base/error.hpp"

namespace ebru {

namespace {

void expect_variance_preserving(const GaussianPath& path) {
    EBRU_EXPECT(path.kind() == GaussianKind::ddpm || path.kind() == GaussianKind::vp);
}

}  // namespace

double alpha_bar(const GaussianPath& path, int level) {
    expect_variance_preserving(path);
    const double a = path.level_mean_factor(level);
    return a * a;
}

double one_minus_alpha_bar(const GaussianPath& path, int level) {
    expect_variance_preserving(path);
    const double share = path.level_standard_deviation(level) / path.parameters().noise_scale;
    return share * share;
}

JointMoments joint_moments(const GaussianPath& path, int later, int earlier) {
    const double s_j = path.level_standard_deviation(earlier);
    const double s_k = path.level_standard_deviation(later);
    return {path.level_mean_factor(later), path.level_mean_factor(earlier), s_k * s_k, s_j * s_j,
            path.transition(earlier, later).factor * s_j * s_j};
}

double data_from_noise(const GaussianPath& path, int level, double x, double noise) {
    const double a = path.level_mean_factor(level);
    EBRU_EXPECT(a > 0.0);
    return (x - path.level_standard_deviation(level) * noise) / a;
}

NoisePosterior noise_posterior(const GaussianPath& path, int later, int earlier) {
    const GaussianTransition step = path.transition(earlier, later);
    EBRU_EXPECT(step.factor > 0.0);
    return {1.0 / step.factor, -step.variance / (step.factor * path.level_standard_deviation(later)),
            path.posterior(later, earlier).variance};
}

double noise_loss_weight(const GaussianPath& path, int level) {
    const double factor = noise_posterior(path, level, level - 1).noise_factor;
    return factor * factor;
}

double velocity_from_point(const GaussianPath& path, double t, double x, double x_0) {
    EBRU_EXPECT(t > 0.0);
    const double growth = path.standard_deviation_rate(t) / path.standard_deviation(t);
    return path.mean_factor_rate(t) * x_0 + growth * (x - path.mean_factor(t) * x_0);
}

double reverse_noise(const GaussianPath& path, int level, ReverseNoise choice, double data_variance) {
    switch (choice) {
        case ReverseNoise::upper:
            return std::sqrt(path.transition(level - 1, level).variance);
        case ReverseNoise::lower:
            return std::sqrt(path.posterior(level, level - 1).variance);
        case ReverseNoise::gaussian:
            return std::sqrt(path.gaussian_reverse(level, data_variance).variance);
    }
    EBRU_ASSERT(!"a choice without a noise");
    return 0.0;
}

double reverse_noise_factor(double beta, double sigma, double sigma_0) {
    EBRU_EXPECT(beta >= 0.0 && beta < 1.0 && sigma > 0.0 && sigma_0 > 0.0);
    const double ratio = sigma / sigma_0;
    return 1.0 / std::sqrt(1.0 + beta * (ratio * ratio - 1.0));
}

std::vector<CovarianceCoefficients> covariance_coefficients(const GaussianPath& path) {
    std::vector<CovarianceCoefficients> levels{{}};
    for (int k = 1; k <= path.levels(); ++k) {
        levels.push_back({alpha_bar(path, k), one_minus_alpha_bar(path, k), path.beta(k) * alpha_bar(path, k - 1)});
    }
    return levels;
}

std::vector<double> sphere_coefficients(const GaussianPath& path, int level) {
    expect_variance_preserving(path);
    std::vector<double> coefficients{path.level_mean_factor(level)};
    for (int i = 1; i <= level; ++i) {
        const double carried = i < level ? path.transition(i, level).factor : 1.0;
        coefficients.push_back(std::sqrt(path.beta(i)) * carried);
    }
    return coefficients;
}

}  // namespace ebru
