#pragma once

#include <functional>
#include <string>
#include <vector>

namespace ebru {

/// Seconds of several runs of the same work.
struct Timing {
    double median = 0.0;
    double fastest = 0.0;
    double slowest = 0.0;
};

/// Seconds that `work` takes.
double seconds_of(const std::function<void()>& work);

/// \param seconds (n), n >= 1.
Timing timing_of(const std::vector<double>& seconds);

/// Runs `work` once unseen, then `repeats` times with the clock on. \param work must end with its results in memory.
Timing time_repeats(int repeats, const std::function<void()>& work);

/// Times two pieces of work in turn, A B A B ..., so that both meet the same machine.
struct PairedTiming {
    Timing a;
    Timing b;
    double ratio = 0.0;  ///< median over the pairs of time a / time b
};
PairedTiming time_in_turn(int repeats, const std::function<void()>& a, const std::function<void()>& b);

/// One line of a benchmark. Numbers that make no sense for a case are 0 and left out.
struct BenchRow {
    std::string name;               ///< "D2Q9 TRT quadratic, float"
    std::string size;               ///< "64 x 1 x 128 x 128, 200 steps"
    std::string unit;               ///< of `rate`: "MLUPS", "fields/s", "MB/s"
    double rate = 0.0;              ///< at the median time
    double rate_low = 0.0;          ///< slowest run
    double rate_high = 0.0;         ///< fastest run
    double bytes_per_update = 0.0;  ///< when nothing is in cache
    double bandwidth = 0.0;         ///< GB/s = rate x bytes; 0 when the work is in cache
    double limit = 0.0;             ///< measured update-9 bandwidth, GB/s
    std::string note;
    int ranks = 1;  ///< that did the work together
};

/// rate, rate_low and rate_high from `items` done in a timing, scaled to the unit (1e6 for MLUPS).
void set_rate(BenchRow& row, const Timing& timing, double items, double unit_size);

}  // namespace ebru
