#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "blocks/block_layout.hpp"
#include "field/image_batch.hpp"
#include "field/velocity_model.hpp"
#include "tests/support/test_fields.hpp"

namespace ebru {

/// Every shape of blocks that the job's ranks can be laid out in.
inline std::vector<BlockShape> block_shapes_of_job() {
    std::vector<BlockShape> shapes;
    const int count = Ranks::job().count();
    for (int x = 1; x <= count; ++x) {
        if (count % x == 0) {
            shapes.push_back({count / x, x});
        }
    }
    return shapes;
}

/// Of the images that cores in blocks are tried with.
inline constexpr int block_test_images = 2;
inline constexpr int block_test_channels = 2;

template <class Real>
HostImageBatch<Real> random_images(const Grid& grid, std::uint64_t seed) {
    const HostImageBatch<Real> batch("images", block_test_images, block_test_channels,
                                     static_cast<std::size_t>(grid.ny), static_cast<std::size_t>(grid.nx));
    const auto values = random_values(batch.size(), 0.0, 1.0, seed);
    std::transform(values.begin(), values.end(), batch.data(), [](double v) { return static_cast<Real>(v); });
    return batch;
}

inline HostVelocity random_velocity(const Grid& grid, std::uint64_t seed) {
    const HostVelocity v("velocity", block_test_images, 2, static_cast<std::size_t>(grid.ny),
                         static_cast<std::size_t>(grid.nx));
    const auto values = random_values(v.size(), -0.1, 0.1, seed);
    std::copy(values.begin(), values.end(), v.data());
    return v;
}

template <class Real>
ImageBatch<Real> on_device(const HostImageBatch<Real>& host) {
    return Kokkos::create_mirror_view_and_copy(Kokkos::DefaultExecutionSpace::memory_space(), host);
}

/// The part of (n, m, Y, X) that lies in a window: (n, m, y1 - y0, x1 - x0), on the host.
template <class Values>
Values cut_window(const Values& whole, const Window& w) {
    const Values part("part", whole.extent(0), whole.extent(1), static_cast<std::size_t>(w.grid().ny),
                      static_cast<std::size_t>(w.grid().nx));
    for (std::size_t n = 0; n < part.extent(0); ++n) {
        for (std::size_t m = 0; m < part.extent(1); ++m) {
            for (std::size_t y = 0; y < part.extent(2); ++y) {
                for (std::size_t x = 0; x < part.extent(3); ++x) {
                    part(n, m, y, x) =
                        whole(n, m, static_cast<std::size_t>(w.y0) + y, static_cast<std::size_t>(w.x0) + x);
                }
            }
        }
    }
    return part;
}

}  // namespace ebru
