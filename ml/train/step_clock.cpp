#include "ml/train/step_clock.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace ebru {

StepClock::StepClock(std::size_t window) : window_(window) {
    EBRU_EXPECT(window >= 1);
}

void StepClock::add(double seconds) {
    if (seconds_.size() < window_) {
        seconds_.push_back(seconds);
    } else {
        seconds_[next_] = seconds;
    }
    next_ = (next_ + 1) % window_;
}

double StepClock::quantile(double fraction) const {
    if (seconds_.empty()) {
        return 0.0;
    }
    std::vector<double> sorted = seconds_;
    const double place = std::ceil(fraction * static_cast<double>(sorted.size())) - 1.0;
    const auto index = static_cast<std::size_t>(std::max(place, 0.0));
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(index), sorted.end());
    return sorted[index];
}

bool StepClock::cores_are_shared() const {
    constexpr std::size_t enough = 20;
    constexpr double unsteady = 3.0;
    return size() >= enough && quantile(0.9) >= unsteady * median();
}

}  // namespace ebru
