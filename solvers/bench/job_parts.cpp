#include "solvers/bench/job_parts.hpp"

namespace ebru {

std::vector<JobPart> parts_of(const Ranks& job) {
    std::vector<JobPart> parts;
    for (int count = 1; count < job.count(); count *= 2) {
        parts.push_back({count, job.part(job.rank() < count)});
    }
    parts.push_back({job.count(), job.part(true)});
    return parts;
}

std::vector<Timing> time_parts(const Ranks& job, const std::vector<JobPart>& parts, int repeats,
                               const std::function<void(const Ranks&, std::size_t)>& work) {
    std::vector<std::vector<double>> seconds(parts.size());
    for (int r = 0; r <= repeats; ++r) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            job.barrier();
            if (parts[i].ranks == nullptr) {
                continue;
            }
            const Ranks& own = *parts[i].ranks;
            own.barrier();
            const double slowest = own.largest(seconds_of([&] { work(own, i); }));
            if (r > 0) {
                seconds[i].push_back(slowest);
            }
        }
    }
    job.barrier();
    std::vector<Timing> timings;
    for (const std::vector<double>& part : seconds) {
        timings.push_back(part.empty() ? Timing{} : timing_of(part));
    }
    return timings;
}

}  // namespace ebru
