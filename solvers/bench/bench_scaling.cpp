#include <fmt/format.h>

#include <iterator>

#include "base/error.hpp"
#include "solvers/bench/benchmarks.hpp"
#include "solvers/bench/scaling_cases.hpp"

namespace ebru {

namespace {

void append(std::vector<BenchRow>& rows, std::vector<BenchRow> more) {
    rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::vector<BenchRow> bench_scaling(const BenchOptions& options) {
    const Ranks& job = Ranks::job();
    const std::vector<JobPart> parts = parts_of(job);
    std::vector<BenchRow> rows;
    if (!job.alone()) {
        append(rows, measure_messages(job, options.repeats).rows);
        append(rows, measure_gradient_sums(job, parts, options.repeats));
    }
    const Measured<SamplesCost> samples = measure_samples(job, parts, options.repeats);
    append(rows, samples.rows);
    const Measured<FieldCost> field = measure_field(job, parts, options.field, options.repeats);
    append(rows, field.rows);
    if (!job.alone()) {
        append(rows, measure_cores(job, options.field, options.repeats));
    }
    const Measured<SamplesCost> files = measure_files(job, parts, options);
    append(rows, files.rows);
    SamplesCost cost = files.cost;
    cost.seconds_per_sample = samples.cost.seconds_per_sample;
    append(rows, predict_scaling(field.cost, cost, Interconnect().message));
    return rows;
}

}  // namespace ebru
