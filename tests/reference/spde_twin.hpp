#pragma once

#include <algorithm>
#include <cmath>

#include "solvers/spde/flux_drift.hpp"
#include "tests/support/test_fields.hpp"

namespace ebru::reference {

/// g(p, q) of numerics.md section 5.
inline double edge_stopping(const EdgeStopping& g, double p, double q) {
    const double s = g.gradient_scale;
    return g.alpha / std::sqrt(1.0 + s * s * (p * p + q * q) * g.inverse_lambda * g.inverse_lambda);
}

/// The conservative drift of numerics.md 5.1, face by face: what leaves a cell enters its neighbour. Indices beyond the
/// grid are those of the cell mirrored about the wall.
inline Values conservative_drift(const Grid& grid, DriftForm form, const EdgeStopping& g1, const Values& u) {
    const auto at = [&](int y, int x) {
        return u[cell(grid, std::clamp(y, 0, grid.ny - 1), std::clamp(x, 0, grid.nx - 1))];
    };
    const auto at_cell = [&](int y, int x) {
        return edge_stopping(g1, 0.5 * (at(y, x + 1) - at(y, x - 1)), 0.5 * (at(y + 1, x) - at(y - 1, x)));
    };
    Values b(u.size(), 0.0);
    const auto exchange = [&](int y, int x, int dy, int dx) {
        const double n = at(y + dy, x + dx) - at(y, x);
        // Tangential direction: (dx, dy) turned.
        const double t = 0.25 * (at(y + dx, x + dy) - at(y - dx, x - dy) + at(y + dy + dx, x + dx + dy) -
                                 at(y + dy - dx, x + dx - dy));
        const double gamma =
            form == DriftForm::compact ? edge_stopping(g1, n, t) : 0.5 * (at_cell(y, x) + at_cell(y + dy, x + dx));
        b[cell(grid, y, x)] += gamma * n;
        b[cell(grid, y + dy, x + dx)] -= gamma * n;
    };
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            if (x + 1 < grid.nx) {
                exchange(y, x, 0, 1);
            }
            if (y + 1 < grid.ny) {
                exchange(y, x, 1, 0);
            }
        }
    }
    return b;
}

/// Equations 35 and 36 of the paper with the misprints of numerics.md 5.2 (d) repaired, its nine cases written out.
/// i_1 runs along x, i_2 along y; "left" is i_1 = 0, "bottom" i_2 = 0. g1(p, q) takes undivided two-cell differences.
class AppendixDrift {
  public:
    AppendixDrift(const Grid& grid, const EdgeStopping& g, const Values& u)
        : d1_(grid.nx), d2_(grid.ny), grid_(grid), g_(g), u_(u) {}

    [[nodiscard]] Values all() const {
        Values b(u_.size());
        for (int i2 = 0; i2 < d2_; ++i2) {
            for (int i1 = 0; i1 < d1_; ++i1) {
                b[cell(grid_, i2, i1)] = at(i1, i2);
            }
        }
        return b;
    }

  private:
    [[nodiscard]] double u(int i1, int i2) const { return u_.at(cell(grid_, i2, i1)); }
    [[nodiscard]] double g1(double p, double q) const { return edge_stopping(g_, 0.5 * p, 0.5 * q); }
    [[nodiscard]] int next1(int i1) const { return std::min(i1 + 2, d1_ - 1); }
    [[nodiscard]] int next2(int i2) const { return std::min(i2 + 2, d2_ - 1); }
    static int back(int i) { return std::max(i - 2, 0); }

    [[nodiscard]] double at(int i1, int i2) const {
        const bool left = i1 == 0;
        const bool right = i1 == d1_ - 1;
        const bool bottom = i2 == 0;
        const bool top = i2 == d2_ - 1;
        if (left) {
            return bottom ? left_bottom(i1, i2) : (top ? left_top(i1, i2) : left_edge(i1, i2));
        }
        if (right) {
            return bottom ? right_bottom(i1, i2) : (top ? right_top(i1, i2) : right_edge(i1, i2));
        }
        return bottom ? bottom_edge(i1, i2) : (top ? top_edge(i1, i2) : interior(i1, i2));
    }

    [[nodiscard]] double interior(int i1, int i2) const {
        const double ui = u(i1, i2);
        return g1(u(next1(i1), i2) - ui, u(i1 + 1, i2 + 1) - u(i1 + 1, i2 - 1)) * (u(i1 + 1, i2) - ui) -
               g1(ui - u(back(i1), i2), u(i1 - 1, i2 + 1) - u(i1 - 1, i2 - 1)) * (ui - u(i1 - 1, i2)) +
               g1(u(i1 + 1, i2 + 1) - u(i1 - 1, i2 + 1), u(i1, next2(i2)) - ui) * (u(i1, i2 + 1) - ui) -
               g1(u(i1 + 1, i2 - 1) - u(i1 - 1, i2 - 1), ui - u(i1, back(i2))) * (ui - u(i1, i2 - 1));
    }
    [[nodiscard]] double left_bottom(int i1, int i2) const {
        const double ui = u(i1, i2);
        return (g1(u(next1(i1), i2) - ui, 0.0) + g1(0.0, 0.0)) * (u(i1 + 1, i2) - ui) +
               (g1(0.0, u(i1, next2(i2)) - ui) + g1(0.0, 0.0)) * (u(i1, i2 + 1) - ui);
    }
    [[nodiscard]] double left_edge(int i1, int i2) const {
        const double ui = u(i1, i2);
        const double along = u(i1 + 1, i2 + 1) - u(i1 + 1, i2 - 1);
        return (g1(u(next1(i1), i2) - ui, along) + g1(0.0, along)) * (u(i1 + 1, i2) - ui) +
               g1(0.0, u(i1, next2(i2)) - ui) * (u(i1, i2 + 1) - ui) -
               g1(0.0, ui - u(i1, back(i2))) * (ui - u(i1, i2 - 1));
    }
    [[nodiscard]] double left_top(int i1, int i2) const {
        const double ui = u(i1, i2);
        return (g1(u(next1(i1), i2) - ui, 0.0) + g1(0.0, 0.0)) * (u(i1 + 1, i2) - ui) +
               (g1(0.0, ui - u(i1, back(i2))) + g1(0.0, 0.0)) * (u(i1, i2 - 1) - ui);
    }
    [[nodiscard]] double top_edge(int i1, int i2) const {
        const double ui = u(i1, i2);
        const double along = u(i1 + 1, i2 - 1) - u(i1 - 1, i2 - 1);
        return g1(u(next1(i1), i2) - ui, 0.0) * (u(i1 + 1, i2) - ui) -
               g1(ui - u(back(i1), i2), 0.0) * (ui - u(i1 - 1, i2)) +
               (g1(along, 0.0) + g1(along, ui - u(i1, back(i2)))) * (u(i1, i2 - 1) - ui);
    }
    [[nodiscard]] double right_top(int i1, int i2) const {
        const double ui = u(i1, i2);
        return (g1(ui - u(back(i1), i2), 0.0) + g1(0.0, 0.0)) * (u(i1 - 1, i2) - ui) +
               (g1(0.0, ui - u(i1, back(i2))) + g1(0.0, 0.0)) * (u(i1, i2 - 1) - ui);
    }
    [[nodiscard]] double right_edge(int i1, int i2) const {
        const double ui = u(i1, i2);
        const double along = u(i1 - 1, i2 + 1) - u(i1 - 1, i2 - 1);
        return (g1(0.0, along) + g1(ui - u(back(i1), i2), along)) * (u(i1 - 1, i2) - ui) +
               g1(0.0, u(i1, next2(i2)) - ui) * (u(i1, i2 + 1) - ui) -
               g1(0.0, ui - u(i1, back(i2))) * (ui - u(i1, i2 - 1));
    }
    [[nodiscard]] double right_bottom(int i1, int i2) const {
        const double ui = u(i1, i2);
        return (g1(ui - u(back(i1), i2), 0.0) + g1(0.0, 0.0)) * (u(i1 - 1, i2) - ui) +
               (g1(0.0, u(i1, next2(i2)) - ui) + g1(0.0, 0.0)) * (u(i1, i2 + 1) - ui);
    }
    [[nodiscard]] double bottom_edge(int i1, int i2) const {
        const double ui = u(i1, i2);
        const double along = u(i1 + 1, i2 + 1) - u(i1 - 1, i2 + 1);
        return g1(u(next1(i1), i2) - ui, 0.0) * (u(i1 + 1, i2) - ui) -
               g1(ui - u(back(i1), i2), 0.0) * (ui - u(i1 - 1, i2)) +
               (g1(along, u(i1, next2(i2)) - ui) + g1(along, 0.0)) * (u(i1, i2 + 1) - ui);
    }

    int d1_;
    int d2_;
    Grid grid_;
    EdgeStopping g_;
    const Values& u_;
};

inline Values appendix_drift(const Grid& grid, const EdgeStopping& g1, const Values& u) {
    return AppendixDrift(grid, g1, u).all();
}

/// Equation 37: g at the cells, central differences, the wall-normal one zero in boundary cells.
inline Values cell_coefficient(const Grid& grid, const EdgeStopping& g, const Values& u) {
    Values values(u.size());
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            const bool inside_x = x > 0 && x < grid.nx - 1;
            const bool inside_y = y > 0 && y < grid.ny - 1;
            const double p = inside_x ? 0.5 * (u[cell(grid, y, x + 1)] - u[cell(grid, y, x - 1)]) : 0.0;
            const double q = inside_y ? 0.5 * (u[cell(grid, y + 1, x)] - u[cell(grid, y - 1, x)]) : 0.0;
            values[cell(grid, y, x)] = edge_stopping(g, p, q);
        }
    }
    return values;
}

/// The drift of any form.
inline Values drift(const Grid& grid, DriftForm form, const EdgeStopping& g1, const Values& u) {
    return form == DriftForm::appendix_h ? appendix_drift(grid, g1, u) : conservative_drift(grid, form, g1, u);
}

}  // namespace ebru::reference
