#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "grid/grid.hpp"

namespace ebru {

/// Index of an image in its data set: the name that random numbers and files know it by.
using SampleId = std::int64_t;

/// Images (B, C, Y, X), x fastest: the memory of a contiguous NCHW tensor. Default memory space.
template <class Real>
using ImageBatch = Kokkos::View<Real****, Kokkos::LayoutRight>;

/// The same memory order on the host.
template <class Real>
using HostImageBatch = Kokkos::View<Real****, Kokkos::LayoutRight, Kokkos::HostSpace>;

/// Number of values of one image of a batch: C * Y * X.
struct ImageShape {
    int channels = 0;
    int ny = 0;
    int nx = 0;

    [[nodiscard]] Grid grid() const { return {ny, nx}; }
    [[nodiscard]] std::size_t values() const { return static_cast<std::size_t>(channels) * grid().cells(); }
    bool operator==(const ImageShape&) const = default;
};

}  // namespace ebru
