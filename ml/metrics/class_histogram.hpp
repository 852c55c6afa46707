#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace ebru {

/// How often a classifier sees each class, and how sure it is.
struct ClassHistogram {
    std::vector<std::int64_t> counts;  ///< samples whose most probable class is this (of equals, the first)
    double entropy;                    ///< -sum (n_c/N) ln(n_c/N), nats: 0 for one class, ln(classes) for all alike
    double confidence;                 ///< mean over the samples of the largest probability
};

/// \param probabilities (N, classes), N >= 1. \throws UserError on rows that are no law (naming the first). The entropy
/// of a histogram of N samples is low by about (classes - 1)/(2 N).
ClassHistogram class_entropy(const at::Tensor& probabilities);

}  // namespace ebru
