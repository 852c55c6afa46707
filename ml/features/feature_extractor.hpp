#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ebru {

/// What stands beside every number that was measured with an extractor.
struct FeatureFacts {
    std::string name;                ///< "classifier", "random", "physics" or what the user's module is called
    std::string hash;                ///< 16 hexadecimal digits: of all that decides the features
    std::int64_t features = 0;       ///< F
    std::optional<double> accuracy;  ///< of a classifier on images it was not trained on, 0 to 1
    int classes = 0;                 ///< 0: no probabilities
};

/// Maps images to the numbers in which two sets of images are compared. The same images give the same bits in any
/// batch, but for what LibTorch's kernels round differently at other batch sizes; nothing of the caller's set enters.
class FeatureExtractor {
  public:
    virtual ~FeatureExtractor() = default;

    [[nodiscard]] virtual const FeatureFacts& facts() const = 0;

    /// (N, C, Y, X) -> (N, F) float64. \param images float32 on the host, data range [0, 1], quantised to 8 bits by the
    /// caller. \throws UserError when the extractor does not take such images, or gives what is no number.
    virtual at::Tensor features(const at::Tensor& images) = 0;

    /// Feature maps (N, C_l, Y_l, X_l) of every layer l, not normalised; none by default.
    virtual std::vector<at::Tensor> maps(const at::Tensor& images);

    /// (N, classes), rows that sum to 1; undefined by default.
    virtual at::Tensor probabilities(const at::Tensor& images);
};

}  // namespace ebru
