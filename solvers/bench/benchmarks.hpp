#pragma once

#include <filesystem>
#include <vector>

#include "solvers/bench/measurement.hpp"

namespace ebru {

/// What `ebru bench` was asked to do.
struct BenchOptions {
    int repeats = 5;
    int large = 8192;               ///< side of the image that lies in memory
    int field = 4096;               ///< side of the field in blocks of `scaling`
    std::filesystem::path scratch;  ///< folder for the chain of the io benchmark
};

/// Lattice Boltzmann: images in cache and one large image, beside the update-9 bandwidth of the same run.
std::vector<BenchRow> bench_lbm(const BenchOptions& options);

/// The memoryless stencil, and its time and error beside D2Q9's for the same Fourier number.
std::vector<BenchRow> bench_stencil(const BenchOptions& options);

/// Random Fourier velocity fields with their acceleration.
std::vector<BenchRow> bench_rfm(const BenchOptions& options);

/// The heat process: states a second.
std::vector<BenchRow> bench_heat(const BenchOptions& options);

/// Steps of the SPDE with their noise, beside the arithmetic that they cannot do without.
std::vector<BenchRow> bench_spde(const BenchOptions& options);

/// Rows of bench_spde(): from data to T by explicit steps and by semi-implicit ones of twenty times the length.
std::vector<BenchRow> compare_spde_schemes(const BenchOptions& options);

/// The forward chain of an ensemble, beside its normals alone and the memory's bandwidth; then bench_reversal().
std::vector<BenchRow> bench_ensemble(const BenchOptions& options);

/// Kernel density estimates with their score, beside the exponentials alone.
std::vector<BenchRow> bench_kde(const BenchOptions& options);

/// Rows of bench_ensemble(): reversal of Gaussian mixtures by the reverse equation, beside the same walk without noise.
std::vector<BenchRow> bench_reversal(const BenchOptions& options);

/// Writing and reading a chain, beside plain writes of the same bytes.
std::vector<BenchRow> bench_io(const BenchOptions& options);

/// What jobs of several ranks do: messages, images, fields in blocks, files; and what a model makes of it for more
/// ranks than there are. Collective over the job.
std::vector<BenchRow> bench_scaling(const BenchOptions& options);

}  // namespace ebru
