#include "diagnostics/periodic_extension.hpp"

namespace ebru {

PeriodicField periodic_extension(const double* v_x, const double* v_y, Grid grid, Walls walls) {
    if (walls == Walls::periodic) {
        return {grid, {v_x, v_x + grid.cells()}, {v_y, v_y + grid.cells()}};
    }
    const Grid doubled{2 * grid.ny, 2 * grid.nx};
    PeriodicField field{doubled, std::vector<double>(doubled.cells()), std::vector<double>(doubled.cells())};
    std::size_t cell = 0;
    for (int y = 0; y < doubled.ny; ++y) {
        for (int x = 0; x < doubled.nx; ++x, ++cell) {
            const bool beyond_x = x >= grid.nx;
            const bool beyond_y = y >= grid.ny;
            const int from_x = beyond_x ? doubled.nx - 1 - x : x;
            const int from_y = beyond_y ? doubled.ny - 1 - y : y;
            const auto from =
                static_cast<std::size_t>(from_y) * static_cast<std::size_t>(grid.nx) + static_cast<std::size_t>(from_x);
            field.v_x[cell] = beyond_x ? -v_x[from] : v_x[from];
            field.v_y[cell] = beyond_y ? -v_y[from] : v_y[from];
        }
    }
    return field;
}

}  // namespace ebru
