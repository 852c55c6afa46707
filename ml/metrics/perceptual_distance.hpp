#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

namespace ebru {

/// Perceptual distance of each pair (a_n, b_n) in the form of LPIPS without learned weights,
///
///     d_n = sum_l (1/(Y_l X_l)) sum_{y,x} | a'_l(y, x) - b'_l(y, x) |^2,
///     a'_l(y, x) = a_l(y, x) / (|a_l(y, x)| + 1e-10),
///
/// norms over the channels of layer l. Each layer adds between 0 and 2 where maps are not negative, 4 otherwise.
/// Zhang et al., CVPR 2018 (arXiv:1801.03924), eq. 1 with w_l = 1 (their "baseline").
/// \param a, b one tensor (N, C_l, Y_l, X_l) a layer, float or double, at least one layer; all layers of N pairs.
/// \returns (N). \throws UserError on NaN or infinity (naming layer and row), on different shapes.
/// Cost one pass over the maps; in double, the same bits for any number of threads and any batch of pairs.
std::vector<double> perceptual_distances(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b);

/// Over pairs.
struct PerceptualDistance {
    double mean;
    double deviation;
    std::int64_t pairs;
};

/// \param distances of at least one pair; of several batches one after the other.
PerceptualDistance perceptual_distance(std::span<const double> distances);

/// perceptual_distances of one batch, put together.
PerceptualDistance perceptual_distance(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b);

}  // namespace ebru
