#include "validation/petsc/advection_diffusion.hpp"

#include "base/error.hpp"

namespace ebru::referee {

namespace {

double cell_side(Grid grid) {
    return 1.0 / grid.nx;
}

/// normal(x, y of a face's lower end, along the face's direction) for all faces of one kind, (rows, columns).
template <class Value>
std::vector<double> on_faces(int rows, int columns, const Value& value) {
    std::vector<double> faces;
    faces.reserve(std::size_t(rows) * std::size_t(columns));
    for (int y = 0; y < rows; ++y) {
        for (int x = 0; x < columns; ++x) {
            faces.push_back(value(y, x));
        }
    }
    return faces;
}

}  // namespace

FaceVelocity faces_of_stream_function(Grid grid, const PlaneFunction& psi) {
    const double h = cell_side(grid);
    const auto corners = on_faces(grid.ny + 1, grid.nx + 1, [&](int y, int x) { return psi(x * h, y * h); });
    const auto corner = [&](int y, int x) { return corners[std::size_t(y) * std::size_t(grid.nx + 1) + x]; };
    return {on_faces(grid.ny, grid.nx + 1, [&](int y, int x) { return (corner(y + 1, x) - corner(y, x)) / h; }),
            on_faces(grid.ny + 1, grid.nx, [&](int y, int x) { return -(corner(y, x + 1) - corner(y, x)) / h; })};
}

FaceVelocity faces_of_velocity(Grid grid, const PlaneFunction& v_x, const PlaneFunction& v_y) {
    const double h = cell_side(grid);
    return {on_faces(grid.ny, grid.nx + 1, [&](int y, int x) { return v_x(x * h, (y + 0.5) * h); }),
            on_faces(grid.ny + 1, grid.nx, [&](int y, int x) { return v_y((x + 0.5) * h, y * h); })};
}

AdvectionDiffusionFlux::AdvectionDiffusionFlux(Grid grid, double h, double alpha, FaceVelocity velocity)
    : nx_(grid.nx), conductance_(alpha / h), velocity_(std::move(velocity)) {
    EBRU_EXPECT(alpha >= 0.0 && h > 0.0);
    EBRU_EXPECT(velocity_.x.empty() || velocity_.x.size() == std::size_t(grid.ny) * std::size_t(grid.nx + 1));
    EBRU_EXPECT(velocity_.y.size() == (velocity_.x.empty() ? 0 : std::size_t(grid.ny + 1) * std::size_t(grid.nx)));
}

FiniteVolumes<AdvectionDiffusionFlux> advection_diffusion(Grid grid, double alpha, FaceVelocity velocity,
                                                          Source source) {
    const double h = cell_side(grid);
    return {grid, h, AdvectionDiffusionFlux(grid, h, alpha, std::move(velocity)), std::move(source)};
}

FiniteVolumes<AdvectionDiffusionFlux> heat(Grid grid, double alpha) {
    return advection_diffusion(grid, alpha, {});
}

}  // namespace ebru::referee
