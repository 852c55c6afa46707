#include "solvers/forward/schedule_settings.hpp"

#include "solvers/forward/deck_names.hpp"

namespace ebru {

namespace {

/// A Fourier number in our convention, from Fo or from sigma in pixels.
double read_fourier(Deck& deck, const std::string& end, double fallback, FoConvention convention, int width) {
    const std::string fo = "schedule.Fo_" + end;
    const std::string sigma = "schedule.sigma_" + end;
    if (deck.alternative({fo, sigma}) == sigma) {
        const double blur = deck.real(sigma, Range::above(0.0, "pixels")) / width;
        return 0.5 * blur * blur;
    }
    const double value = deck.real(fo, fallback, Range::above(0.0));
    return convention == FoConvention::half ? value : 0.5 * value;
}

}  // namespace

LevelSchedule read_schedule(Deck& deck, int width) {
    const ScheduleKind kind = deck.choice("schedule.kind", ScheduleKind::exponential);
    const int levels = deck.integer("schedule.levels", 100, IntRange::closed(1, 1000000));
    const FoConvention convention = deck.choice("schedule.fo_convention", FoConvention::half);
    const double fo_min = read_fourier(deck, "min", 1.6e-4, convention, width);
    const double fo_max = read_fourier(deck, "max", 0.03, convention, width);
    return LevelSchedule(kind, levels, fo_min, fo_max);
}

}  // namespace ebru
