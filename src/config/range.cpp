#include "config/range.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "config/deck_value.hpp"

namespace ebru {

namespace {

constexpr double no_end = std::numeric_limits<double>::infinity();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

/// Range ends read better as "1" than as "1.0".
std::string end_text(double end) {
    const std::string text = shortest_text(end);
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

std::string unit_text(const std::string& unit) {
    return unit.empty() ? "" : ", in " + unit;
}

}  // namespace

Range::Range(double low, End low_end, double high, End high_end, std::string unit)
    : low_(low), low_end_(low_end), high_(high), high_end_(high_end), unit_(std::move(unit)) {
    EBRU_EXPECT(low <= high);
}

Range Range::any(std::string unit) {
    return {-no_end, End::open, no_end, End::open, std::move(unit)};
}

Range Range::above(double low, std::string unit) {
    return {low, End::open, no_end, End::open, std::move(unit)};
}

Range Range::at_least(double low, std::string unit) {
    return {low, End::closed, no_end, End::open, std::move(unit)};
}

Range Range::below(double high, std::string unit) {
    return {-no_end, End::open, high, End::open, std::move(unit)};
}

Range Range::at_most(double high, std::string unit) {
    return {-no_end, End::open, high, End::closed, std::move(unit)};
}

Range Range::closed(double low, double high, std::string unit) {
    return {low, End::closed, high, End::closed, std::move(unit)};
}

Range Range::open(double low, double high, std::string unit) {
    return {low, End::open, high, End::open, std::move(unit)};
}

Range Range::right_open(double low, double high, std::string unit) {
    return {low, End::closed, high, End::open, std::move(unit)};
}

Range Range::left_open(double low, double high, std::string unit) {
    return {low, End::open, high, End::closed, std::move(unit)};
}

bool Range::contains(double value) const {
    if (!std::isfinite(value)) {
        return false;
    }
    const bool above_low = low_end_ == End::closed ? value >= low_ : value > low_;
    const bool below_high = high_end_ == End::closed ? value <= high_ : value < high_;
    return above_low && below_high;
}

std::string Range::text() const {
    const bool has_low = std::isfinite(low_);
    const bool has_high = std::isfinite(high_);
    std::string text = "a finite number";
    if (has_low && has_high) {
        text = std::string("a number in ") + (low_end_ == End::closed ? "[" : "(") + end_text(low_) + ", " +
               end_text(high_) + (high_end_ == End::closed ? "]" : ")");
    } else if (has_low) {
        text = std::string("a number ") + (low_end_ == End::closed ? ">= " : "> ") + end_text(low_);
    } else if (has_high) {
        text = std::string("a number ") + (high_end_ == End::closed ? "<= " : "< ") + end_text(high_);
    }
    return text + unit_text(unit_);
}

IntRange::IntRange(std::int64_t low, std::int64_t high, std::string unit)
    : low_(low), high_(high), unit_(std::move(unit)) {
    EBRU_EXPECT(low <= high);
}

IntRange IntRange::any(std::string unit) {
    return {smallest, largest, std::move(unit)};
}

IntRange IntRange::at_least(std::int64_t low, std::string unit) {
    return {low, largest, std::move(unit)};
}

IntRange IntRange::closed(std::int64_t low, std::int64_t high, std::string unit) {
    return {low, high, std::move(unit)};
}

IntRange IntRange::within(std::int64_t low, std::int64_t high) const {
    return {std::max(low, low_), std::min(high, high_), unit_};
}

std::string IntRange::text() const {
    std::string text = "an integer in [" + shortest_text(low_) + ", " + shortest_text(high_) + "]";
    if (high_ == largest) {
        text = low_ == smallest ? "an integer" : "an integer >= " + shortest_text(low_);
    }
    return text + unit_text(unit_);
}

}  // namespace ebru
