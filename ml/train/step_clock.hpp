#pragma once

#include <cstddef>
#include <vector>

namespace ebru {

/// Durations of the last updates: how long one takes, and whether something else wants the cores.
class StepClock {
  public:
    /// \param window how many updates are remembered, >= 1.
    explicit StepClock(std::size_t window);

    void add(double seconds);

    [[nodiscard]] std::size_t size() const { return seconds_.size(); }
    /// Seconds; 0 before the first update. At least the part `fraction` of the updates took no longer.
    [[nodiscard]] double quantile(double fraction) const;
    [[nodiscard]] double median() const { return quantile(0.5); }

    /// Whether one update in ten takes at least three times the median: on cores of its own, a process is steadier.
    [[nodiscard]] bool cores_are_shared() const;

  private:
    std::size_t window_;
    std::size_t next_ = 0;
    std::vector<double> seconds_;
};

}  // namespace ebru
