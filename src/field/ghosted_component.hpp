#pragma once

#include <cstddef>

#include "grid/grid.hpp"

namespace ebru {

/// What lies beyond one edge of a velocity field or of a part of one.
enum class BeyondEdge {
    mirror,  ///< a wall: the field is mirrored, the component normal to the wall oddly, the other evenly. Bounce-back
             ///< walls mirror too: they hold the same v.n = 0
    wrap,    ///< the other end of the same memory
    held,    ///< more cells of the field, in memory beside the edge
};

/// The four edges of a rectangle.
struct FieldEdges {
    BeyondEdge low_y = BeyondEdge::mirror;
    BeyondEdge high_y = BeyondEdge::mirror;
    BeyondEdge low_x = BeyondEdge::mirror;
    BeyondEdge high_x = BeyondEdge::mirror;

    /// Of a whole field.
    static FieldEdges of(Walls walls) {
        const BeyondEdge edge = walls == Walls::periodic ? BeyondEdge::wrap : BeyondEdge::mirror;
        return {edge, edge, edge, edge};
    }
};

/// One component of a velocity with a ring of ghost cells, read by formula or, where they are held, from memory.
class GhostedComponent {
  public:
    /// \param values (Y, X), all of a field. \param axis 0 for v_x, 1 for v_y.
    GhostedComponent(const double* values, Grid grid, Walls walls, int axis)
        : GhostedComponent(values, grid, grid.nx, FieldEdges::of(walls), axis) {}

    /// \param values cell (0, 0) of a rectangle whose rows are row_stride apart.
    GhostedComponent(const double* values, Grid grid, std::ptrdiff_t row_stride, const FieldEdges& edges, int axis)
        : values_(values),
          row_stride_(row_stride),
          along_y_(grid.ny, edges.low_y, edges.high_y, axis == 1),
          along_x_(grid.nx, edges.low_x, edges.high_x, axis == 0) {}

    /// Value at cell (y, x), -1 <= y <= ny, -1 <= x <= nx.
    [[nodiscard]] double operator()(int y, int x) const {
        const double value = values_[along_y_.inside(y) * row_stride_ + along_x_.inside(x)];
        return along_y_.odd(y) || along_x_.odd(x) ? -value : value;
    }

    /// Value at a cell of the rectangle itself.
    [[nodiscard]] double own(int y, int x) const { return values_[y * row_stride_ + x]; }

  private:
    /// Indices along one axis.
    class Line {
      public:
        Line(int n, BeyondEdge low, BeyondEdge high, bool normal)
            : n_(n),
              below_(low == BeyondEdge::wrap ? n - 1 : (low == BeyondEdge::held ? -1 : 0)),
              above_(high == BeyondEdge::wrap ? 0 : (high == BeyondEdge::held ? n : n - 1)),
              odd_below_(normal && low == BeyondEdge::mirror),
              odd_above_(normal && high == BeyondEdge::mirror) {}
        [[nodiscard]] std::ptrdiff_t inside(int i) const { return i < 0 ? below_ : (i >= n_ ? above_ : i); }
        [[nodiscard]] bool odd(int i) const { return (i < 0 && odd_below_) || (i >= n_ && odd_above_); }

      private:
        int n_;
        int below_;
        int above_;
        bool odd_below_;
        bool odd_above_;
    };

    const double* values_;
    std::ptrdiff_t row_stride_;
    Line along_y_;
    Line along_x_;
};

/// Both components of one field or of a part of it.
struct GhostedVelocity {
    Grid grid;
    GhostedComponent x;
    GhostedComponent y;

    /// \param v (2, Y, X), a whole field.
    GhostedVelocity(const double* v, Grid whole, Walls walls)
        : GhostedVelocity(v, v + whole.cells(), whole, whole.nx, FieldEdges::of(walls)) {}

    /// \param v_x, v_y cells (0, 0) of a rectangle whose rows are row_stride apart.
    GhostedVelocity(const double* v_x, const double* v_y, Grid cells, std::ptrdiff_t row_stride,
                    const FieldEdges& edges)
        : grid(cells), x(v_x, cells, row_stride, edges, 0), y(v_y, cells, row_stride, edges, 1) {}
};

}  // namespace ebru
