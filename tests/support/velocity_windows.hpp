#pragma once

#include <algorithm>
#include <cstring>
#include <vector>

#include "field/velocity_model.hpp"
#include "grid/window.hpp"

namespace ebru {

inline HostVelocity velocity_view(std::size_t fields, Grid grid) {
    return HostVelocity("velocity", fields, 2, static_cast<std::size_t>(grid.ny), static_cast<std::size_t>(grid.nx));
}

/// Cells of `cut` whose bits are not those of the whole field there; -0 and 0 differ, equal NaNs do not.
inline std::size_t cells_with_other_bits(const HostVelocity& cut, const HostVelocity& whole, const Window& window) {
    std::size_t count = 0;
    for (std::size_t f = 0; f < cut.extent(0); ++f) {
        for (std::size_t c = 0; c < 2; ++c) {
            for (int y = window.y0; y < window.y1; ++y) {
                for (int x = window.x0; x < window.x1; ++x) {
                    const double* const own =
                        &cut(f, c, static_cast<std::size_t>(y - window.y0), static_cast<std::size_t>(x - window.x0));
                    count += std::memcmp(own, &whole(f, c, static_cast<std::size_t>(y), static_cast<std::size_t>(x)),
                                         sizeof(double)) != 0
                                 ? 1
                                 : 0;
                }
            }
        }
    }
    return count;
}

/// Windows of a grid: everything, single cells at corners and inside, single lines, halves and thirds that do not
/// divide, both ends and the middle.
inline std::vector<Window> test_windows(Grid grid) {
    const int ny = grid.ny;
    const int nx = grid.nx;
    std::vector<Window> windows{Window::all_of(grid),
                                {0, 1, 0, 1},
                                {ny - 1, ny, nx - 1, nx},
                                {ny / 3, ny / 3 + 1, nx / 2, nx / 2 + 1},
                                {ny / 2, ny / 2 + 1, 0, nx},
                                {0, ny, nx / 3, nx / 3 + 1},
                                {0, std::max(ny / 2, 1), 0, nx},
                                {ny / 2, ny, 0, nx},
                                {0, ny, 0, std::max(nx / 3, 1)},
                                {0, ny, nx / 3, nx},
                                {ny / 3, ny - ny / 4, nx / 5, nx - nx / 7}};
    return windows;
}

}  // namespace ebru
