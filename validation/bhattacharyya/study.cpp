#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "diagnostics/observed_order.hpp"
#include "validation/common/gaussian_pairs.hpp"
#include "validation/common/study.hpp"

namespace ebru {

namespace {

struct Settings {
    double time = 0.0;
    double velocity = 0.0;
    std::vector<int> dimensions;
    std::vector<int> steps;
};

constexpr int pairs = 5;

/// |a - b|/|b|.
double relative_distance(const std::vector<double>& a, const std::vector<long double>& b) {
    long double squares = 0.0L;
    for (std::size_t k = 0; k < a.size(); ++k) {
        squares += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return static_cast<double>(std::sqrt(squares)) / norm(b);
}

/// Not a number stays.
double larger(double a, double b) {
    return a <= b || std::isnan(b) ? b : a;
}

/// How far the closed forms of a pair are from what they stand for, relative.
struct Distances {
    double coefficient = 0.0;
    double integral = 0.0;   ///< force from the integral of the force density
    double slope = 0.0;      ///< force from -dU/dmu_2
    double sums = 0.0;       ///< the integral from the slope
    double fisher = 0.0;     ///< direction
    double direction = 0.0;  ///< force/|force| + Fisher/|Fisher|
};

Distances distances_of(const SplitPair& pair) {
    const GaussianOverlap overlap(pair.gaussian_1(), pair.gaussian_2());
    const auto u = static_cast<double>(overlap_of(pair, std::vector<long double>(pair.d, 0.0L)));
    const std::vector<long double> integral = total_force_of(pair);
    const std::vector<long double> slope = slope_of_overlap(pair);
    const std::vector<long double> fisher = fisher_by_elimination(pair);
    std::vector<double> reversed = overlap.force();
    const double size = norm(reversed);
    for (double& value : reversed) {
        value *= -norm(fisher) / size;
    }
    return {std::abs(overlap.coefficient() - u) / u,
            relative_distance(overlap.force(), integral),
            relative_distance(overlap.force(), slope),
            relative_distance(std::vector<double>(integral.begin(), integral.end()), slope),
            relative_distance(overlap.fisher_direction(), fisher),
            relative_distance(reversed, fisher)};
}

/// Step 1: closed forms against integrals, differences and elimination.
void judge_force(StudyReport& report, const Settings& settings) {
    Table& table = report.table("force", "Relative distances of closed forms from what they stand for",
                                {{"dimensions", ""},
                                 {"pair", ""},
                                 {"coefficient", ""},
                                 {"force_integral", ""},
                                 {"force_slope", ""},
                                 {"integral_slope", ""},
                                 {"fisher", ""},
                                 {"direction", ""}});
    for (const int d : settings.dimensions) {
        Distances worst;
        for (int number = 0; number < pairs; ++number) {
            const Distances found = distances_of(split_pair(static_cast<std::size_t>(d), number));
            table.add({std::int64_t{d}, std::int64_t{number}, found.coefficient, found.integral, found.slope,
                       found.sums, found.fisher, found.direction});
            worst = {larger(worst.coefficient, found.coefficient),
                     larger(worst.integral, found.integral),
                     larger(worst.slope, found.slope),
                     larger(worst.sums, found.sums),
                     larger(worst.fisher, found.fisher),
                     larger(worst.direction, found.direction)};
        }
        const auto judge = [&](const char* what, double distance) {
            report.judge(bound_verdict(fmt::format("{} dimensions, {}, farthest of {} pairs", d, what, pairs), distance,
                                       1e-10, "promised; met is round-off, d 2^-52 times condition numbers below 1e3"));
        };
        judge("coefficient against its integral", worst.coefficient);
        judge("total force against the integral of the force density", worst.integral);
        judge("total force against -dU/dmu_2", worst.slope);
        judge("integral of the force density against -dU/dmu_2", worst.sums);
        judge("Fisher's direction against elimination", worst.fisher);
        judge("direction of the force against Fisher's reversed", worst.direction);
    }
}

/// Step 2: energy of rigid motion.
void judge_energy(StudyReport& report, const Settings& settings) {
    Table& table = report.table(
        "energy", fmt::format("Largest deviation of kinetic energy + U over {:g} units of time", settings.time),
        {{"subject", ""}, {"dt", ""}, {"deviation", ""}});
    CurveFigure figure{"energy", table.caption(),   "step of time dt", "largest deviation", Scale::log, Scale::log,
                       {},       {{2.0, "order 2"}}};
    for (const int d : settings.dimensions) {
        const std::string subject = fmt::format("{} dimensions", d);
        // Pair 3: covariances that differ in every direction.
        const RigidPotential potential = pair_in(static_cast<std::size_t>(d), 3);
        std::vector<double> steps;
        std::vector<double> deviations;
        for (const int n : settings.steps) {
            steps.push_back(settings.time / n);
            deviations.push_back(energy_error(
                potential, d, std::vector<double>(static_cast<std::size_t>(d), settings.velocity), settings.time, n));
            table.add({subject, steps.back(), deviations.back()});
        }
        report.judge(order_verdict(subject + ": order of the energy's deviation",
                                   fit_power_law(steps, deviations).slope, 2.0, 0.1,
                                   "velocity Verlet; the next term is of relative size (dt w)^2, w^2 the curvature of "
                                   "U"));
        figure.curves.push_back(
            {subject, "energy", "dt", "deviation", {{"subject", subject}}, Curve::Style::points_and_line, "", ""});
    }
    report.draw(figure);
}

}  // namespace

StudyRun bhattacharyya(StudyDeck& deck) {
    Settings settings;
    settings.time = deck.deck().real("time", Range::above(0.0));
    settings.velocity = deck.deck().real("velocity");
    settings.dimensions = deck.integers("dimensions", IntRange::closed(1, Covariance::most_dimensions));
    settings.steps = deck.refinements("steps");
    return [settings](StudyReport& report) {
        judge_force(report, settings);
        judge_energy(report, settings);
    };
}

}  // namespace ebru
