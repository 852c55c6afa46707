#pragma once

#include "field/padded_layout.hpp"
#include "field/row_loop.hpp"
#include "solvers/spde/conjugate_gradients.hpp"

namespace ebru {

/// Memory of one solve. Half fields hold every other cell of an image, as on a chessboard: cell i of row y is x = 2 i +
/// y % 2 in a red field, x = 2 i + 1 - y % 2 in a black one. Ghosts are zero and stay so; of an odd row's last place,
/// which has no cell, the links are zero.
template <class Real>
struct LaggedFields {
    static constexpr int full_count = 4;
    static constexpr int half_count = 10;
    Real* scale;        ///< full: D^-1/2, D the diagonal of I - dt A
    Real* right;        ///< full: D^-1/2 dt A rhs; in the end D^-1/2 x, what the step changes
    Real* x_link;       ///< full: dt gamma of the face to x + 1, scaled from both sides; zero at the wall
    Real* y_link;       ///< full: of the face to y + 1
    Real* link[4];      ///< red: those to x - 1, x + 1, y - 1, y + 1
    Real* black_right;  ///< black
    Real* black;        ///< black: N^T of a red field
    Real* x;            ///< red
    Real* residual;     ///< red
    Real* direction;    ///< red: p
    Real* product;      ///< red: q
};

/// (I - dt A) u = rhs of one image channel for conjugate_gradients(). In Jacobi's scaling, x = D^1/2 (u - rhs), the
/// matrix has unit diagonal and couples red cells to black ones only; so the black ones are eliminated:
///
///     (1 -N; -N^T 1) (x_r, x_b) = (b_r, b_b) = D^-1/2 dt A rhs
///     (1 - N N^T) x_r = b_r + N b_b,   x_b = b_b + N^T x_r
///
/// An iteration on half the cells does what two on all of them do, for the work of one (Reid, SIAM J. Numer. Anal. 9,
/// 1972). The residual of the whole system is that of the red cells. Worked by one team; sums run along rows in vector
/// lanes and over rows in double, in an order of their own.
template <class Real>
struct LaggedSystem {
    const TeamMember& team;
    PaddedLayout full;
    PaddedLayout half;
    LaggedFields<Real> of;

    /// Calls body(y) for all rows.
    template <class Body>
    KOKKOS_FORCEINLINE_FUNCTION void for_rows(const Body& body) const {
        Kokkos::parallel_for(Kokkos::TeamThreadRange(team, full.ny), body);
        team.team_barrier();
    }

    /// Sum over rows of body(y).
    template <class Body>
    KOKKOS_FORCEINLINE_FUNCTION double sum_rows(const Body& body) const {
        double total = 0.0;
        Kokkos::parallel_reduce(
            Kokkos::TeamThreadRange(team, full.ny), [&](int y, double& sum) { sum += static_cast<double>(body(y)); },
            total);
        team.team_barrier();
        return total;
    }

    /// One row of cells: their scales and right-hand sides. Where there is no row before or after, the row itself
    /// stands in for it, at a coefficient of zero.
    struct CellRow {
        Real dt;
        const Real* u;
        const Real* gx;
        const Real* gy;
        std::ptrdiff_t up;    ///< to the row before; 0: none
        std::ptrdiff_t down;  ///< to the row after; 0: none
        Real* scale;
        Real* right;

        /// Returns the square of the right-hand side. \param before, after whether there are cells x - 1, x + 1.
        KOKKOS_FORCEINLINE_FUNCTION Real set(int x, bool before, bool after) const {
            const Real g_before = before ? gx[x - 1] : Real(0);
            const Real g_after = after ? gx[x] : Real(0);
            const Real gy_up = gy[x - up];  // loaded in any case: a load behind a condition would not vectorise
            const Real gy_down = gy[x];
            const Real g_up = up > 0 ? gy_up : Real(0);
            const Real g_down = down > 0 ? gy_down : Real(0);
            const Real from_before = before ? g_before * (u[x] - u[x - 1]) : Real(0);
            const Real from_after = after ? g_after * (u[x + 1] - u[x]) : Real(0);
            const Real along_y = g_down * (u[x + down] - u[x]) - g_up * (u[x] - u[x - up]);
            const Real s = Real(1) / Kokkos::sqrt(Real(1) + dt * ((g_before + g_after) + (g_up + g_down)));
            scale[x] = s;
            const Real r = s * dt * ((from_after - from_before) + along_y);
            right[x] = r;
            return r * r;
        }
    };

    /// D^-1/2 and D^-1/2 dt A rhs; returns the square of the latter. \param x_face, y_face, rhs (Y, X).
    KOKKOS_FORCEINLINE_FUNCTION double set_cells(Real dt, const Real* x_face, const Real* y_face,
                                                 const Real* rhs) const {
        return sum_rows([&](int y) {
            const int nx = full.nx;
            const std::ptrdiff_t first = static_cast<std::ptrdiff_t>(y) * nx;
            const CellRow row{dt,
                              rhs + first,
                              x_face + first,
                              y_face + first,
                              y > 0 ? nx : 0,
                              y + 1 < full.ny ? nx : 0,
                              of.scale + full.offset(y, 0),
                              of.right + full.offset(y, 0)};
            const Real left = sum_row<Real>(team, 0, 1, [=](int x) EBRU_ROW_BODY { return row.set(x, false, nx > 1); });
            const Real middle =
                sum_row<Real>(team, 1, nx - 1, [=](int x) EBRU_ROW_BODY { return row.set(x, true, true); });
            const Real last = sum_row<Real>(team, nx > 1 ? nx - 1 : nx, nx,
                                            [=](int x) EBRU_ROW_BODY { return row.set(x, true, false); });
            return left + middle + last;
        });
    }

    /// The links, from the cells' scales. \param x_face, y_face (Y, X).
    KOKKOS_FORCEINLINE_FUNCTION void set_links(Real dt, const Real* x_face, const Real* y_face) const {
        for_rows([&](int y) {
            const int nx = full.nx;
            const std::ptrdiff_t up = full.row_stride;
            const Real* const gx = x_face + static_cast<std::ptrdiff_t>(y) * nx;
            const Real* const gy = y_face + static_cast<std::ptrdiff_t>(y) * nx;
            const Real* const s = of.scale + full.offset(y, 0);
            Real* const x_link = of.x_link + full.offset(y, 0);
            Real* const y_link = of.y_link + full.offset(y, 0);
            for_row(team, 0, nx - 1, [=](int x) EBRU_ROW_BODY { x_link[x] = (dt * gx[x]) * (s[x] * s[x + 1]); });
            if (y + 1 < full.ny) {
                for_row(team, 0, nx, [=](int x) EBRU_ROW_BODY { y_link[x] = (dt * gy[x]) * (s[x] * s[x + up]); });
            }
        });
        for_rows([&](int y) { split(y); });
    }

    /// N^T of a red field at cell i of a black row: from the links of its neighbours.
    struct ToBlack {
        const Real* red;
        const Real* before;  ///< the links of the row's red cells
        const Real* after;
        const Real* below;  ///< of the red cells of the row before to y + 1
        const Real* above;  ///< of those of the row after to y - 1
        std::ptrdiff_t up;
        int odd;
        KOKKOS_FORCEINLINE_FUNCTION Real at(int i) const {
            Real value = after[i - odd] * red[i - odd];
            value = multiply_add(before[i + 1 - odd], red[i + 1 - odd], value);
            value = multiply_add(below[i - up], red[i - up], value);
            return multiply_add(above[i + up], red[i + up], value);
        }
    };
    KOKKOS_FORCEINLINE_FUNCTION ToBlack to_black(const Real* red, int y) const {
        const std::ptrdiff_t row = half.offset(y, 0);
        return {red + row, of.link[0] + row, of.link[1] + row, of.link[3] + row, of.link[2] + row, half.row_stride,
                y % 2};
    }

    /// N of a black field at cell i of a red row.
    struct ToRed {
        const Real* black;
        const Real* before;
        const Real* after;
        const Real* below;
        const Real* above;
        std::ptrdiff_t up;
        int odd;
        KOKKOS_FORCEINLINE_FUNCTION Real at(int i) const {
            Real value = before[i] * black[i + odd - 1];
            value = multiply_add(after[i], black[i + odd], value);
            value = multiply_add(below[i], black[i - up], value);
            return multiply_add(above[i], black[i + up], value);
        }
    };
    KOKKOS_FORCEINLINE_FUNCTION ToRed to_red(const Real* black, int y) const {
        const std::ptrdiff_t row = half.offset(y, 0);
        return {black + row, of.link[0] + row, of.link[1] + row, of.link[2] + row, of.link[3] + row, half.row_stride,
                y % 2};
    }

    /// x_r = 0, r = p = b_r + N b_b.
    KOKKOS_FORCEINLINE_FUNCTION ResidualProducts start() const {
        const double square = sum_rows([&](int y) {
            const std::ptrdiff_t row = half.offset(y, 0);
            const ToRed from_black = to_red(of.black_right, y);
            Real* const residual = of.residual + row;
            Real* const direction = of.direction + row;
            Real* const start_x = of.x + row;
            return sum_row<Real>(team, 0, half.nx, [=](int i) EBRU_ROW_BODY {
                const Real r = residual[i] + from_black.at(i);
                residual[i] = r;
                direction[i] = r;
                start_x[i] = Real(0);
                return r * r;
            });
        });
        return {square, square};
    }

    KOKKOS_FORCEINLINE_FUNCTION double multiply() const {
        set_black(of.direction);
        return sum_rows([&](int y) {
            const std::ptrdiff_t row = half.offset(y, 0);
            const ToRed from_black = to_red(of.black, y);
            const Real* const p = of.direction + row;
            Real* const q = of.product + row;
            return sum_row<Real>(team, 0, half.nx, [=](int i) EBRU_ROW_BODY {
                const Real value = p[i] - from_black.at(i);
                q[i] = value;
                return p[i] * value;
            });
        });
    }

    KOKKOS_FORCEINLINE_FUNCTION ResidualProducts advance(double step) const {
        const auto a = static_cast<Real>(step);
        const double square = sum_rows([&](int y) {
            const std::ptrdiff_t row = half.offset(y, 0);
            const Real* const p = of.direction + row;
            const Real* const q = of.product + row;
            Real* const x = of.x + row;
            Real* const residual = of.residual + row;
            return sum_row<Real>(team, 0, half.nx, [=](int i) EBRU_ROW_BODY {
                x[i] = multiply_add(a, p[i], x[i]);
                const Real r = multiply_add(-a, q[i], residual[i]);
                residual[i] = r;
                return r * r;
            });
        });
        return {square, square};
    }

    KOKKOS_FORCEINLINE_FUNCTION void turn(double factor) const {
        const auto b = static_cast<Real>(factor);
        for_rows([&](int y) {
            const std::ptrdiff_t row = half.offset(y, 0);
            const Real* const r = of.residual + row;
            Real* const p = of.direction + row;
            for_row(team, 0, half.nx, [=](int i) EBRU_ROW_BODY { p[i] = multiply_add(b, p[i], r[i]); });
        });
    }

    /// u = rhs + D^-1/2 x, less its share of the mass that an unfinished iteration made: the solution has the mass of
    /// rhs, so this brings u nearer to it. \param rhs, u (Y, X); may be the same.
    KOKKOS_FORCEINLINE_FUNCTION void finish(const Real* rhs, Real* u) const {
        set_black(of.x);
        const double made = sum_rows([&](int y) { return set_change(y); });
        const auto share = static_cast<Real>(made / (static_cast<double>(full.nx) * full.ny));
        for_rows([&](int y) {
            const Real* const change = of.right + full.offset(y, 0);
            const Real* const from = rhs + static_cast<std::ptrdiff_t>(y) * full.nx;
            Real* const to = u + static_cast<std::ptrdiff_t>(y) * full.nx;
            for_row(team, 0, full.nx, [=](int x) EBRU_ROW_BODY { to[x] = from[x] + (change[x] - share); });
        });
    }

  private:
    /// black = N^T red.
    KOKKOS_FORCEINLINE_FUNCTION void set_black(const Real* red) const {
        for_rows([&](int y) {
            const ToBlack from_red = to_black(red, y);
            Real* const black = of.black + half.offset(y, 0);
            for_row(team, 0, half.nx, [=](int i) EBRU_ROW_BODY { black[i] = from_red.at(i); });
        });
    }

    /// Row y of links and right-hand side into halves. Loads beyond the image meet ghosts, which are zero.
    KOKKOS_FORCEINLINE_FUNCTION void split(int y) const {
        const int odd = y % 2;
        const std::ptrdiff_t up = full.row_stride;
        const Real* const x_link = of.x_link + full.offset(y, odd);
        const Real* const y_link = of.y_link + full.offset(y, odd);
        const Real* const right = of.right + full.offset(y, 0);
        const std::ptrdiff_t row = half.offset(y, 0);
        Real* const before = of.link[0] + row;
        Real* const after = of.link[1] + row;
        Real* const above = of.link[2] + row;
        Real* const below = of.link[3] + row;
        Real* const red = of.residual + row;
        Real* const black = of.black_right + row;
        for_row(team, 0, half.nx, [=](int i) EBRU_ROW_BODY {
            before[i] = x_link[2 * i - 1];
            after[i] = x_link[2 * i];
        });
        for_row(team, 0, half.nx, [=](int i) EBRU_ROW_BODY { above[i] = y_link[2 * i - up]; });
        for_row(team, 0, half.nx, [=](int i) EBRU_ROW_BODY { below[i] = y_link[2 * i]; });
        Real* const even_cells = odd == 0 ? red : black;
        Real* const odd_cells = odd == 0 ? black : red;
        for_row(team, 0, half.nx, [=](int i) EBRU_ROW_BODY {
            even_cells[i] = right[2 * i];
            odd_cells[i] = right[2 * i + 1];
        });
    }

    /// Row y of D^-1/2 x from both halves, x_b = b_b + black; returns its sum.
    KOKKOS_FORCEINLINE_FUNCTION Real set_change(int y) const {
        const std::ptrdiff_t row = half.offset(y, 0);
        Real* const black = of.black + row;
        const Real* const black_right = of.black_right + row;
        for_row(team, 0, half.nx, [=](int i) EBRU_ROW_BODY { black[i] += black_right[i]; });
        const Real* const even_cells = y % 2 == 0 ? of.x + row : black;
        const Real* const odd_cells = y % 2 == 0 ? black : of.x + row;
        const int nx = full.nx;
        const Real* const scale = of.scale + full.offset(y, 0);
        Real* const change = of.right + full.offset(y, 0);
        for_row(team, 0, nx / 2, [=](int i) EBRU_ROW_BODY {
            change[2 * i] = scale[2 * i] * even_cells[i];
            change[2 * i + 1] = scale[2 * i + 1] * odd_cells[i];
        });
        // Never beyond the image: what is not finite would stay in a ghost and spoil the next image.
        for_row(team, nx / 2 * 2, nx, [=](int x) EBRU_ROW_BODY { change[x] = scale[x] * even_cells[x / 2]; });
        return sum_row<Real>(team, 0, nx, [=](int x) EBRU_ROW_BODY { return change[x]; });
    }
};

}  // namespace ebru
