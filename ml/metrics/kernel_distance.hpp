#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "ml/metrics/row_pairs.hpp"

namespace ebru {

/// The published choice: 100 subsets of 1000.
struct KernelDistanceSettings {
    int subsets = 100;                ///< >= 1
    std::int64_t subset_size = 1000;  ///< s: 2 .. rows of the smaller set
};

/// Over the subsets: their mean is the distance, their deviation its scatter for s samples (not the mean's error).
struct KernelDistance {
    double mean;
    double deviation;
    int subsets;
    std::int64_t subset_size;
};

/// Kernel distance (KID where the features are InceptionV3's): the squared maximum mean discrepancy of the kernel
/// k(x, y) = (x.y/F + 1)^3, estimated without bias on each subset of s rows of a and s of b,
///
///     sum_{i != j} [k(a_i, a_j) + k(b_i, b_j)] / (s (s - 1)) - 2 sum_{i,j} k(a_i, b_j) / s^2 .
///
/// Binkowski et al., ICLR 2018 (arXiv:1801.01401), section 4; Gretton et al., JMLR 13 (2012) 723, eq. 3. Expectation 0
/// for equal laws, so it can be negative; unlike the Frechet distance it is fair to small sets.
/// \param a (N, F), \param b (M, F). \param seed of the subsets, drawn without repetition within one by counter-based
/// permutations: subset m of the same sets is the same for any number of subsets.
/// \throws UserError on NaN or infinity (naming the row), on different F, on settings out of range.
/// Cost 9 s^2 F operations a subset; the same bits for any block and any number of threads.
KernelDistance kernel_distance(const at::Tensor& a, const at::Tensor& b, const KernelDistanceSettings& settings,
                               std::uint64_t seed, PairBlocks blocks = {});

}  // namespace ebru
