#pragma once

#include <ATen/core/Tensor.h>

namespace ebru {

/// Over the splits.
struct InceptionScore {
    double mean;
    double deviation;
    int splits;
};

/// Inception score of class probabilities p(y|x) (its analogue, where the classifier is not InceptionV3),
///
///     exp( (1/n) sum_x sum_y p(y|x) ln(p(y|x) / p(y)) ),   p(y) = (1/n) sum_x p(y|x),
///
/// of each of the splits, which are consecutive samples: split i holds the rows from i N/splits up to (i + 1) N/splits.
/// From 1 (all samples alike to the classifier) to the number of classes (all certain, all classes equally often).
/// Salimans et al., NIPS 2016 (arXiv:1606.03498), section 4.
/// \param probabilities (N, classes), rows in random order: those of one class in a row would fall into one split.
/// \param splits 1 .. N; 10 is usual. A split of few samples scores low: ln of the score is at most ln n.
/// \throws UserError on rows that are no law (naming the first) and on splits out of range. The same bits for any
/// number of threads.
InceptionScore inception_score(const at::Tensor& probabilities, int splits);

}  // namespace ebru
