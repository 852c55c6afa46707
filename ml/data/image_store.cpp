#include "ml/data/image_store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace ebru {

namespace {

constexpr std::size_t resident_values = std::size_t{1} << 30U;
constexpr std::int64_t images_per_read = 256;

}  // namespace

ImageStore::ImageStore(const DataSettings& data)
    : source_(open_image_source(data.source)),
      shape_(source_->shape()),
      low_(data.low),
      high_(data.high),
      first_(data.first) {
    const std::int64_t available = source_->size() - first_;
    validate(available >= 1, fmt::format("data.first = {}", first_),
             fmt::format("{} holds {} images", data.name, source_->size()), "give a smaller number");
    validate(data.count <= available, fmt::format("data.count = {}", data.count),
             fmt::format("{} holds {} images from data.first = {} on", data.name, available, first_),
             fmt::format("give at most {}, or 0 for all", available));
    count_ = data.count > 0 ? data.count : available;
    const std::size_t values = shape_.values();
    if (static_cast<std::size_t>(count_) > resident_values / values) {
        return;
    }
    resident_.resize(static_cast<std::size_t>(count_) * values);
    for (std::int64_t image = 0; image < count_; image += images_per_read) {
        const std::int64_t block = std::min(images_per_read, count_ - image);
        load(image, block,
             std::span(resident_).subspan(static_cast<std::size_t>(image) * values,
                                          static_cast<std::size_t>(block) * values));
    }
    source_.reset();
}

void ImageStore::load(std::int64_t image, std::int64_t count, std::span<float> to) {
    values_.resize(to.size());
    source_->read(first_ + image, count, values_);
    const double low = low_;
    const double range = high_ - low_;
    std::transform(values_.begin(), values_.end(), to.begin(),
                   [=](double x) { return static_cast<float>(low + range * x); });
}

void ImageStore::read(std::int64_t image, std::span<float> to) {
    EBRU_EXPECT(image >= 0 && image < count_ && to.size() == shape_.values());
    if (resident_.empty()) {
        load(image, 1, to);
        return;
    }
    std::copy_n(resident_.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(image) * to.size()), to.size(),
                to.begin());
}

}  // namespace ebru
