#pragma once

#include <functional>

#include "grid/grid.hpp"

namespace ebru::referee {

/// A cell (y, x) of a grid.
struct Cell {
    int y = 0;
    int x = 0;
};

/// du/dt = F(t, u) on the cells of a rectangle, (Y, X), x fastest: what the referee can integrate. F and its derivative
/// are all that an equation must bring.
class RightHandSide {
  public:
    using AddEntry = std::function<void(Cell row, Cell column, double value)>;

    virtual ~RightHandSide() = default;

    [[nodiscard]] virtual Grid grid() const = 0;

    /// Whether dF/du depends on neither u nor t.
    [[nodiscard]] virtual bool linear() const = 0;

    /// f = F(t, u). \param f must not overlap u.
    virtual void residual(double t, const double* u, double* f) const = 0;

    /// out = (dF/du)(t, u) w, exact, without a matrix. \param out must not overlap u or w.
    virtual void jacobian_product(double t, const double* u, const double* w, double* out) const = 0;

    /// Every entry of (dF/du)(t, u) that is not zero, in parts that add up. A column is at most one cell away from its
    /// row in each direction.
    virtual void jacobian(double t, const double* u, const AddEntry& add) const = 0;
};

}  // namespace ebru::referee
