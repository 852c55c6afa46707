#pragma once

#include <memory>

#include "field/image_batch.hpp"
#include "ml/features/feature_extractor.hpp"

namespace ebru {

/// "physics": numbers that need no training, of the mean of the channels u:
///
///   - the radial spectrum as amplitudes, sqrt(P[s]) of every shell s (image_spectrum);
///   - the cosine modes U(b, a)/sqrt(N_x N_y) of a, b = 0 .. 3, signed, whose means and covariances over a set the
///     Frechet distance compares;
///   - deviation, skewness and kurtosis - 3 of the pixels, the last two divided by 10;
///   - the histogram of |grad u| (differences to the right and down, values per pixel) in 8 classes that double from
///     1/64 on, as parts of the cells, divided by 10;
///   - the mean of every channel, where there are several.
///
/// The divisors keep the groups of comparable size: about 0.01 to 1. Cost: a cosine transform an image.
std::unique_ptr<FeatureExtractor> make_physics_extractor(const ImageShape& shape);

}  // namespace ebru
