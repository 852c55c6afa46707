#pragma once

#include "base/planted_fault.hpp"
#include "field/row_loop.hpp"
#include "solvers/lbm/relaxation.hpp"
#include "solvers/lbm/velocity_set.hpp"

namespace ebru {

/// Where the populations of a row arrive and leave. Deviations h_i = f_i - w_i u_ref are stored in one lattice,
/// streamed in place by the AA pattern (Bailey et al., ICPP 2009): a cell writes where it has read, so cells are
/// independent.
///
///   even parity: f_c in field c at x,          f_-c in field -c at x;          writes swapped
///   odd parity:  f_c in field -c at x - c,     f_-c in field c at x + c;       writes swapped
///
/// so in both f_c = arrive[x], f_-c = arrive_opposite[x], and the collided f~_c goes to arrive_opposite[x], f~_-c to
/// arrive[x].
template <class Real, class Set>
struct PopulationRow {
    Real* rest;
    Real* arrive[Set::pairs];
    Real* arrive_opposite[Set::pairs];
};

/// Number of steps modulo 2 since the populations were made.
enum class Parity { even, odd };

/// \param populations first value of the block (Q padded fields of one image channel).
template <class Set, class Real>
KOKKOS_FORCEINLINE_FUNCTION PopulationRow<Real, Set> population_row(Real* populations, const PaddedLayout& layout,
                                                                    int y, Parity parity) {
    PopulationRow<Real, Set> row;
    row.rest = populations + layout.offset(y, 0);
    for (int p = 0; p < Set::pairs; ++p) {
        const VelocityPair c = Set::pair(p);
        Real* const along = populations + (2 * p + 1) * layout.field_stride + layout.offset(y, 0);
        Real* const against = along + layout.field_stride;
        const std::ptrdiff_t jump = static_cast<std::ptrdiff_t>(c.cy) * layout.row_stride + c.cx;
        row.arrive[p] = parity == Parity::even ? along : against - jump;
        row.arrive_opposite[p] = parity == Parity::even ? against : along + jump;
    }
    return row;
}

/// The row `jump` values on. Pointer by pointer: a copied struct goes through the stack in one wide store, and reading
/// single pointers back from that waits until all stores of the row before have left the store queue.
template <class Set, class Real>
KOKKOS_FORCEINLINE_FUNCTION PopulationRow<Real, Set> row_further(const PopulationRow<Real, Set>& row,
                                                                 std::ptrdiff_t jump) {
    PopulationRow<Real, Set> further;
    further.rest = row.rest + jump;
    unrolled<Set::pairs>([&]<int p>() EBRU_ROW_BODY {
        further.arrive[p] = row.arrive[p] + jump;
        further.arrive_opposite[p] = row.arrive_opposite[p] + jump;
    });
    return further;
}

/// Velocity of a row, cells per step.
template <class Real>
struct VelocityRow {
    const Real* vx;
    const Real* vy;
};

template <class Real>
KOKKOS_FORCEINLINE_FUNCTION VelocityRow<Real> row_further(const VelocityRow<Real>& row, std::ptrdiff_t jump) {
    return {row.vx + jump, row.vy + jump};
}

/// What of its deviation from equilibrium a population keeps in a step.
template <class Real>
struct KeptFractions {
    Real even;  ///< 1 - 1/tau+
    Real odd;   ///< (1 - 1/tau-), times tau-_new/tau-_old in the step of a hand-over
};

/// In the first step of an interval the deviation is taken from the old velocity's equilibrium (numerics.md 1.6).
enum class HandOver { no, yes };

/// What the equilibria of all directions of a cell have in common.
template <class Real>
struct CellState {
    Real u;
    Real base;  ///< rho + speed_factor u v^2 (quadratic), rho (linear); rho = u - u_ref
    Real vx;
    Real vy;
};

template <class Set, Equilibrium kind, class Real>
KOKKOS_FORCEINLINE_FUNCTION CellState<Real> cell_state(Real rho, Real u, Real vx, Real vy) {
    Real base = rho;
    if constexpr (kind == Equilibrium::quadratic && Set::speed_factor != 0.0) {
        base = multiply_add(Real(Set::speed_factor) * multiply_add(vx, vx, vy * vy), u, rho);
    }
    return {u, base, vx, planted_in_kernel(Fault::lbm_velocity_sign) ? -vy : vy};
}

/// Factors of the even and the odd part of a pair.
template <class Real>
struct PairFactors {
    Real even;
    Real odd;
};

/// Adds factors times the equilibrium deviations of a pair: e+ = (e_c + e_-c)/2 - w u_ref to even, e- = (e_c - e_-c)/2
/// to odd. Products of constants stand first: they are made once a row, and those with u once for all directions of a
/// weight.
template <class Set, Equilibrium kind, int p, class Real>
KOKKOS_FORCEINLINE_FUNCTION void add_equilibrium(const CellState<Real>& cell, PairFactors<Real> factors, Real& even,
                                                 Real& odd) {
    constexpr VelocityPair c = Set::pair(p);
    const Real cv =
        c.cx == 0 ? cell.vy : (c.cy == 0 ? Real(c.cx) * cell.vx : Real(c.cx) * cell.vx + Real(c.cy) * cell.vy);
    odd = multiply_add(Real(3.0 * c.weight) * factors.odd * cell.u, cv, odd);
    even = multiply_add(Real(weight_of(c)) * factors.even, cell.base, even);
    if constexpr (kind == Equilibrium::quadratic) {
        even = multiply_add(Real(3.0 * c.weight * Set::even_from_odd) * factors.even * cell.u * cv, cv, even);
    }
}

/// values[first] + ... of `count` values by halves: the row loop waits for every addition that waits for another.
template <int first, int count, class Real>
KOKKOS_FORCEINLINE_FUNCTION Real sum_of(const Real* values) {
    if constexpr (count == 1) {
        return values[first];
    } else {
        return sum_of<first, count / 2>(values) + sum_of<first + count / 2, count - count / 2>(values);
    }
}

/// The populations that arrive at one cell.
template <class Real, class Set>
struct CellPopulations {
    Real rest;
    Real along[Set::pairs];
    Real against[Set::pairs];
};

/// All are read before the first is written: to the compiler, what is written could be what is read next.
template <class Real, class Set>
KOKKOS_FORCEINLINE_FUNCTION CellPopulations<Real, Set> arriving(const PopulationRow<Real, Set>& row, int x) {
    CellPopulations<Real, Set> f;
    f.rest = row.rest[x];
    unrolled<Set::pairs>([&]<int p>() EBRU_ROW_BODY {
        f.along[p] = row.arrive[p][x];
        f.against[p] = row.arrive_opposite[p][x];
    });
    return f;
}

/// rho = u - u_ref of one cell: pairs first, so that their opposite advective parts cancel exactly.
template <class Real, class Set>
KOKKOS_FORCEINLINE_FUNCTION Real deviation(const CellPopulations<Real, Set>& f) {
    Real of_pair[Set::pairs];
    unrolled<Set::pairs>([&]<int p>() EBRU_ROW_BODY { of_pair[p] = f.along[p] + f.against[p]; });
    return f.rest + sum_of<0, Set::pairs>(of_pair);
}

/// One collision and streaming step of a row (numerics.md 1.1):
///
///   f~_+-c = e+ + kept+ (f+ - e+_old) +- (e- + kept- (f- - e-_old)),   f+- = (f_c +- f_-c)/2
///
/// The rest population takes what is left of rho, so the cell's mass is kept to the round-off of rho and not to that of
/// the larger advective parts. Reads and writes Q values and reads 2 velocities a cell: (2 Q + 2) sizeof(Real) bytes.
template <class Set, Equilibrium kind, HandOver hand_over, class Real>
KOKKOS_FORCEINLINE_FUNCTION void collide_row(const TeamMember& team, int nx, const PopulationRow<Real, Set>& row,
                                             const VelocityRow<Real>& velocity, const VelocityRow<Real>& old_velocity,
                                             KeptFractions<Real> kept, Real u_ref) {
    const Real half_kept_even = Real(0.5) * kept.even;
    const Real half_kept_odd = Real(0.5) * kept.odd;
    for_row(team, 0, nx, [=](int x) EBRU_ROW_BODY {
        const CellPopulations<Real, Set> f = arriving(row, x);
        const Real rho = deviation(f);
        const Real u = u_ref + rho;
        const Real vx = velocity.vx[x];
        const Real vy = velocity.vy[x];
        const CellState<Real> cell = cell_state<Set, kind>(rho, u, vx, vy);
        CellState<Real> old_cell = cell;
        if constexpr (hand_over == HandOver::yes) {
            old_cell = cell_state<Set, kind>(rho, u, old_velocity.vx[x], old_velocity.vy[x]);
        }
        Real moving[Set::pairs];
        unrolled<Set::pairs>([&]<int p>() EBRU_ROW_BODY {
            Real even = half_kept_even * (f.along[p] + f.against[p]);
            Real odd = half_kept_odd * (f.along[p] - f.against[p]);
            if constexpr (hand_over == HandOver::yes) {
                add_equilibrium<Set, kind, p>(cell, {Real(1), Real(1)}, even, odd);
                add_equilibrium<Set, kind, p>(old_cell, {-kept.even, -kept.odd}, even, odd);
            } else {
                add_equilibrium<Set, kind, p>(cell, {Real(1) - kept.even, Real(1) - kept.odd}, even, odd);
            }
            const Real out_along = even + odd;
            const Real out_against = even - odd;
            row.arrive_opposite[p][x] = out_along;
            row.arrive[p][x] = out_against;
            moving[p] = out_along + out_against;
        });
        row.rest[x] = rho - sum_of<0, Set::pairs>(moving);
    });
}

}  // namespace ebru
