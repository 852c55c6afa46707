#pragma once

#include "field/image_batch.hpp"
#include "tests/support/test_fields.hpp"

namespace ebru {

/// A batch (B, C, Y, X) of the values in memory order.
template <class Real>
ImageBatch<Real> to_images(const ImageShape& shape, const Values& values) {
    const std::size_t images = values.size() / shape.values();
    const ImageBatch<Real> batch("test images", images, static_cast<std::size_t>(shape.channels),
                                 static_cast<std::size_t>(shape.ny), static_cast<std::size_t>(shape.nx));
    const auto host = Kokkos::create_mirror_view(Kokkos::HostSpace(), batch);
    std::transform(values.begin(), values.end(), host.data(), [](double value) { return static_cast<Real>(value); });
    Kokkos::deep_copy(batch, host);
    return batch;
}

/// A batch of the same extents, zero.
template <class Real>
ImageBatch<Real> like(const ImageBatch<Real>& images) {
    return ImageBatch<Real>("test images", images.extent(0), images.extent(1), images.extent(2), images.extent(3));
}

template <class Real>
Values to_values(const ImageBatch<Real>& batch) {
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), batch);
    return Values(host.data(), host.data() + host.size());
}

}  // namespace ebru
