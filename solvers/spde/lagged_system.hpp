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
    static constexpr int full_count = 2;
    static constexpr int half_count = 10;
    Real* scale;        ///< full: D^-1/2, D the diagonal of I - dt A
    Real* right;        ///< full: D^-1/2 dt A rhs; in the end D^-1/2 x, what the step changes
    Real* link[4];      ///< red: dt gamma of the faces to x - 1, x + 1, y - 1, y + 1, scaled from both sides
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
///     (1 -N; -N^T 1) (x_r, x_b) = (b_r, b_b) = D^-1/2 dt A rhs:   (1 - N N^T) x_r = b_r + N b_b,   x_b = b_b + N^T
///     x_r.
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

    /// D^-1/2 and D^-1/2 dt A rhs; returns the square of the latter. \param x_face, y_face, rhs (Y, X).
    KOKKOS_FORCEINLINE_FUNCTION double set_cells(Real dt, const Real* x_face, const Real* y_face,
                                                 const Real* rhs) const {
        return sum_rows([&](int y) {
            const int nx = full.nx;
            const std::ptrdiff_t first = static_cast<std::ptrdiff_t>(y) * nx;
            // Where there is no neighbour, the cell itself stands in for it, at a coefficient of zero.
            const std::ptrdiff_t up = y > 0 ? nx : 0;
            const std::ptrdiff_t down = y + 1 < full.ny ? nx : 0;
            const Real* const u = rhs + first;
            const Real* const gx = x_face + first;
            const Real* const gy = y_face + first;
            Real* const scale = of.scale + full.offset(y, 0);
            Real* const right = of.right + full.offset(y, 0);
            return sum_row<Real>(team, 0, nx, [=](int x) EBRU_ROW_BODY {
                const int before = x > 0 ? 1 : 0;
                const int after = x + 1 < nx ? 1 : 0;
                const Real g_before = before > 0 ? gx[x - before] : Real(0);
                const Real g_after = after > 0 ? gx[x] : Real(0);
                const Real g_up = up > 0 ? gy[x - up] : Real(0);
                const Real g_down = down > 0 ? gy[x] : Real(0);
                const Real along_x = g_after * (u[x + after] - u[x]) - g_before * (u[x] - u[x - before]);
                const Real along_y = g_down * (u[x + down] - u[x]) - g_up * (u[x] - u[x - up]);
                const Real s = Real(1) / Kokkos::sqrt(Real(1) + dt * ((g_before + g_after) + (g_up + g_down)));
                scale[x] = s;
                const Real r = s * dt * (along_x + along_y);
                right[x] = r;
                return r * r;
            });
        });
    }

    /// The links, from the cells' scales, and the two halves of the right-hand side.
    KOKKOS_FORCEINLINE_FUNCTION void set_links(Real dt, const Real* x_face, const Real* y_face) const {
        for_rows([&](int y) {
            const int nx = full.nx;
            const int odd = y % 2;
            const std::ptrdiff_t up = full.row_stride;
            const bool first_row = y == 0;
            const bool last_row = y + 1 == full.ny;
            const Real* const gx = x_face + static_cast<std::ptrdiff_t>(y) * nx;
            const Real* const gy = y_face + static_cast<std::ptrdiff_t>(y) * nx;
            const Real* const s = of.scale + full.offset(y, 0);
            const Real* const right = of.right + full.offset(y, 0);
            const std::ptrdiff_t row = half.offset(y, 0);
            const LaggedFields<Real> to = of;
            for_row(team, 0, half.nx, [=](int i) EBRU_ROW_BODY {
                const int x = 2 * i + odd;
                const bool cell = x < nx;
                const Real own = cell ? dt * s[x] : Real(0);
                to.link[0][row + i] = cell && x > 0 ? own * gx[x - 1] * s[x - 1] : Real(0);
                to.link[1][row + i] = x + 1 < nx ? own * gx[x] * s[x + 1] : Real(0);
                to.link[2][row + i] = cell && !first_row ? own * gy[x - nx] * s[x - up] : Real(0);
                to.link[3][row + i] = cell && !last_row ? own * gy[x] * s[x + up] : Real(0);
                to.residual[row + i] = cell ? right[x] : Real(0);
                const int other = 2 * i + 1 - odd;
                to.black_right[row + i] = other < nx ? right[other] : Real(0);
            });
        });
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

    /// Row y of D^-1/2 x from both halves, x_b = b_b + black; returns its sum.
    KOKKOS_FORCEINLINE_FUNCTION Real set_change(int y) const {
        const int nx = full.nx;
        const std::ptrdiff_t row = half.offset(y, 0);
        const Real* const black = of.black + row;
        const Real* const black_right = of.black_right + row;
        const Real* const red = of.x + row;
        const Real* const scale = of.scale + full.offset(y, 0);
        Real* const change = of.right + full.offset(y, 0);
        const bool odd = y % 2 == 1;
        for_row(team, 0, half.nx, [=](int i) EBRU_ROW_BODY {
            const Real of_black = black_right[i] + black[i];
            const int x = 2 * i;
            change[x] = scale[x] * (odd ? of_black : red[i]);
            if (x + 1 < nx) {
                change[x + 1] = scale[x + 1] * (odd ? red[i] : of_black);
            }
        });
        return sum_row<Real>(team, 0, nx, [=](int x) EBRU_ROW_BODY { return change[x]; });
    }
};

}  // namespace ebru
