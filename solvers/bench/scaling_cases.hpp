#pragma once

#include <vector>

#include "solvers/bench/benchmarks.hpp"
#include "solvers/bench/cost_model.hpp"
#include "solvers/bench/job_parts.hpp"

namespace ebru {

// The measurements of `ebru bench scaling`, over the ranks of a job. Collective; rows are rank 0's.

/// What a measurement found: rows to print, and the numbers of its cost.
template <class Cost>
struct Measured {
    Cost cost;
    std::vector<BenchRow> rows;
};

/// Ranks 0 and P - 1 send each other 8 bytes to 4 MiB at the same time, as neighbours do; the rest waits. Needs P >= 2.
Measured<MessageCost> measure_messages(const Ranks& job, int repeats);

/// Images in cache on every rank (weak scaling without a word between ranks: what the machine itself loses when all its
/// cores compute). Seconds per sample and rank, with all ranks at work.
Measured<SamplesCost> measure_samples(const Ranks& job, const std::vector<JobPart>& parts, int repeats);

/// Gradients of 425,281 parameters (the network of examples/07) summed over ranks.
std::vector<BenchRow> measure_gradient_sums(const Ranks& job, const std::vector<JobPart>& parts, int repeats);

/// A stencil on a field of side x side cells in blocks (strong), and of side x side cells a rank (weak).
Measured<FieldCost> measure_field(const Ranks& job, const std::vector<JobPart>& parts, int side, int repeats);

/// The stencil (along x), the lattice Boltzmann core and the explicit SPDE steps on a field of side x side cells in
/// blocks, one a rank, cut along y and along x, beside the same cells as images of their own: what is exchanged shows
/// as the difference, with what else blocks cost. Collective.
std::vector<BenchRow> measure_cores(const Ranks& job, int side, int repeats);

/// A chain written by all ranks together, beside MPI-IO's plain write of the same bytes in the same run.
Measured<SamplesCost> measure_files(const Ranks& job, const std::vector<JobPart>& parts, const BenchOptions& options);

/// A network between nodes, for predictions beyond the measured machine.
struct Interconnect {
    MessageCost message{2e-6, 10e9};  ///< of one rank: what a current cluster network gives
};

/// 1 to 4,096 ranks by the cost model: a field of 16384^2 and a data set of 60,000 samples, with their efficiencies and
/// what the rest of the time goes to.
std::vector<BenchRow> predict_scaling(const FieldCost& field, const SamplesCost& samples, const MessageCost& message);

}  // namespace ebru
