#pragma once

#include <vector>

#include "fft/cosine_transform.hpp"
#include "field/image_batch.hpp"

namespace ebru {

/// CosineTransform of every image channel of a batch, in parallel on the host.
template <class Real>
class CosineBatch {
  public:
    explicit CosineBatch(Grid grid);

    /// modes (B, C, Y, X) = orthonormal DCT-II of the images (B, C, Y, X). \param images kept; must not overlap the
    /// modes.
    void forward(const ImageBatch<Real>& images, const ImageBatch<Real>& modes);

    /// images = inverse. \param modes kept; must not overlap the images.
    void inverse(const ImageBatch<Real>& modes, const ImageBatch<Real>& images);

  private:
    CosineTransform<Real> transform_;
    std::vector<std::vector<Real>> scratch_;  ///< (workers), (Y, X): what an inverse transform destroys
};

}  // namespace ebru
