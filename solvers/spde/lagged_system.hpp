#pragma once

#include "field/padded_layout.hpp"
#include "field/row_loop.hpp"
#include "solvers/spde/conjugate_gradients.hpp"

namespace ebru {

/// Fields of one solve, padded: their ghosts are zero and stay so.
template <class Real>
struct LaggedFields {
    static constexpr int count = 7;
    Real* scale;      ///< D^-1/2, D the diagonal of I - dt A
    Real* x_link;     ///< dt x_face, scaled from both sides; of the face to the next cell in x
    Real* y_link;     ///< dt y_face alike
    Real* change;     ///< D^1/2 (u - rhs)
    Real* residual;   ///< D^-1/2 (rhs - (I - dt A) u)
    Real* direction;  ///< p
    Real* product;    ///< q
};

/// (I - dt A) u = rhs of one image channel for conjugate_gradients(), in Jacobi's scaling: with x = D^1/2 (u - rhs),
///
///     (D^-1/2 (I - dt A) D^-1/2) x = D^-1/2 dt A rhs,
///
/// a matrix with unit diagonal, so that a product reads three fields and no diagonal. Worked by one team; sums run
/// along rows in vector lanes and over rows in double, in an order of their own.
template <class Real>
struct LaggedSystem {
    const TeamMember& team;
    PaddedLayout layout;
    LaggedFields<Real> of;

    /// Calls body(offset of row y) for all rows.
    template <class Body>
    KOKKOS_FORCEINLINE_FUNCTION void for_rows(const Body& body) const {
        Kokkos::parallel_for(Kokkos::TeamThreadRange(team, layout.ny), [&](int y) { body(y, layout.offset(y, 0)); });
        team.team_barrier();
    }

    /// Sum over rows of body(y, offset of row y).
    template <class Body>
    KOKKOS_FORCEINLINE_FUNCTION double sum_rows(const Body& body) const {
        double total = 0.0;
        Kokkos::parallel_reduce(
            Kokkos::TeamThreadRange(team, layout.ny),
            [&](int y, double& sum) { sum += static_cast<double>(body(y, layout.offset(y, 0))); }, total);
        team.team_barrier();
        return total;
    }

    /// D^-1/2 and the scaled links. \param x_face, y_face (Y, X), rows `nx` apart.
    KOKKOS_FORCEINLINE_FUNCTION void set_matrix(Real dt, const Real* x_face, const Real* y_face) const {
        const int nx = layout.nx;
        const int last_row = layout.ny - 1;
        for_rows([&](int y, std::ptrdiff_t row) {
            const Real* const gx = x_face + static_cast<std::ptrdiff_t>(y) * nx;
            const Real* const gy = y_face + static_cast<std::ptrdiff_t>(y) * nx;
            Real* const x_link = of.x_link + row;
            Real* const y_link = of.y_link + row;
            for_row(team, 0, nx, [=](int x) EBRU_ROW_BODY {
                x_link[x] = x + 1 < nx ? dt * gx[x] : Real(0);
                y_link[x] = y < last_row ? dt * gy[x] : Real(0);
            });
        });
        for_rows([&](int, std::ptrdiff_t row) {
            const Real* const x_link = of.x_link + row;
            const Real* const y_link = of.y_link + row;
            const Real* const y_before = y_link - layout.row_stride;
            Real* const scale = of.scale + row;
            for_row(team, 0, nx, [=](int x) EBRU_ROW_BODY {
                const Real diagonal = Real(1) + ((x_link[x] + x_link[x - 1]) + (y_link[x] + y_before[x]));
                scale[x] = Real(1) / Kokkos::sqrt(diagonal);
            });
        });
    }

    /// x = 0, r = p = D^-1/2 dt A rhs; the links are scaled on the way. \param rhs (Y, X).
    KOKKOS_FORCEINLINE_FUNCTION ResidualProducts start(const Real* rhs) const {
        const int nx = layout.nx;
        // The right-hand side goes to q, which has ghosts: zero links make them harmless.
        for_rows([&](int y, std::ptrdiff_t row) {
            const Real* const from = rhs + static_cast<std::ptrdiff_t>(y) * nx;
            Real* const to = of.product + row;
            for_row(team, 0, nx, [=](int x) EBRU_ROW_BODY { to[x] = from[x]; });
        });
        const double square = sum_rows([&](int, std::ptrdiff_t row) {
            const std::ptrdiff_t up = layout.row_stride;
            const Real* const u = of.product + row;
            const Real* const x_link = of.x_link + row;
            const Real* const y_link = of.y_link + row;
            const Real* const scale = of.scale + row;
            Real* const residual = of.residual + row;
            Real* const direction = of.direction + row;
            Real* const change = of.change + row;
            return sum_row<Real>(team, 0, nx, [=](int x) EBRU_ROW_BODY {
                const Real along_x = x_link[x] * (u[x + 1] - u[x]) - x_link[x - 1] * (u[x] - u[x - 1]);
                const Real along_y = y_link[x] * (u[x + up] - u[x]) - y_link[x - up] * (u[x] - u[x - up]);
                const Real r = scale[x] * (along_x + along_y);
                residual[x] = r;
                direction[x] = r;
                change[x] = Real(0);
                return r * r;
            });
        });
        for_rows([&](int, std::ptrdiff_t row) {
            const std::ptrdiff_t up = layout.row_stride;
            const Real* const scale = of.scale + row;
            Real* const x_link = of.x_link + row;
            Real* const y_link = of.y_link + row;
            for_row(team, 0, nx, [=](int x) EBRU_ROW_BODY {
                x_link[x] *= scale[x] * scale[x + 1];
                y_link[x] *= scale[x] * scale[x + up];
            });
        });
        return {square, square};
    }

    KOKKOS_FORCEINLINE_FUNCTION double multiply() const {
        return sum_rows([&](int, std::ptrdiff_t row) {
            const std::ptrdiff_t up = layout.row_stride;
            const Real* const p = of.direction + row;
            const Real* const x_link = of.x_link + row;
            const Real* const y_link = of.y_link + row;
            Real* const q = of.product + row;
            return sum_row<Real>(team, 0, layout.nx, [=](int x) EBRU_ROW_BODY {
                Real value = p[x];
                value = multiply_add(-x_link[x], p[x + 1], value);
                value = multiply_add(-x_link[x - 1], p[x - 1], value);
                value = multiply_add(-y_link[x], p[x + up], value);
                value = multiply_add(-y_link[x - up], p[x - up], value);
                q[x] = value;
                return p[x] * value;
            });
        });
    }

    KOKKOS_FORCEINLINE_FUNCTION ResidualProducts advance(double step) const {
        const auto a = static_cast<Real>(step);
        const double square = sum_rows([&](int, std::ptrdiff_t row) {
            const Real* const p = of.direction + row;
            const Real* const q = of.product + row;
            Real* const change = of.change + row;
            Real* const residual = of.residual + row;
            return sum_row<Real>(team, 0, layout.nx, [=](int x) EBRU_ROW_BODY {
                change[x] = multiply_add(a, p[x], change[x]);
                const Real r = multiply_add(-a, q[x], residual[x]);
                residual[x] = r;
                return r * r;
            });
        });
        return {square, square};
    }

    KOKKOS_FORCEINLINE_FUNCTION void turn(double factor) const {
        const auto b = static_cast<Real>(factor);
        for_rows([&](int, std::ptrdiff_t row) {
            const Real* const r = of.residual + row;
            Real* const p = of.direction + row;
            for_row(team, 0, layout.nx, [=](int x) EBRU_ROW_BODY { p[x] = multiply_add(b, p[x], r[x]); });
        });
    }

    /// u = rhs + D^-1/2 x, less its share of the mass that an unfinished iteration made: the solution has the mass of
    /// rhs, so this brings u nearer to it. \param rhs, u (Y, X); may be the same.
    KOKKOS_FORCEINLINE_FUNCTION void finish(const Real* rhs, Real* u) const {
        const int nx = layout.nx;
        const double made = sum_rows([&](int, std::ptrdiff_t row) {
            const Real* const scale = of.scale + row;
            const Real* const change = of.change + row;
            return sum_row<Real>(team, 0, nx, [=](int x) EBRU_ROW_BODY { return scale[x] * change[x]; });
        });
        const auto share = static_cast<Real>(made / (static_cast<double>(nx) * layout.ny));
        for_rows([&](int y, std::ptrdiff_t row) {
            const Real* const scale = of.scale + row;
            const Real* const change = of.change + row;
            const Real* const from = rhs + static_cast<std::ptrdiff_t>(y) * nx;
            Real* const to = u + static_cast<std::ptrdiff_t>(y) * nx;
            for_row(team, 0, nx,
                    [=](int x) EBRU_ROW_BODY { to[x] = from[x] + multiply_add(scale[x], change[x], -share); });
        });
    }
};

}  // namespace ebru
