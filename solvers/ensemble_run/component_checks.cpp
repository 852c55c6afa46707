#include "solvers/ensemble_run/component_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ebru {

namespace {

/// First-order error of a step size from twice of it.
double step_error(double fine, double coarse) {
    return 1.5 * std::abs(fine - coarse);
}

}  // namespace

ResultTable component_table() {
    return {"components",
            {"stage", "component", "weight", "weight_error", "mean_x", "mean_y", "mean_x_error", "mean_y_error",
             "covariance_xx", "covariance_xy", "covariance_yy"}};
}

void add_components(ResultTable& table, const std::string& stage, const std::vector<ComponentMoments>& measured) {
    for (std::size_t i = 0; i < measured.size(); ++i) {
        const ComponentMoments& of = measured[i];
        const std::size_t d = of.mean.size();
        const bool plane = d > 1;
        table.add({stage, static_cast<double>(i), of.weight, of.weight_error, of.mean[0], plane ? of.mean[1] : 0.0,
                   of.mean_error[0], plane ? of.mean_error[1] : 0.0, of.covariance[0], plane ? of.covariance[1] : 0.0,
                   plane ? of.covariance[d + 1] : 0.0});
    }
}

void add_components(ResultTable& table, const std::string& stage, const GaussianMixture& mixture) {
    std::vector<ComponentMoments> exact;
    for (const MixtureComponent& component : mixture.components()) {
        const std::vector<double> none(component.mean.size(), 0.0);
        exact.push_back({component.weight, 0.0, component.mean, none, component.covariance.matrix(), {}});
    }
    add_components(table, stage, exact);
}

void check_components(Findings& findings, const std::string& stage, const GaussianMixture& expected,
                      const std::vector<ComponentMoments>& measured, const std::vector<ComponentMoments>& coarse,
                      double relative) {
    for (std::size_t i = 0; i < measured.size(); ++i) {
        const ComponentMoments& of = measured[i];
        const ComponentMoments& other = coarse.empty() ? of : coarse[i];
        const MixtureComponent& form = expected.components()[i];
        const std::vector<double> matrix = form.covariance.matrix();
        const std::size_t d = of.mean.size();
        findings.check({fmt::format("{}: weight {}", stage, i), of.weight, form.weight, of.weight_error,
                        step_error(of.weight, other.weight) + relative * form.weight});
        for (std::size_t a = 0; a < d; ++a) {
            findings.check({fmt::format("{}: mean {} of x{}", stage, i, a), of.mean[a], form.mean[a], of.mean_error[a],
                            step_error(of.mean[a], other.mean[a]) + relative * std::sqrt(matrix[a * d + a])});
        }
        for (std::size_t a = 0; a < d; ++a) {
            for (std::size_t b = 0; b <= a; ++b) {
                const std::size_t at = a * d + b;
                findings.check({fmt::format("{}: covariance {} of x{}, x{}", stage, i, b, a), of.covariance[at],
                                matrix[at], of.covariance_error[at],
                                step_error(of.covariance[at], other.covariance[at]) +
                                    relative * std::sqrt(matrix[a * d + a] * matrix[b * d + b])});
            }
        }
    }
}

}  // namespace ebru
