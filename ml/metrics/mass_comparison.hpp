#pragma once

#include <ATen/core/Tensor.h>

#include "ml/metrics/statistics.hpp"

namespace ebru {

/// Mean intensity of images, of two sets. The forward processes conserve it, so samples that miss the data's were
/// started wrong (the prior) or led astray.
struct MassComparison {
    MeanEstimate samples;
    MeanEstimate data;
    /// samples - data; its error is that of independent sets.
    MeanEstimate difference;
};

/// \param samples (N, C, Y, X), \param data (M, C, Y, X), at least 2 each. \throws UserError on fewer, on NaN or
/// infinity (naming the image), on different shapes. The mean of an image over its channels and pixels is one value of
/// the set's mean. One pass, the same bits for any number of threads.
MassComparison mass_comparison(const at::Tensor& samples, const at::Tensor& data);

}  // namespace ebru
