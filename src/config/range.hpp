#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace ebru {

/// Which real numbers a deck key takes: an interval of finite numbers, each end part of it or not, with its unit for
/// messages.
class Range {
  public:
    /// Every finite number.
    static Range any(std::string unit = "");
    /// x > low
    static Range above(double low, std::string unit = "");
    /// x >= low
    static Range at_least(double low, std::string unit = "");
    /// x < high
    static Range below(double high, std::string unit = "");
    /// x <= high
    static Range at_most(double high, std::string unit = "");
    /// [low, high]
    static Range closed(double low, double high, std::string unit = "");
    /// (low, high)
    static Range open(double low, double high, std::string unit = "");
    /// [low, high)
    static Range right_open(double low, double high, std::string unit = "");
    /// (low, high]
    static Range left_open(double low, double high, std::string unit = "");

    [[nodiscard]] bool contains(double value) const;

    /// For messages: "a number in (0, 1], in pixels".
    [[nodiscard]] std::string text() const;

  private:
    enum class End { closed, open };
    Range(double low, End low_end, double high, End high_end, std::string unit);

    double low_;
    End low_end_;
    double high_;
    End high_end_;
    std::string unit_;
};

/// Which integers a deck key takes: low <= n <= high.
class IntRange {
  public:
    /// Every integer that the key's type holds.
    static IntRange any(std::string unit = "");
    /// n >= low
    static IntRange at_least(std::int64_t low, std::string unit = "");
    /// low <= n <= high
    static IntRange closed(std::int64_t low, std::int64_t high, std::string unit = "");

    [[nodiscard]] bool contains(std::int64_t value) const { return low_ <= value && value <= high_; }

    /// The part of this range that also lies in [low, high].
    [[nodiscard]] IntRange within(std::int64_t low, std::int64_t high) const;

    /// For messages: "an integer in [1, 1000], in pixels".
    [[nodiscard]] std::string text() const;

  private:
    IntRange(std::int64_t low, std::int64_t high, std::string unit);

    std::int64_t low_;
    std::int64_t high_;
    std::string unit_;
};

}  // namespace ebru
