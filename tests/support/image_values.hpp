#pragma once

#include "field/image_batch.hpp"
#include "tests/support/test_fields.hpp"

namespace ebru {

template <class Real>
ImageBatch<Real> make_images(std::size_t count, const ImageShape& shape) {
    return ImageBatch<Real>("test images", count, static_cast<std::size_t>(shape.channels),
                            static_cast<std::size_t>(shape.ny), static_cast<std::size_t>(shape.nx));
}

/// The values of a view in memory order, in double.
template <class View>
Values values_of(const View& view) {
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), view);
    return Values(host.data(), host.data() + host.size());
}

/// Fills a view in memory order, rounding to its type.
template <class View>
void assign(const View& view, const Values& values) {
    const auto host = Kokkos::create_mirror_view(Kokkos::HostSpace(), view);
    for (std::size_t i = 0; i < host.size(); ++i) {
        host.data()[i] = static_cast<typename View::non_const_value_type>(values.at(i));
    }
    Kokkos::deep_copy(view, host);
}

/// Images (count, C, Y, X) with these values.
template <class Real>
ImageBatch<Real> images_from(std::size_t count, const ImageShape& shape, const Values& values) {
    const ImageBatch<Real> images = make_images<Real>(count, shape);
    assign(images, values);
    return images;
}

}  // namespace ebru
