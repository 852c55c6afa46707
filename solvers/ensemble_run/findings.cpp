#include "solvers/ensemble_run/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace ebru {

namespace {

/// x with P(|xi| > x) = p for a standard normal: Newton's method on erfc, whose logarithm is concave.
double two_sided_quantile(double p) {
    double x = 3.0;
    for (int i = 0; i < 100; ++i) {
        const double tail = std::erfc(x / std::numbers::sqrt2);
        const double density = std::sqrt(2.0 / std::numbers::pi) * std::exp(-0.5 * x * x);
        const double step = std::log(tail / p) * tail / density;
        x += step;
        if (std::abs(step) < 1e-12 * x) {
            break;
        }
    }
    return x;
}

std::string score_text(const Check& check) {
    if (check.standard_error > 0.0) {
        return fmt::format("{:+.2f} s.e.", check.score());
    }
    return check.score() == 0.0 ? "to rounding" : "MISSED";
}

}  // namespace

double Check::score() const {
    const double difference = measured - expected;
    if (!std::isfinite(difference)) {
        return std::numeric_limits<double>::infinity();
    }
    const double beyond = std::max(0.0, std::abs(difference) - tolerance);
    if (beyond == 0.0) {
        return 0.0;
    }
    return std::copysign(standard_error > 0.0 ? beyond / standard_error : std::numeric_limits<double>::infinity(),
                         difference);
}

double Findings::largest_by_chance() const {
    const auto random =
        std::count_if(checks_.begin(), checks_.end(), [](const Check& check) { return check.standard_error > 0.0; });
    return two_sided_quantile(1e-3 / std::max(1.0, static_cast<double>(random)));
}

int Findings::missed() const {
    const double limit = largest_by_chance();
    return static_cast<int>(std::count_if(checks_.begin(), checks_.end(),
                                          [limit](const Check& check) { return !(std::abs(check.score()) <= limit); }));
}

ResultTable Findings::check_table() const {
    ResultTable table("checks", {"quantity", "measured", "closed_form", "standard_error", "tolerance", "score"});
    for (const Check& check : checks_) {
        table.add(
            {check.quantity, check.measured, check.expected, check.standard_error, check.tolerance, check.score()});
    }
    return table;
}

std::string Findings::text(std::size_t most) const {
    std::vector<std::size_t> order(checks_.size());
    std::iota(order.begin(), order.end(), 0);
    if (order.size() > most) {
        std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
            return std::abs(checks_[a].score()) > std::abs(checks_[b].score());
        });
        order.resize(most);
        std::sort(order.begin(), order.end());
    }
    std::size_t width = 8;
    for (const std::size_t i : order) {
        width = std::max(width, checks_[i].quantity.size());
    }
    std::string text;
    if (!order.empty()) {
        text += fmt::format("  {:<{}}  {:>13}  {:>13}  {:>10}  difference\n", "quantity", width, "measured",
                            "closed form", "s.e.");
    }
    for (const std::size_t i : order) {
        const Check& check = checks_[i];
        text += fmt::format("  {:<{}}  {:13.7g}  {:13.7g}  {:10.3g}  {}\n", check.quantity, width, check.measured,
                            check.expected, check.standard_error, score_text(check));
    }
    if (order.size() < checks_.size()) {
        text += fmt::format("  ... the {} farthest of {}; all are in checks.csv\n", order.size(), checks_.size());
    }
    for (const Remark& remark : remarks_) {
        text += "  " + remark.text + '\n';
    }
    if (!checks_.empty()) {
        const int out = missed();
        text += fmt::format("{} of {} within {:.2f} standard errors, which one run in a thousand exceeds by chance{}\n",
                            checks_.size() - static_cast<std::size_t>(out), checks_.size(), largest_by_chance(),
                            out == 0 ? "" : fmt::format("; {} MISSED", out));
    }
    return text;
}

}  // namespace ebru
