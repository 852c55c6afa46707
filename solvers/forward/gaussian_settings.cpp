#include "solvers/forward/gaussian_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ebru {

GaussianParameters read_gaussian_settings(Deck& deck) {
    GaussianParameters p;
    p.kind = deck.choice("gaussian.kind", GaussianKind::ddpm);
    p.levels = deck.integer("gaussian.levels", p.levels, IntRange::closed(1, 1000000));
    if (p.kind == GaussianKind::ve) {
        p.sigma_min = deck.real("gaussian.sigma_min", p.sigma_min, Range::above(0.0));
        p.sigma_max = deck.real("gaussian.sigma_max", p.sigma_max, Range::above(0.0));
        return p;
    }
    p.noise_scale = deck.real("gaussian.sigma", p.noise_scale, Range::above(0.0));
    if (p.kind == GaussianKind::ddpm) {
        p.schedule = deck.choice("gaussian.schedule", BetaSchedule::linear);
    }
    // In units of t both are 0.1 and 20: DDPM's 1e-4 and 0.02 at its 1000 levels.
    if (p.kind == GaussianKind::vp) {
        p.beta_min = deck.real("gaussian.beta_min", 0.1, Range::above(0.0));
        p.beta_max = deck.real("gaussian.beta_max", 20.0, Range::above(0.0));
    } else if (p.kind == GaussianKind::ddpm && p.schedule == BetaSchedule::linear) {
        constexpr double largest = 0.999;
        p.beta_min = deck.real("gaussian.beta_min", std::min(largest, 0.1 / p.levels), Range::open(0.0, 1.0));
        p.beta_max = deck.real("gaussian.beta_max", std::min(largest, 20.0 / p.levels), Range::open(0.0, 1.0));
    }
    return p;
}

std::string describe_path(const GaussianPath& path) {
    return fmt::format("{}; level K is {:.3g} times the image and noise of standard deviation {:.4g}",
                       to_name(path.kind()), path.level_mean_factor(path.levels()), path.prior_standard_deviation());
}

}  // namespace ebru
