#pragma once

#include <memory>
#include <span>
#include <vector>

#include "field/image_batch.hpp"
#include "solvers/forward/forward_settings.hpp"

namespace ebru {

/// The images of a forward deck, data.first on, as float in the process's range: the same bits as `ebru forward` starts
/// from. Kept in memory up to 4 GB; larger sets are read image by image, which packed files do not allow.
class ImageStore {
  public:
    /// \throws UserError when the data cannot be read, or the deck asks for images that are not there.
    explicit ImageStore(const DataSettings& data);

    [[nodiscard]] std::int64_t size() const { return count_; }
    [[nodiscard]] const ImageShape& shape() const { return shape_; }

    /// The number of image i in its data set.
    [[nodiscard]] SampleId id(std::int64_t image) const { return first_ + image; }

    /// Image i, 0 <= i < size(), into (C, Y, X).
    void read(std::int64_t image, std::span<float> to);

  private:
    void load(std::int64_t image, std::int64_t count, std::span<float> to);

    std::unique_ptr<ImageSource> source_;
    ImageShape shape_;
    double low_;
    double high_;
    std::int64_t first_;
    std::int64_t count_ = 0;
    std::vector<float> resident_;  // (N, C, Y, X), or empty
    std::vector<double> values_;
};

}  // namespace ebru
