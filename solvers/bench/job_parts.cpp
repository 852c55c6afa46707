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

std::vector<std::vector<Timing>> time_parts(const Ranks& job, const std::vector<JobPart>& parts, int repeats,
                                            const std::vector<PartWork>& works, const std::function<void()>& prepare) {
    std::vector<std::vector<std::vector<double>>> seconds(works.size(), std::vector<std::vector<double>>(parts.size()));
    for (int r = 0; r <= repeats; ++r) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            job.barrier();
            for (std::size_t w = 0; parts[i].ranks != nullptr && w < works.size(); ++w) {
                const Ranks& own = *parts[i].ranks;
                if (own.first() && prepare) {
                    prepare();
                }
                own.barrier();
                const double slowest = own.largest(seconds_of([&] { works[w](own, i); }));
                if (r > 0) {
                    seconds[w][i].push_back(slowest);
                }
            }
        }
    }
    job.barrier();
    std::vector<std::vector<Timing>> timings;
    for (const auto& of_work : seconds) {
        std::vector<Timing>& one = timings.emplace_back();
        for (const std::vector<double>& part : of_work) {
            one.push_back(part.empty() ? Timing{} : timing_of(part));
        }
    }
    return timings;
}

std::vector<Timing> time_parts(const Ranks& job, const std::vector<JobPart>& parts, int repeats, const PartWork& work) {
    return time_parts(job, parts, repeats, std::vector<PartWork>{work}).front();
}

}  // namespace ebru
