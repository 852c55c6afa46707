#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "ml/metrics/statistics.hpp"

namespace ebru {

/// Radial spectra of two sets of images, in the shells of image_spectrum (diagnostics/energy_spectrum.hpp): waves per
/// width, shell 0 the mean.
struct SpectrumComparison {
    std::vector<MeanEstimate> samples;  ///< (shells), mean power over the set
    std::vector<MeanEstimate> data;
    /// Mean over the shells from 1 on of |P_samples - P_data| / (P_samples + P_data): 0 for equal spectra, at most 1;
    /// small differences of a shell count as half of their relative size, whatever the shell's power.
    double relative_difference;
};

/// \param samples (N, C, Y, X), \param data (M, C, Y, X), at least 2 each and at least two shells (more than one
/// pixel). An image's power in a shell is the mean over its channels. \throws UserError on fewer images, on NaN or
/// infinity (naming the image), on different shapes. Cost one cosine transform an image and channel; the same bits for
/// any number of threads.
SpectrumComparison spectrum_comparison(const at::Tensor& samples, const at::Tensor& data);

}  // namespace ebru
