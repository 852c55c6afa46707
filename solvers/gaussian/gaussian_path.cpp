#include "solvers/gaussian/gaussian_path.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>
#include <string>

#include "base/error.hpp"

namespace ebru {

namespace {

std::string key_text(const char* key, double value) {
    std::ostringstream text;
    text << "gaussian." << key << " = " << value;
    return text.str();
}

void require(bool holds, const char* key, double value, const char* why, const char* advice) {
    validate(holds && std::isfinite(value), key_text(key, value), why, advice);
}

constexpr const char* keeps_part = "a level of ddpm keeps sqrt(1 - beta) of the one before and adds noise";

void check_table(const std::vector<double>& betas, int levels) {
    std::ostringstream count;
    count << "gaussian.betas has " << betas.size() << " numbers";
    validate(betas.size() == static_cast<std::size_t>(levels), count.str(),
             "a chain of " + std::to_string(levels) + " levels needs one for each",
             "give as many as gaussian.levels, or leave gaussian.levels out");
    for (std::size_t k = 0; k < betas.size(); ++k) {
        const std::string key = "betas[" + std::to_string(k) + "]";
        require(betas[k] > 0.0 && betas[k] < 1.0, key.c_str(), betas[k], keeps_part, "give a number between 0 and 1");
    }
}

void check_betas(const GaussianParameters& p) {
    const bool ddpm = p.kind == GaussianKind::ddpm;
    if (ddpm && p.schedule == BetaSchedule::cosine) {
        return;
    }
    if (ddpm && p.schedule == BetaSchedule::constant) {
        require(p.beta > 0.0 && p.beta < 1.0, "beta", p.beta, keeps_part, "give a number between 0 and 1");
        return;
    }
    if (ddpm && p.schedule == BetaSchedule::table) {
        check_table(p.betas, p.levels);
        return;
    }
    require(p.beta_min > 0.0, "beta_min", p.beta_min, "every level adds noise", "give a positive number");
    require(p.beta_max >= p.beta_min, "beta_max", p.beta_max, "beta grows from beta_min to beta_max",
            "give at least gaussian.beta_min");
    require(!ddpm || p.beta_max < 1.0, "beta_max", p.beta_max, keeps_part, "give a number below 1");
}

void check(const GaussianParameters& p) {
    require(p.levels >= 1, "levels", p.levels, "a chain needs a prior beside its data", "give at least 1");
    if (p.kind == GaussianKind::ve) {
        require(p.sigma_min > 0.0, "sigma_min", p.sigma_min, "the noise grows by a factor from level to level",
                "give a positive number");
        require(p.sigma_max > p.sigma_min, "sigma_max", p.sigma_max, "the noise grows from sigma_min to sigma_max",
                "give more than gaussian.sigma_min");
        return;
    }
    require(p.noise_scale > 0.0, "sigma", p.noise_scale, "it is the standard deviation of the prior",
            "give a positive number");
    if (p.kind == GaussianKind::ddpm || p.kind == GaussianKind::vp) {
        check_betas(p);
    }
}

/// abar of the cosine schedule before its cap, without its constant factor.
double cosine_signal(double fraction) {
    constexpr double offset = 0.008;
    const double cosine = std::cos(0.5 * std::numbers::pi * (fraction + offset) / (1.0 + offset));
    return cosine * cosine;
}

double table_beta(const GaussianParameters& p, int level) {
    const double k = level;
    const double part = p.levels == 1 ? 1.0 : (k - 1.0) / (p.levels - 1.0);
    switch (p.schedule) {
        case BetaSchedule::linear:
            return p.beta_min + (p.beta_max - p.beta_min) * part;
        case BetaSchedule::cosine: {
            constexpr double largest = 0.999;
            return std::min(largest, 1.0 - cosine_signal(k / p.levels) / cosine_signal((k - 1.0) / p.levels));
        }
        case BetaSchedule::constant:
            return p.beta;
        case BetaSchedule::quadratic: {
            const double root = std::sqrt(p.beta_min) + (std::sqrt(p.beta_max) - std::sqrt(p.beta_min)) * part;
            return root * root;
        }
        case BetaSchedule::sigmoid:
            return p.beta_min + (p.beta_max - p.beta_min) / (1.0 + std::exp(6.0 - 12.0 * part));
        case BetaSchedule::table:
            return p.betas[static_cast<std::size_t>(level) - 1];
    }
    EBRU_ASSERT(!"a schedule without a table");
    return 0.0;
}

bool preserves_variance(GaussianKind kind) {
    return kind == GaussianKind::ddpm || kind == GaussianKind::vp;
}

}  // namespace

GaussianPath::GaussianPath(const GaussianParameters& parameters)
    : parameters_(parameters), time_{0.0}, log_mean_{0.0}, noise_{0.0} {
    check(parameters);
    const int last = parameters.levels;
    if (kind() == GaussianKind::ddpm) {
        fill_beta_table();
    }
    for (int k = 1; k <= last; ++k) {
        const bool exploding = kind() == GaussianKind::ve;
        time_.push_back(k == last ? 1.0 : exploding ? (k - 1.0) / (last - 1.0) : static_cast<double>(k) / last);
        if (kind() != GaussianKind::ddpm) {
            log_mean_.push_back(log_mean_factor(time_.back()));
        }
        noise_.push_back(preserves_variance(kind())
                             ? parameters.noise_scale *
                                   std::sqrt(-std::expm1(2.0 * log_mean_[static_cast<std::size_t>(k)]))
                             : standard_deviation(time_.back()));
    }
}

void GaussianPath::fill_beta_table() {
    log_rest_ = {0.0};
    for (int k = 1; k <= parameters_.levels; ++k) {
        const double before = log_mean_.back();
        const double step = 0.5 * std::log1p(-table_beta(parameters_, k)) + log_rest_.back();
        const double after = before + step;
        const double taken = after - before;  // of step; what is left is exact (Knuth's two-sum)
        log_rest_.push_back((before - (after - taken)) + (step - taken));
        log_mean_.push_back(after);
    }
}

double GaussianPath::log_factor(int from, int to) const {
    const auto j = static_cast<std::size_t>(from);
    const auto k = static_cast<std::size_t>(to);
    if (kind() == GaussianKind::ddpm) {
        return (log_mean_[k] - log_mean_[j]) + (log_rest_[k] - log_rest_[j]);
    }
    const double duration = static_cast<double>(to - from) / parameters_.levels;
    const double slope = parameters_.beta_max - parameters_.beta_min;
    return -0.5 * duration * (parameters_.beta_min + 0.5 * (time_[j] + time_[k]) * slope);
}

void GaussianPath::expect_level(int level) const {
    EBRU_EXPECT(level >= 0 && level <= parameters_.levels);
}

double GaussianPath::log_mean_factor(double t) const {
    EBRU_EXPECT(t >= 0.0 && t <= 1.0);
    switch (kind()) {
        case GaussianKind::ddpm: {
            const double position = t * parameters_.levels;
            const int below = std::min(static_cast<int>(position), parameters_.levels - 1);
            const double start = log_mean_[static_cast<std::size_t>(below)];
            return start + (position - below) * (log_mean_[static_cast<std::size_t>(below) + 1] - start);
        }
        case GaussianKind::vp:
            return -0.5 * t * (parameters_.beta_min + 0.5 * t * (parameters_.beta_max - parameters_.beta_min));
        case GaussianKind::ve:
        case GaussianKind::brownian:
            return 0.0;
        case GaussianKind::flow:
            return std::log1p(-t);
    }
    EBRU_ASSERT(!"a kind without a mean");
    return 0.0;
}

double GaussianPath::beta_rate(double t) const {
    EBRU_EXPECT(t >= 0.0 && t <= 1.0);
    if (kind() == GaussianKind::vp) {
        return parameters_.beta_min + t * (parameters_.beta_max - parameters_.beta_min);
    }
    const int levels = parameters_.levels;
    const auto end = static_cast<std::size_t>(std::clamp(static_cast<int>(std::ceil(t * levels)), 1, levels));
    return -2.0 * levels * (log_mean_[end] - log_mean_[end - 1]);
}

double GaussianPath::mean_factor(double t) const {
    return kind() == GaussianKind::flow ? 1.0 - t : std::exp(log_mean_factor(t));
}

double GaussianPath::standard_deviation(double t) const {
    EBRU_EXPECT(t >= 0.0 && t <= 1.0);
    switch (kind()) {
        case GaussianKind::ddpm:
        case GaussianKind::vp:
            return parameters_.noise_scale * std::sqrt(-std::expm1(2.0 * log_mean_factor(t)));
        case GaussianKind::ve:
            return t == 1.0 ? parameters_.sigma_max
                            : parameters_.sigma_min * std::pow(parameters_.sigma_max / parameters_.sigma_min, t);
        case GaussianKind::flow:
            return parameters_.noise_scale * t;
        case GaussianKind::brownian:
            return parameters_.noise_scale * std::sqrt(t);
    }
    EBRU_ASSERT(!"a kind without a noise");
    return 0.0;
}

double GaussianPath::mean_factor_rate(double t) const {
    switch (kind()) {
        case GaussianKind::ddpm:
        case GaussianKind::vp:
            return -0.5 * beta_rate(t) * mean_factor(t);
        case GaussianKind::ve:
        case GaussianKind::brownian:
            return 0.0;
        case GaussianKind::flow:
            return -1.0;
    }
    EBRU_ASSERT(!"a kind without a mean");
    return 0.0;
}

double GaussianPath::standard_deviation_rate(double t) const {
    switch (kind()) {
        case GaussianKind::ddpm:
        case GaussianKind::vp: {
            EBRU_EXPECT(t > 0.0);
            const double signal = mean_factor(t) * parameters_.noise_scale;
            return 0.5 * beta_rate(t) * signal * signal / standard_deviation(t);
        }
        case GaussianKind::ve:
            return standard_deviation(t) * std::log(parameters_.sigma_max / parameters_.sigma_min);
        case GaussianKind::flow:
            return parameters_.noise_scale;
        case GaussianKind::brownian:
            EBRU_EXPECT(t > 0.0);
            return 0.5 * parameters_.noise_scale / std::sqrt(t);
    }
    EBRU_ASSERT(!"a kind without a noise");
    return 0.0;
}

double GaussianPath::drift(double t) const {
    switch (kind()) {
        case GaussianKind::ddpm:
        case GaussianKind::vp:
            return -0.5 * beta_rate(t);
        case GaussianKind::ve:
        case GaussianKind::brownian:
            return 0.0;
        case GaussianKind::flow:
            EBRU_EXPECT(t < 1.0);
            return -1.0 / (1.0 - t);
    }
    EBRU_ASSERT(!"a kind without a drift");
    return 0.0;
}

double GaussianPath::squared_diffusion(double t) const {
    switch (kind()) {
        case GaussianKind::ddpm:
        case GaussianKind::vp:
            return parameters_.noise_scale * parameters_.noise_scale * beta_rate(t);
        case GaussianKind::ve: {
            const double sigma = standard_deviation(t);
            return 2.0 * sigma * sigma * std::log(parameters_.sigma_max / parameters_.sigma_min);
        }
        case GaussianKind::flow:
            EBRU_EXPECT(t < 1.0);
            return 2.0 * parameters_.noise_scale * parameters_.noise_scale * t / (1.0 - t);
        case GaussianKind::brownian:
            return parameters_.noise_scale * parameters_.noise_scale;
    }
    EBRU_ASSERT(!"a kind without a diffusion");
    return 0.0;
}

double GaussianPath::time(int level) const {
    expect_level(level);
    return time_[static_cast<std::size_t>(level)];
}

double GaussianPath::level_mean_factor(int level) const {
    expect_level(level);
    return kind() == GaussianKind::flow ? 1.0 - time(level) : std::exp(log_mean_[static_cast<std::size_t>(level)]);
}

double GaussianPath::level_standard_deviation(int level) const {
    expect_level(level);
    return noise_[static_cast<std::size_t>(level)];
}

GaussianTransition GaussianPath::transition(int from, int to) const {
    expect_level(from);
    expect_level(to);
    EBRU_EXPECT(from < to);
    const auto j = static_cast<std::size_t>(from);
    const auto k = static_cast<std::size_t>(to);
    const double sigma = parameters_.noise_scale;
    switch (kind()) {
        case GaussianKind::ddpm:
        case GaussianKind::vp: {
            const double log_ratio = log_factor(from, to);
            return {std::exp(log_ratio), -sigma * sigma * std::expm1(2.0 * log_ratio)};
        }
        case GaussianKind::ve:
            return {1.0, (noise_[k] - noise_[j]) * (noise_[k] + noise_[j])};
        case GaussianKind::flow: {
            const double factor = (1.0 - time_[k]) / (1.0 - time_[j]);
            const double difference = (time_[k] - time_[j]) / (1.0 - time_[j]);  // t_k - factor t_j
            return {factor, sigma * sigma * difference * (time_[k] + factor * time_[j])};
        }
        case GaussianKind::brownian:
            return {1.0, sigma * sigma * (to - from) / parameters_.levels};
    }
    EBRU_ASSERT(!"a kind without a transition");
    return {};
}

double GaussianPath::beta(int level) const {
    expect_level(level);
    EBRU_EXPECT(level >= 1 && preserves_variance(kind()));
    return -std::expm1(2.0 * log_factor(level - 1, level));
}

GaussianPosterior GaussianPath::posterior(int from, int to) const {
    const GaussianTransition step = transition(to, from);
    const double before = level_standard_deviation(to);
    const double after = level_standard_deviation(from);
    const double share = step.variance / (after * after);  // of the noise at `from` that came after `to`
    return {level_mean_factor(to) * share, step.factor * before * before / (after * after), share * before * before};
}

double GaussianPath::clipped_posterior_variance(int level) const {
    EBRU_EXPECT(levels() >= 2);
    const int from = std::max(level, 2);
    return posterior(from, from - 1).variance;
}

GaussianTransition GaussianPath::gaussian_reverse(int level, double data_variance) const {
    EBRU_EXPECT(data_variance > 0.0);
    const GaussianTransition step = transition(level - 1, level);
    const double signal = level_mean_factor(level - 1);
    const double noise = level_standard_deviation(level - 1);
    const double before = signal * signal * data_variance + noise * noise;
    const double after = step.factor * step.factor * before + step.variance;
    return {step.factor * before / after, step.variance * before / after};
}

}  // namespace ebru
