#include "solvers/bench/measurement.hpp"

#include <algorithm>
#include <chrono>

#include "base/error.hpp"

namespace ebru {

namespace {

double median_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

}  // namespace

double seconds_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Timing timing_of(const std::vector<double>& seconds) {
    return {median_of(seconds), *std::min_element(seconds.begin(), seconds.end()),
            *std::max_element(seconds.begin(), seconds.end())};
}

Timing time_repeats(int repeats, const std::function<void()>& work) {
    EBRU_EXPECT(repeats >= 1);
    work();
    std::vector<double> seconds;
    for (int r = 0; r < repeats; ++r) {
        seconds.push_back(seconds_of(work));
    }
    return timing_of(seconds);
}

PairedTiming time_in_turn(int repeats, const std::function<void()>& a, const std::function<void()>& b) {
    EBRU_EXPECT(repeats >= 1);
    a();
    b();
    std::vector<double> seconds_a;
    std::vector<double> seconds_b;
    std::vector<double> ratios;
    for (int r = 0; r < repeats; ++r) {
        seconds_a.push_back(seconds_of(a));
        seconds_b.push_back(seconds_of(b));
        ratios.push_back(seconds_a.back() / seconds_b.back());
    }
    return {timing_of(seconds_a), timing_of(seconds_b), median_of(ratios)};
}

void set_rate(BenchRow& row, const Timing& timing, double items, double unit_size) {
    row.rate = items / timing.median / unit_size;
    row.rate_low = items / timing.slowest / unit_size;
    row.rate_high = items / timing.fastest / unit_size;
}

}  // namespace ebru
