#include "solvers/forward/gaussian_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ebru {

namespace {

// In units of t: DDPM's 1e-4 and 0.02 at its 1000 levels.
constexpr double first_rate = 0.1;
constexpr double last_rate = 20.0;

/// What a level's beta is unless it is given: the rate over the level's share of time.
double table_default(double rate, int levels) {
    constexpr double largest = 0.999;
    return std::min(largest, rate / levels);
}

/// \param listed gaussian.betas is given, and read.
void read_table(Deck& deck, bool listed, GaussianParameters& p) {
    p.schedule = deck.choice("gaussian.schedule", listed ? BetaSchedule::table : BetaSchedule::linear);
    if (listed && p.schedule != BetaSchedule::table) {
        deck.refuse("gaussian.betas", fmt::format("gaussian.schedule = \"{}\" makes its own", to_name(p.schedule)),
                    "set gaussian.schedule = \"table\", or leave one of the two out");
    }
    const Range range = Range::open(0.0, 1.0);
    switch (p.schedule) {
        case BetaSchedule::cosine:
            return;
        case BetaSchedule::table:
            if (!listed) {
                p.betas = deck.reals("gaussian.betas", range);  // says that it is missing
            }
            return;
        case BetaSchedule::constant:
            p.beta = deck.real("gaussian.beta", table_default(0.5 * (first_rate + last_rate), p.levels), range);
            return;
        default:
            p.beta_min = deck.real("gaussian.beta_min", table_default(first_rate, p.levels), range);
            p.beta_max = deck.real("gaussian.beta_max", table_default(last_rate, p.levels), range);
    }
}

}  // namespace

GaussianParameters read_gaussian_settings(Deck& deck) {
    GaussianParameters p;
    p.kind = deck.choice("gaussian.kind", GaussianKind::ddpm);
    const bool listed = p.kind == GaussianKind::ddpm && deck.has("gaussian.betas");
    if (listed) {
        p.betas = deck.reals("gaussian.betas", Range::open(0.0, 1.0));
        if (p.betas.empty()) {
            deck.refuse("gaussian.betas", "a chain needs a level beside its data", "give a number for every level");
        }
        p.levels = static_cast<int>(p.betas.size());
    }
    p.levels = deck.integer("gaussian.levels", p.levels, IntRange::closed(1, 1000000));
    if (p.kind == GaussianKind::ve) {
        p.sigma_min = deck.real("gaussian.sigma_min", p.sigma_min, Range::above(0.0));
        p.sigma_max = deck.real("gaussian.sigma_max", p.sigma_max, Range::above(0.0));
        return p;
    }
    p.noise_scale = deck.real("gaussian.sigma", p.noise_scale, Range::above(0.0));
    if (p.kind == GaussianKind::ddpm) {
        read_table(deck, listed, p);
    } else if (p.kind == GaussianKind::vp) {
        p.beta_min = deck.real("gaussian.beta_min", first_rate, Range::above(0.0));
        p.beta_max = deck.real("gaussian.beta_max", last_rate, Range::above(0.0));
    }
    return p;
}

std::string describe_path(const GaussianPath& path) {
    return fmt::format("{}; level K is {:.3g} times the image and noise of standard deviation {:.4g}",
                       to_name(path.kind()), path.level_mean_factor(path.levels()), path.prior_standard_deviation());
}

}  // namespace ebru
