#include "solvers/ensemble_run/moment_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ebru {

namespace {

std::string mean_name(const std::string& when, std::size_t a) {
    return fmt::format("{}: mean of x{}", when, a);
}

std::string covariance_name(const std::string& when, std::size_t a, std::size_t b) {
    return a == b ? fmt::format("{}: variance of x{}", when, a) : fmt::format("{}: covariance of x{}, x{}", when, a, b);
}

/// Rounding acts on positions, whose size is mean and spread.
double mean_rounding(const EnsembleMoments& of, std::size_t a, double relative) {
    const std::size_t d = of.mean.size();
    return relative * (std::abs(of.mean[a]) + std::sqrt(of.covariance[a * d + a]));
}

double covariance_rounding(const EnsembleMoments& of, std::size_t a, std::size_t b, double relative) {
    const std::size_t d = of.mean.size();
    return 2.0 * relative * std::sqrt(of.covariance[a * d + a] * of.covariance[b * d + b]);
}

}  // namespace

MomentErrors moment_errors(const GaussianMixture& mixture, std::int64_t particles) {
    const auto d = static_cast<std::size_t>(mixture.dimension());
    const auto n = static_cast<double>(particles);
    const std::vector<double> mean = mixture.mean();
    const std::vector<double> whole = mixture.covariance();
    std::vector<double> fourth(d * d, 0.0);
    double weights = 0.0;
    for (const MixtureComponent& component : mixture.components()) {
        const std::vector<double> s = component.covariance.matrix();
        weights += component.weight;
        for (std::size_t a = 0; a < d; ++a) {
            for (std::size_t b = 0; b < d; ++b) {
                const double ea = component.mean[a] - mean[a];
                const double eb = component.mean[b] - mean[b];
                const double saa = s[a * d + a];
                const double sbb = s[b * d + b];
                const double sab = s[a * d + b];
                fourth[a * d + b] += component.weight * (ea * ea * eb * eb + ea * ea * sbb + eb * eb * saa +
                                                         4.0 * ea * eb * sab + saa * sbb + 2.0 * sab * sab);
            }
        }
    }
    MomentErrors errors;
    for (std::size_t a = 0; a < d; ++a) {
        errors.mean.push_back(std::sqrt(whole[a * d + a] / n));
    }
    for (std::size_t i = 0; i < d * d; ++i) {
        errors.covariance.push_back(std::sqrt(std::max(0.0, fourth[i] / weights - whole[i] * whole[i]) / n));
    }
    return errors;
}

void check_moments(Findings& findings, const EnsembleMoments& measured, const GaussianMixture& mixture,
                   const std::string& when, double relative_rounding) {
    const std::size_t d = measured.mean.size();
    const MomentErrors errors = moment_errors(mixture, measured.particles);
    const std::vector<double> mean = mixture.mean();
    const std::vector<double> covariance = mixture.covariance();
    for (std::size_t a = 0; a < d; ++a) {
        findings.check({mean_name(when, a), measured.mean[a], mean[a], errors.mean[a],
                        mean_rounding(measured, a, relative_rounding)});
    }
    for (std::size_t a = 0; a < d; ++a) {
        for (std::size_t b = 0; b <= a; ++b) {
            const std::size_t i = a * d + b;
            findings.check({covariance_name(when, a, b), measured.covariance[i], covariance[i], errors.covariance[i],
                            covariance_rounding(measured, a, b, relative_rounding)});
        }
    }
}

void check_moments_after(Findings& findings, const EnsembleMoments& start, const EnsembleMoments& measured, double a,
                         double s, const std::string& when, double relative_rounding) {
    const std::size_t d = measured.mean.size();
    const auto n = static_cast<double>(measured.particles);
    const double signal = a * a;
    const double noise = s * s;
    for (std::size_t i = 0; i < d; ++i) {
        findings.check({mean_name(when, i), measured.mean[i], a * start.mean[i], s / std::sqrt(n),
                        mean_rounding(measured, i, relative_rounding)});
    }
    for (std::size_t i = 0; i < d; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            const double own = signal * start.covariance[i * d + j] + (i == j ? noise : 0.0);
            const double both = signal * noise * (start.covariance[i * d + i] + start.covariance[j * d + j]);
            const double variance = i == j ? 2.0 * both + 2.0 * noise * noise : both + noise * noise;
            findings.check({covariance_name(when, i, j), measured.covariance[i * d + j], own, std::sqrt(variance / n),
                            covariance_rounding(measured, i, j, relative_rounding)});
        }
    }
}

}  // namespace ebru
