#include "solvers/ensemble/control_steps.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"
#include "solvers/ensemble/velocity.hpp"

namespace ebru {

namespace {

void check_times(const GaussianPath& path, std::span<const double> times, int noise_parts) {
    EBRU_EXPECT(times.size() >= 2);
    for (std::size_t n = 0; n + 1 < times.size(); ++n) {
        EBRU_EXPECT(times[n] > times[n + 1]);
    }
    EBRU_EXPECT(times.back() >= 0.0 && times.front() <= 1.0);
    validate(path.kind() != GaussianKind::flow || times.front() < 1.0, "a reversal of flow starts at time 1",
             "its drift is infinite there", "start a little earlier, such as at 0.999");
    validate(noise_parts >= 1, fmt::format("the noise of a step is the sum of {} normals", noise_parts),
             "a step has at least one", "give 1 or more");
}

/// Without its coefficients.
ControlStep step_between(const GaussianPath& path, double time, double time_after, int noise_parts) {
    ControlStep step;
    step.time = time;
    step.time_after = time_after;
    step.law = law_at(path, time);
    step.noise_parts = noise_parts;
    return step;
}

}  // namespace

std::vector<double> uniform_times(double begin, double end, int steps) {
    validate(steps >= 1, fmt::format("{} steps of time", steps), "a walk has at least one", "give 1 or more");
    validate(begin >= 0.0 && begin <= 1.0 && end >= 0.0 && end <= 1.0 && begin != end,
             fmt::format("a walk from time {} to time {}", begin, end), "time runs from 0 (data) to 1 (prior)",
             "give two different times between 0 and 1");
    std::vector<double> times;
    for (int n = 0; n <= steps; ++n) {
        const double share = static_cast<double>(n) / steps;
        times.push_back(begin * (1.0 - share) + end * share);
    }
    return times;
}

std::vector<double> level_times(const GaussianPath& path, int from, int to) {
    EBRU_EXPECT(from != to);
    std::vector<double> times;
    for (int level = from;; level += from < to ? 1 : -1) {
        if (times.empty() || path.time(level) != times.back()) {
            times.push_back(path.time(level));
        }
        if (level == to) {
            return times;
        }
    }
}

std::vector<ControlStep> reverse_steps(const GaussianPath& path, std::span<const double> times, double knob,
                                       int noise_parts) {
    check_times(path, times, noise_parts);
    validate(knob >= 0.0 && knob <= 1.0, fmt::format("the knob of the reversal is {}", knob),
             "0 is the flow of the probability without noise, 1 the reverse equation with all of it",
             "give a number from 0 to 1");
    std::vector<ControlStep> steps;
    for (std::size_t n = 0; n + 1 < times.size(); ++n) {
        ControlStep step = step_between(path, times[n], times[n + 1], noise_parts);
        const double length = times[n] - times[n + 1];
        const double middle = 0.5 * (times[n] + times[n + 1]);
        const double diffused = path.squared_diffusion(middle) * length;
        step.state = 1.0 - path.drift(middle) * length;
        step.score = 0.5 * (1.0 + knob * knob) * diffused;
        step.noise = knob * std::sqrt(diffused);
        steps.push_back(step);
    }
    return steps;
}

std::vector<ControlStep> paper_reverse_steps(const GaussianPath& path, std::span<const double> times, int noise_parts) {
    check_times(path, times, noise_parts);
    validate(path.kind() == GaussianKind::ddpm || path.kind() == GaussianKind::vp,
             "the paper's reversal of a path other than ddpm and vp", "its steps are made of their beta",
             "take kind ddpm or vp, or the control \"reverse\"");
    const double sigma = path.parameters().noise_scale;
    std::vector<ControlStep> steps;
    for (std::size_t n = 0; n + 1 < times.size(); ++n) {
        ControlStep step = step_between(path, times[n], times[n + 1], noise_parts);
        const double log_factor = std::log(path.mean_factor(times[n]) / path.mean_factor(times[n + 1]));
        const double beta = -std::expm1(2.0 * log_factor);
        step.state = std::exp(log_factor) + beta;
        step.score = beta * sigma * sigma;
        step.noise = sigma * std::sqrt(beta);
        steps.push_back(step);
    }
    return steps;
}

std::vector<ControlStep> reverse_chain_steps(const GaussianPath& path, int from, int to, ReverseNoise noise,
                                             double data_variance) {
    EBRU_EXPECT(0 <= to && to < from && from <= path.levels());
    validate(path.level_mean_factor(from) > 0.0, fmt::format("the reverse chain starts at level {}", from),
             "nothing is left of the data there", "start one level earlier");
    std::vector<ControlStep> steps;
    for (int level = from; level > to; --level) {
        const double factor = path.level_mean_factor(level);
        const double deviation = path.level_standard_deviation(level);
        const GaussianPosterior posterior = path.posterior(level, level - 1);
        ControlStep step;
        step.time = path.time(level);
        step.time_after = path.time(level - 1);
        step.law = {factor, deviation * deviation};
        step.state = posterior.state_factor + posterior.data_factor / factor;
        step.score = posterior.data_factor * deviation * deviation / factor;
        step.noise = reverse_noise(path, level, noise, data_variance);
        steps.push_back(step);
    }
    return steps;
}

std::vector<ControlStep> preserving_steps(const GaussianPath& path, double time, double step, int count) {
    validate(time >= 0.0 && time <= 1.0 && (path.kind() != GaussianKind::flow || (time > 0.0 && time < 1.0)),
             fmt::format("the density of time {} is to be preserved", time),
             "time runs from 0 (data) to 1 (prior); flow has no diffusion at 0 and no end of it at 1",
             "give a time between 0 and 1");
    validate(step > 0.0 && std::isfinite(step), fmt::format("a step of time of {}", step), "time goes on",
             "give a positive number");
    validate(count >= 1, fmt::format("{} steps of time", count), "a walk has at least one", "give 1 or more");
    ControlStep one = step_between(path, time, time, 1);
    const double diffused = path.squared_diffusion(time) * step;
    one.score = 0.5 * diffused;
    one.noise = std::sqrt(diffused);
    return std::vector<ControlStep>(static_cast<std::size_t>(count), one);
}

std::vector<NormalLaw> gaussian_recursion(std::span<const ControlStep> steps, const NormalLaw& data,
                                          const NormalLaw& start) {
    std::vector<NormalLaw> laws{start};
    for (const ControlStep& step : steps) {
        const NormalLaw& before = laws.back();
        const double width = step.law.factor * step.law.factor * data.variance + step.law.variance;
        const double slope = step.score / width;
        const double gain = step.state - slope;
        laws.push_back({step.state * before.mean - slope * (before.mean - step.law.factor * data.mean),
                        gain * gain * before.variance + step.noise * step.noise});
    }
    return laws;
}

}  // namespace ebru
