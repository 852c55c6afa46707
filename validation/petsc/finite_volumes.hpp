#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "base/error.hpp"
#include "validation/petsc/dual_number.hpp"
#include "validation/petsc/right_hand_side.hpp"

namespace ebru::referee {

/// The face between a cell and the next one along an axis.
struct Face {
    enum class Normal { x, y } normal = Normal::x;
    Cell before;

    /// The cell `along` the normal (0 before the face, 1 behind) and `across` it (-1, 0, 1); beyond a wall its mirror
    /// image, which is the outermost cell again.
    [[nodiscard]] Cell neighbour(int along, int across, Grid grid) const {
        const int y = before.y + (normal == Normal::y ? along : across);
        const int x = before.x + (normal == Normal::x ? along : across);
        return {std::clamp(y, 0, grid.ny - 1), std::clamp(x, 0, grid.nx - 1)};
    }
};

/// The six values that a face sees: [0 before, 1 behind][-1, 0, 1 across, plus 1].
template <class Scalar>
using FacePatch = std::array<std::array<Scalar, 3>, 2>;

/// s(t, x, y): a source, for manufactured solutions.
using Source = std::function<double(double t, double x, double y)>;

/// Finite volumes with square cells of side h, no flux through walls:
///
///     du/dt(cell) = -(sum of the fluxes out of its faces)/h + s(t, centre)
///
/// Conservative to round-off, since a face gives one cell what it takes from the other. Second order when the flux is.
/// \tparam Flux with at(t), a function (const Face&, const FacePatch<Scalar>&) -> Scalar for double and DualNumber: the
/// flux through the face, positive along the normal; and `static constexpr bool linear`.
template <class Flux>
class FiniteVolumes final : public RightHandSide {
  public:
    /// \param h side of a cell: 1/nx for a domain of width 1, 1 for lattice units.
    FiniteVolumes(Grid grid, double h, Flux flux, Source source = {})
        : grid_(grid), h_(h), flux_(std::move(flux)), source_(std::move(source)) {
        EBRU_EXPECT(grid.nx > 0 && grid.ny > 0 && h > 0.0);
    }

    [[nodiscard]] Grid grid() const override { return grid_; }
    [[nodiscard]] bool linear() const override { return Flux::linear; }

    void residual(double t, const double* u, double* f) const override {
        const auto flux = flux_.at(t);
        for (int y = 0; y < grid_.ny; ++y) {
            for (int x = 0; x < grid_.nx; ++x) {
                f[index({y, x})] = source_ ? source_(t, (x + 0.5) * h_, (y + 0.5) * h_) : 0.0;
            }
        }
        for_each_face([&](const Face& face) {
            const FacePatch<double> patch = gather<double>(face, [u](std::size_t i) { return u[i]; });
            exchange(face, flux(face, patch), f);
        });
    }

    void jacobian_product(double t, const double* u, const double* w, double* out) const override {
        const auto flux = flux_.at(t);
        std::fill_n(out, grid_.cells(), 0.0);
        for_each_face([&](const Face& face) {
            const auto patch = gather<DualNumber>(face, [u, w](std::size_t i) { return DualNumber{u[i], w[i]}; });
            exchange(face, flux(face, patch).derivative, out);
        });
    }

    void jacobian(double t, const double* u, const AddEntry& add) const override {
        const auto flux = flux_.at(t);
        for_each_face([&](const Face& face) {
            auto patch = gather<DualNumber>(face, [u](std::size_t i) { return DualNumber{u[i], 0.0}; });
            for (int along = 0; along < 2; ++along) {
                for (int across = -1; across <= 1; ++across) {
                    DualNumber& seed = patch[std::size_t(along)][std::size_t(across + 1)];
                    seed.derivative = 1.0;
                    const double slope = flux(face, patch).derivative / h_;
                    seed.derivative = 0.0;
                    if (slope != 0.0) {
                        const Cell column = face.neighbour(along, across, grid_);
                        add(face.before, column, -slope);
                        add(face.neighbour(1, 0, grid_), column, slope);
                    }
                }
            }
        });
    }

  private:
    [[nodiscard]] std::size_t index(Cell cell) const { return std::size_t(cell.y) * std::size_t(grid_.nx) + cell.x; }

    /// Faces between cells; those on walls carry nothing.
    template <class Visit>
    void for_each_face(const Visit& visit) const {
        for (int y = 0; y < grid_.ny; ++y) {
            for (int x = 0; x + 1 < grid_.nx; ++x) {
                visit(Face{Face::Normal::x, {y, x}});
            }
        }
        for (int y = 0; y + 1 < grid_.ny; ++y) {
            for (int x = 0; x < grid_.nx; ++x) {
                visit(Face{Face::Normal::y, {y, x}});
            }
        }
    }

    template <class Scalar, class ValueAt>
    FacePatch<Scalar> gather(const Face& face, const ValueAt& value_at) const {
        FacePatch<Scalar> patch;
        for (int along = 0; along < 2; ++along) {
            for (int across = -1; across <= 1; ++across) {
                patch[std::size_t(along)][std::size_t(across + 1)] =
                    value_at(index(face.neighbour(along, across, grid_)));
            }
        }
        return patch;
    }

    void exchange(const Face& face, double flux, double* f) const {
        const double rate = flux / h_;
        f[index(face.before)] -= rate;
        f[index(face.neighbour(1, 0, grid_))] += rate;
    }

    Grid grid_;
    double h_;
    Flux flux_;
    Source source_;
};

}  // namespace ebru::referee
