#pragma once

#include "field/image_batch.hpp"
#include "tests/support/test_fields.hpp"

namespace ebru {

/// A batch of `count` images, zero.
template <class Real>
ImageBatch<Real> make_images(std::size_t count, const ImageShape& shape) {
    return ImageBatch<Real>("test images", count, static_cast<std::size_t>(shape.channels),
                            static_cast<std::size_t>(shape.ny), static_cast<std::size_t>(shape.nx));
}

/// Fills a view with values in memory order, rounded to its type.
template <class View>
void assign(const View& view, const Values& values) {
    const auto host = Kokkos::create_mirror_view(Kokkos::HostSpace(), view);
    for (std::size_t i = 0; i < host.size(); ++i) {
        host.data()[i] = static_cast<typename View::non_const_value_type>(values.at(i));
    }
    Kokkos::deep_copy(view, host);
}

/// A batch (B, C, Y, X) of the values in memory order.
template <class Real>
ImageBatch<Real> to_images(const ImageShape& shape, const Values& values) {
    const ImageBatch<Real> batch = make_images<Real>(values.size() / shape.values(), shape);
    assign(batch, values);
    return batch;
}

/// A batch of the same extents, zero.
template <class Real>
ImageBatch<Real> like(const ImageBatch<Real>& images) {
    return ImageBatch<Real>("test images", images.extent(0), images.extent(1), images.extent(2), images.extent(3));
}

/// The values of a view in memory order, in double.
template <class View>
Values to_values(const View& view) {
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), view);
    return Values(host.data(), host.data() + host.size());
}

}  // namespace ebru
