#include "solvers/ensemble_run/line_law.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ebru {

namespace {

double normal_density(double z) {
    return std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi);
}

LineLaw::Moment moment_at(const GaussianPath& path, double t) {
    return {path.mean_factor(t), path.standard_deviation(t)};
}

}  // namespace

LineLaw LineLaw::of_mixture(const GaussianMixture& mixture, std::size_t axis) {
    LineLaw law;
    const auto d = static_cast<std::size_t>(mixture.dimension());
    for (const MixtureComponent& component : mixture.components()) {
        law.weight_.push_back(component.weight);
        law.mean_.push_back(component.mean[axis]);
        law.variance_.push_back(component.covariance.matrix()[axis * d + axis]);
    }
    return law;
}

LineLaw LineLaw::of_points(std::vector<double> starts) {
    LineLaw law;
    law.weight_.assign(starts.size(), 1.0 / static_cast<double>(starts.size()));
    law.variance_.assign(starts.size(), 0.0);
    law.mean_ = std::move(starts);
    return law;
}

template <class Term>
double LineLaw::sum(const Moment& moment, double place, const Term& term) const {
    double total = 0.0;
    for (std::size_t i = 0; i < weight_.size(); ++i) {
        const double deviation =
            std::sqrt(moment.factor * moment.factor * variance_[i] + moment.deviation * moment.deviation);
        total += weight_[i] * term(place - moment.factor * mean_[i], deviation);
    }
    return total;
}

double LineLaw::share_below(const Moment& moment, double place) const {
    return sum(moment, place, [](double distance, double deviation) {
        if (deviation == 0.0) {
            return distance > 0.0 ? 1.0 : 0.0;
        }
        return 0.5 * std::erfc(-distance / (deviation * std::numbers::sqrt2));
    });
}

double LineLaw::density(const Moment& moment, double place) const {
    return sum(moment, place,
               [](double distance, double deviation) { return normal_density(distance / deviation) / deviation; });
}

double LineLaw::slope(const Moment& moment, double place) const {
    return sum(moment, place, [](double distance, double deviation) {
        return -distance * normal_density(distance / deviation) / (deviation * deviation * deviation);
    });
}

double LineLaw::flux(const GaussianPath& path, double t, double place) const {
    const Moment moment = moment_at(path, t);
    return path.drift(t) * place * density(moment, place) - 0.5 * path.squared_diffusion(t) * slope(moment, place);
}

double LineLaw::integrated_flux(const GaussianPath& path, int from, int to, double place) const {
    constexpr int parts = 8;
    // A ddpm table's beta jumps at its levels: the ends of an interval are approached from inside.
    constexpr double inside = 1e-9;
    double total = 0.0;
    for (int level = from; level < to; ++level) {
        const double begin = path.time(level);
        const double width = (path.time(level + 1) - begin) / parts;
        double sum = 0.0;
        for (int i = 0; i <= parts; ++i) {
            const double offset = std::clamp(static_cast<double>(i), inside, parts - inside);
            sum += (i == 0 || i == parts ? 1.0 : i % 2 == 1 ? 4.0 : 2.0) * flux(path, begin + offset * width, place);
        }
        total += sum * width / 3.0;
    }
    return total;
}

double LineLaw::least_deviation() const {
    return std::sqrt(*std::min_element(variance_.begin(), variance_.end()));
}

}  // namespace ebru
