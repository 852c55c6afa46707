#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "ml/data/training_batch.hpp"

namespace ebru {

/// The labels of a batch, of which a part `probability` is replaced by `classes`, which stands for "no class": one
/// network learns both for classifier-free guidance (Ho, Salimans, arXiv:2207.12598). Whether a draw loses its label is
/// a function of (seed, draw) alone. Undefined without labels.
at::Tensor drop_labels(const TrainingBatch& batch, int classes, double probability, std::uint64_t seed);

}  // namespace ebru
