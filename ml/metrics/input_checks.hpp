#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string_view>

namespace ebru {

/// What a metric asks of a set of samples, along the first dimension: on the host, floating point, at least `least` of
/// them, every value finite. \param name of the set in messages. \throws UserError when there are too few, or naming
/// the first sample that holds NaN or infinity. One pass over the values.
void check_samples(const at::Tensor& samples, std::string_view name, std::int64_t least);

/// The same for features (N, F), F >= 1.
void check_features(const at::Tensor& features, std::string_view name, std::int64_t least);

/// The same for images (N, C, Y, X).
void check_images(const at::Tensor& images, std::string_view name, std::int64_t least);

/// The same for class probabilities (N, classes): every one in [0, 1], a row's sum 1 to 1e-4, which is what a softmax
/// in float leaves of a thousand classes. \throws UserError naming the first row that is no law.
void check_probabilities(const at::Tensor& probabilities, std::int64_t least);

/// Samples of two sets have one shape. \throws UserError naming both shapes.
void check_same_shape(const at::Tensor& a, std::string_view name_a, const at::Tensor& b, std::string_view name_b);

/// A number of neighbours that `rows` candidates have. \throws UserError unless 1 <= k <= rows.
void check_neighbours(int k, std::int64_t rows, std::string_view name);

}  // namespace ebru
