#include <fmt/format.h>

#include <cstddef>
#include <vector>

#include "ranks/messages.hpp"
#include "solvers/bench/scaling_cases.hpp"

namespace ebru {

namespace {

/// Exchanges until the clock sees them well.
int exchanges_for(std::size_t bytes) {
    constexpr std::size_t whole = std::size_t{1} << 24U;
    return static_cast<int>(std::min<std::size_t>(2000, std::max<std::size_t>(8, whole / bytes)));
}

/// Seconds of one exchange of `bytes` each way between the first and the last rank.
Timing time_exchange(const Ranks& job, std::size_t bytes, int repeats) {
    const bool takes_part = job.first() || job.rank() == job.count() - 1;
    const int other = job.first() ? job.count() - 1 : 0;
    const std::vector<std::byte> out(bytes);
    std::vector<std::byte> in(bytes);
    const int count = exchanges_for(bytes);
    Messages messages(job);
    const auto work = [&] {
        for (int i = 0; takes_part && i < count; ++i) {
            messages.receive(in, other, 1);
            messages.send(out, other, 1);
            messages.wait();
        }
    };
    std::vector<double> seconds;
    for (int r = 0; r <= repeats; ++r) {
        job.barrier();
        const double slowest = job.largest(seconds_of(work));
        if (r > 0) {
            seconds.push_back(slowest / count);
        }
    }
    return timing_of(seconds);
}

}  // namespace

Measured<MessageCost> measure_messages(const Ranks& job, int repeats) {
    Measured<MessageCost> measured;
    std::vector<double> sizes;
    std::vector<double> seconds;
    for (std::size_t bytes = 8; bytes <= std::size_t{1} << 22U; bytes *= 8) {
        const Timing timing = time_exchange(job, bytes, repeats);
        sizes.push_back(static_cast<double>(bytes));
        seconds.push_back(timing.median);
        BenchRow row;
        row.name = "exchange with a neighbour";
        row.size = fmt::format("{} bytes each way", bytes);
        row.unit = "MB/s";
        row.ranks = 2;
        set_rate(row, timing, static_cast<double>(bytes), 1e6);
        row.note = fmt::format("{:.3g} us", 1e6 * timing.median);
        measured.rows.push_back(row);
    }
    measured.cost = fit_message_cost(sizes, seconds);
    measured.rows.back().note += fmt::format("; all sizes fitted by {:.3g} us + bytes / ({:.3g} GB/s)",
                                             1e6 * measured.cost.latency, 1e-9 * measured.cost.bandwidth);
    return measured;
}

std::vector<BenchRow> measure_gradient_sums(const Ranks& job, const std::vector<JobPart>& parts, int repeats) {
    constexpr std::size_t parameters = 425'281;
    constexpr int sums = 10;
    std::vector<float> gradients(parameters, 0.0F);
    const std::vector<Timing> timings = time_parts(job, parts, repeats, [&](const Ranks& ranks, std::size_t /*part*/) {
        for (int i = 0; i < sums; ++i) {
            PendingSum(ranks, std::span<float>(gradients)).wait();
        }
    });
    std::vector<BenchRow> rows;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].count == 1) {
            continue;  // nothing to sum
        }
        BenchRow row;
        row.name = "sum of gradients";
        row.size = fmt::format("{} floats", parameters);
        row.unit = "MB/s";
        row.ranks = parts[i].count;
        set_rate(row, timings[i], parameters * sizeof(float) * sums, 1e6);
        row.note = fmt::format("{:.3g} ms a sum", 1e3 * timings[i].median / sums);
        rows.push_back(row);
    }
    return rows;
}

}  // namespace ebru
