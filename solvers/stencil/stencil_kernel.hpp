#pragma once

#include <cstdint>
#include <type_traits>

#include "base/planted_fault.hpp"
#include "field/ghost_links.hpp"
#include "field/image_batch.hpp"
#include "field/team_work.hpp"
#include "solvers/stencil/carried_row.hpp"

namespace ebru {

/// Everything that a stencil kernel reads and writes, by value.
template <class Real>
struct StencilKernel {
    using Blocks = Kokkos::View<Real**, Kokkos::LayoutRight>;   // (B C, padded field) or (F, padded field)
    using Fields = Kokkos::View<Real***, Kokkos::LayoutRight>;  // (F, n, padded field)
    using Scratch = Kokkos::View<Real*, Kokkos::DefaultExecutionSpace::scratch_memory_space, Kokkos::MemoryUnmanaged>;

    PaddedLayout layout;
    int channels = 1;
    Blocks u;  ///< deviation from u_ref
    Blocks u_next;
    Kokkos::View<Real*> u_ref;    // (B C)
    Fields velocity;              // (F, 2, ...)
    Fields weights;               // (F, 4, ...)
    Blocks constant_change;       // (F, ...)
    Kokkos::View<int*> field_of;  // (B)
    GhostLinks weight_ghosts;
    bool periodic = false;
    bool carry = rows_can_carry;  ///< march_carried() where there is one; march() everywhere else, and for its test

    [[nodiscard]] int blocks() const { return static_cast<int>(u.extent(0)); }

    /// Values of one row of SidewaysRow: a line of zeros before and after.
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION std::ptrdiff_t sideways_stride() const {
        return whole_vectors(layout.nx) + 32;
    }
    /// Values of a thread's scratch: right and left of two rows, and what it takes to start on a line.
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION std::size_t scratch_values() const {
        return static_cast<std::size_t>(4 * sideways_stride() + 16);
    }
    [[nodiscard]] std::size_t scratch_bytes() const { return Scratch::shmem_size(scratch_values()); }

    /// The scratch of this thread, zeros; once a team, since scratch memory is only given out, never taken back.
    KOKKOS_FORCEINLINE_FUNCTION Real* sideways_rows(const TeamMember& team) const {
        const Scratch scratch(team.thread_scratch(1), scratch_values());
        constexpr std::uintptr_t line = 64;
        const auto address = reinterpret_cast<std::uintptr_t>(scratch.data());
        Real* const rows = scratch.data() + (line - address % line) % line / sizeof(Real);
        for_row(team, 0, static_cast<int>(4 * sideways_stride()), [=](int i) EBRU_ROW_BODY { rows[i] = Real(0); });
        return rows + 16;
    }

    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION int row_beyond(int y) const {
        if (y < 0) {
            return periodic ? layout.ny - 1 : 0;
        }
        return y < layout.ny ? y : (periodic ? 0 : layout.ny - 1);
    }

    /// Rows from y on of a step, but for the source rows before and after them.
    KOKKOS_FORCEINLINE_FUNCTION StepRows<Real> rows_from(int bc, int y, const Real* from, Real* to) const {
        const int field = field_of(bc / channels);
        const std::ptrdiff_t row = layout.offset(y, 0);
        return {nullptr,
                from + row,
                nullptr,
                weight_row(&weights(field, 0, 0), layout, y),
                layout.row_stride,
                &constant_change(field, 0) + row,
                planted_in_kernel(Fault::reference_dropped) ? Real(0) : u_ref(bc),
                to + row};
    }

    /// Rows [first, last) of one step from -> to of the deviation from u_ref, shared out among the team's threads:
    ///
    ///   to(x) = sum_{a,b} (E^x_a E^y_b from)(x - (a, b)) + u_ref c(x),   c = (the stencil applied to 1) - 1
    ///
    /// Reads u, four weights and c, writes u: 7 values a cell.
    KOKKOS_FORCEINLINE_FUNCTION void step_rows(const TeamMember& team, Real* sideways, int bc, int first, int last,
                                               const Real* from, Real* to) const {
        const int total = last - first;
        const int begin = first + total * team.team_rank() / team.team_size();
        const int end = first + total * (team.team_rank() + 1) / team.team_size();
        if constexpr (rows_can_carry) {
            if (carry) {
                march_carried(*this, sideways, bc, begin, end, from, to);
                return;
            }
        }
        march(team, sideways, bc, begin, end, from, to);
    }

    /// Rows [begin, end). The second half of a row follows the first half of the next: what it reads across lanes has
    /// then left the core's store queue.
    KOKKOS_FORCEINLINE_FUNCTION void march(const TeamMember& team, Real* sideways, int bc, int begin, int end,
                                           const Real* from, Real* to) const {
        const std::ptrdiff_t stride = sideways_stride();
        SidewaysRow<Real> present{sideways, sideways + stride};
        SidewaysRow<Real> before{sideways + 2 * stride, sideways + 3 * stride};
        const Real* const before_first = from + layout.offset(row_beyond(-1), 0);
        const Real* const after_last = from + layout.offset(row_beyond(layout.ny), 0);
        StepRows<Real> rows = rows_from(bc, begin, from, to);
        for (int y = begin; y < end; ++y) {
            rows.u_before = y > 0 ? rows.u - rows.row_stride : before_first;
            rows.u_after = y + 1 < layout.ny ? rows.u + rows.row_stride : after_last;
            hop_along_y(team, layout.nx, rows, present);
            if (y > begin) {
                hop_along_x(team, layout.nx, periodic, rows.target - rows.row_stride, before);
            }
            const SidewaysRow<Real> done = present;
            present = before;
            before = done;
            rows = next_rows(rows);
        }
        if (end > begin) {
            hop_along_x(team, layout.nx, periodic, rows.target - rows.row_stride, before);
        }
    }
};

/// Weights and their ghosts from the velocity (F, 2, ...), at diffusivity alpha.
template <class Real>
void launch_weights(const StencilKernel<Real>& k, double alpha) {
    const auto theta = static_cast<Real>(2.0 * alpha);
    Kokkos::parallel_for(
        "stencil weights", make_teams(static_cast<int>(k.weights.extent(0))), KOKKOS_LAMBDA(const TeamMember& team) {
            const int f = team.league_rank();
            Real* const weights = &k.weights(f, 0, 0);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, k.layout.ny), [&](int y) {
                const std::ptrdiff_t row = k.layout.offset(y, 0);
                const std::ptrdiff_t stride = k.layout.field_stride;
                for (int axis = 0; axis < 2; ++axis) {
                    const Real* const v = &k.velocity(f, axis, 0) + row;
                    Real* const plus = weights + (axis == 0 ? x_plus : y_plus) * stride + row;
                    Real* const minus = weights + (axis == 0 ? x_minus : y_minus) * stride + row;
                    for_row(team, 0, k.layout.nx, [=](int x) EBRU_ROW_BODY {
                        const Real spread = planted_in_kernel(Fault::stencil_spread) ? theta : theta + v[x] * v[x];
                        plus[x] = Real(0.5) * (spread + v[x]);
                        minus[x] = Real(0.5) * (spread - v[x]);
                    });
                }
            });
            exchange_ghosts(team, weights, k.weight_ghosts);
        });
}

/// A sum of doubles and of their products, exact to round-off squared: Neumaier's sum, products split by fused
/// multiply-add.
class CompensatedSum {
  public:
    KOKKOS_FORCEINLINE_FUNCTION void add(double term) {
        const double next = sum_ + term;
        lost_ += Kokkos::abs(sum_) >= Kokkos::abs(term) ? (sum_ - next) + term : (term - next) + sum_;
        sum_ = next;
    }
    KOKKOS_FORCEINLINE_FUNCTION void add_product(double a, double b) {
        const double product = a * b;
        add(product);
        add(Kokkos::fma(a, b, -product));
    }
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION double value() const { return sum_ + lost_; }

  private:
    double sum_ = 0.0;
    double lost_ = 0.0;
};

/// What the sources along x of row y - b leave in the constant's change at column x: E^y_b times E^x_a, less the
/// constant itself for b = 0. Every term is of the size of the weights, and the 1 of E_0 never appears.
KOKKOS_FORCEINLINE_FUNCTION void add_source_row(CompensatedSum& change, const WeightRow<double>& w, int x, int b) {
    for (int a = -1; a <= 1; ++a) {
        const int s = x - a;
        const double along_x[2] = {a >= 0 ? w.x_plus[s] : w.x_minus[s], a == 0 ? w.x_minus[s] : 0.0};
        const double along_y[2] = {b >= 0 ? w.y_plus[s] : w.y_minus[s], b == 0 ? w.y_minus[s] : 0.0};
        const double sign_x = a == 0 ? -1.0 : 1.0;  // E_0 = 1 - E_+ - E_-
        const double sign_y = b == 0 ? -1.0 : 1.0;
        for (int i = 0; i < 2; ++i) {
            if (b == 0) {
                change.add(sign_x * along_x[i]);
            }
            if (a == 0) {
                change.add(sign_y * along_y[i]);
            }
            for (int j = 0; j < 2; ++j) {
                change.add_product(sign_x * along_x[i], sign_y * along_y[j]);
            }
        }
    }
}

/// c = (the stencil applied to the constant 1) - 1 at (y, x), from the weights as they are stored, so that it belongs
/// to exactly the operator that runs. In double it is a compensated sum: an error of eps in c, the same in every cell
/// of a field at rest, would be gathered by launch_constant_change() into one cell and put there in every step.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION double constant_change_at(const Real* weights, const PaddedLayout& layout, int y, int x) {
    if constexpr (std::is_same_v<Real, double>) {
        CompensatedSum change;
        for (int b = -1; b <= 1; ++b) {
            add_source_row(change, weight_row(weights, layout, y - b), x, b);
        }
        return change.value();
    } else {
        double change = -1.0;
        for (int b = -1; b <= 1; ++b) {
            const WeightRow<Real> w = weight_row(weights, layout, y - b);
            for (int a = -1; a <= 1; ++a) {
                const int s = x - a;
                const double ex =
                    a > 0 ? w.x_plus[s] : (a < 0 ? w.x_minus[s] : 1.0 - (double(w.x_plus[s]) + double(w.x_minus[s])));
                const double ey =
                    b > 0 ? w.y_plus[s] : (b < 0 ? w.y_minus[s] : 1.0 - (double(w.y_plus[s]) + double(w.y_minus[s])));
                change = multiply_add(ex, ey, change);
            }
        }
        return change;
    }
}

/// Sum of the values value(i) of one row or field, exact to round-off squared: floats by a plain sum in double, whose
/// 53 bits hold it; doubles by a compensated sum.
template <class Real, class Value>
KOKKOS_INLINE_FUNCTION double exact_sum(int count, const Value& value) {
    if constexpr (std::is_same_v<Real, double>) {
        CompensatedSum sum;
        for (int i = 0; i < count; ++i) {
            sum.add(value(i));
        }
        return sum.value();
    } else {
        double sum = 0.0;
        for (int i = 0; i < count; ++i) {
            sum += value(i);
        }
        return sum;
    }
}

/// Takes `excess` off the row's cell of smallest size: the one whose rounding leaves least of it.
template <class Real>
KOKKOS_INLINE_FUNCTION void take_off(double excess, Real* row, int nx) {
    Real* smallest = row;
    for (int x = 1; x < nx; ++x) {
        smallest = Kokkos::abs(row[x]) < Kokkos::abs(*smallest) ? row + x : smallest;
    }
    *smallest = static_cast<Real>(static_cast<double>(*smallest) - excess);
}

/// Fills constant_change from the weights. Its sum over a field is zero in exact arithmetic, and what rounding makes of
/// it would be added to the mass in every step. So each row takes off what rounding to Real added to it, and the first
/// row what is left of the sum over the field.
template <class Real>
void launch_constant_change(const StencilKernel<Real>& k) {
    using DoubleRow =
        Kokkos::View<double*, Kokkos::DefaultExecutionSpace::scratch_memory_space, Kokkos::MemoryUnmanaged>;
    const auto fields = static_cast<int>(k.weights.extent(0));
    const auto row_length = static_cast<std::size_t>(k.layout.nx);
    const Kokkos::View<double**, Kokkos::LayoutRight> row_sums("stencil row sums", k.weights.extent(0),
                                                               static_cast<std::size_t>(k.layout.ny));
    Kokkos::parallel_for(
        "stencil constant",
        make_teams(fields * k.layout.ny).set_scratch_size(1, Kokkos::PerTeam(DoubleRow::shmem_size(row_length))),
        KOKKOS_LAMBDA(const TeamMember& team) {
            const int f = team.league_rank() / k.layout.ny;
            const int y = team.league_rank() % k.layout.ny;
            const Real* const weights = &k.weights(f, 0, 0);
            Real* const change = &k.constant_change(f, 0) + k.layout.offset(y, 0);
            const DoubleRow rounding_row(team.team_scratch(1), row_length);
            double* const rounding = rounding_row.data();
            const PaddedLayout layout = k.layout;
            for_row(team, 0, layout.nx, [=](int x) EBRU_ROW_BODY {
                const double exact = constant_change_at(weights, layout, y, x);
                change[x] = static_cast<Real>(exact);
                rounding[x] = static_cast<double>(change[x]) - exact;
            });
            team.team_barrier();
            Kokkos::single(Kokkos::PerTeam(team), [=]() {
                take_off(exact_sum<Real>(layout.nx, [=](int x) { return rounding[x]; }), change, layout.nx);
                row_sums(f, y) = exact_sum<Real>(layout.nx, [=](int x) { return static_cast<double>(change[x]); });
            });
        });
    Kokkos::parallel_for(
        "stencil constant sum", make_teams(fields), KOKKOS_LAMBDA(const TeamMember& team) {
            const int f = team.league_rank();
            Kokkos::single(Kokkos::PerTeam(team), [=]() {
                const double excess = exact_sum<Real>(k.layout.ny, [=](int y) { return row_sums(f, y); });
                take_off(excess, &k.constant_change(f, 0) + k.layout.offset(0, 0), k.layout.nx);
            });
        });
}

/// Ends the use of the weights' ghost columns, which are there for constant_change_at(): nothing hops out of them,
/// since close_row() adds what comes through a wall.
template <class Real>
void launch_closed_columns(const StencilKernel<Real>& k) {
    Kokkos::parallel_for(
        "stencil columns", make_teams(static_cast<int>(k.weights.extent(0))), KOKKOS_LAMBDA(const TeamMember& team) {
            Real* const weights = &k.weights(team.league_rank(), 0, 0);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, weight_fields * (k.layout.ny + 2)), [&](int i) {
                Real* const row = weights + i % weight_fields * k.layout.field_stride;
                row[k.layout.offset(i / weight_fields - 1, -1)] = Real(0);
                row[k.layout.offset(i / weight_fields - 1, k.layout.nx)] = Real(0);
            });
        });
}

/// All steps of one image channel by one team; the last state is in u when `steps` is even, else in u_next.
template <class Real>
void launch_resident(const StencilKernel<Real>& k, int steps) {
    Kokkos::parallel_for(
        "stencil resident", make_teams(k.blocks()).set_scratch_size(1, Kokkos::PerThread(k.scratch_bytes())),
        KOKKOS_LAMBDA(const TeamMember& team) {
            Real* const sideways = k.sideways_rows(team);
            const int bc = team.league_rank();
            Real* from = &k.u(bc, 0);
            Real* to = &k.u_next(bc, 0);
            for (int s = 0; s < steps; ++s) {
                k.step_rows(team, sideways, bc, 0, k.layout.ny, from, to);
                team.team_barrier();
                Real* const done = to;
                to = from;
                from = done;
            }
        });
}

/// One step u -> u_next spread over row slices of all images.
template <class Real>
void launch_slices(const StencilKernel<Real>& k) {
    const int slice = rows_per_slice(k.layout.ny, k.blocks());
    const int slices = (k.layout.ny + slice - 1) / slice;
    Kokkos::parallel_for(
        "stencil step", make_teams(k.blocks() * slices).set_scratch_size(1, Kokkos::PerThread(k.scratch_bytes())),
        KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank() / slices;
            const int first = team.league_rank() % slices * slice;
            const int last = first + slice < k.layout.ny ? first + slice : k.layout.ny;
            k.step_rows(team, k.sideways_rows(team), bc, first, last, &k.u(bc, 0), &k.u_next(bc, 0));
        });
}

/// u = u0 - u_ref. \param u0 (B, C, Y, X)
template <class Real>
void launch_load(const StencilKernel<Real>& k, const ImageBatch<Real>& u0) {
    Kokkos::parallel_for(
        "stencil load", make_teams(k.blocks()), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            const Real u_ref = k.u_ref(bc);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, k.layout.ny), [&](int y) {
                const Real* const from = &u0(bc / k.channels, bc % k.channels, y, 0);
                Real* const to = &k.u(bc, 0) + k.layout.offset(y, 0);
                for_row(team, 0, k.layout.nx, [=](int x) EBRU_ROW_BODY { to[x] = from[x] - u_ref; });
            });
        });
}

/// out (S, C, Y, X) = u_ref + u of the images `chosen` (S).
template <class Real>
void launch_state(const StencilKernel<Real>& k, const Kokkos::View<int*>& chosen, const ImageBatch<Real>& out) {
    Kokkos::parallel_for(
        "stencil state", make_teams(static_cast<int>(chosen.extent(0)) * k.channels),
        KOKKOS_LAMBDA(const TeamMember& team) {
            const int s = team.league_rank() / k.channels;
            const int c = team.league_rank() % k.channels;
            const int bc = chosen(s) * k.channels + c;
            const Real u_ref = k.u_ref(bc);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, k.layout.ny), [&](int y) {
                const Real* const from = &k.u(bc, 0) + k.layout.offset(y, 0);
                Real* const to = &out(s, c, y, 0);
                for_row(team, 0, k.layout.nx, [=](int x) EBRU_ROW_BODY { to[x] = u_ref + from[x]; });
            });
        });
}

}  // namespace ebru
