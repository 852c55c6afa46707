#pragma once

#include <Kokkos_Core.hpp>
#include <type_traits>

#include "solvers/stencil/stencil_kernel.hpp"

namespace ebru {

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

/// A plain sum in double.
class DoubleSum {
  public:
    KOKKOS_FORCEINLINE_FUNCTION void add(double term) { sum_ += term; }
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION double value() const { return sum_; }

  private:
    double sum_ = 0.0;
};

/// Sum of values of one row or field, exact to round-off squared: floats by a plain sum in double, whose 53 bits hold
/// it; doubles by a compensated sum.
template <class Real>
using ExactSum = std::conditional_t<std::is_same_v<Real, double>, CompensatedSum, DoubleSum>;

/// What is gathered along a whole row, over the blocks that it lies in.
template <class Real>
struct ConstantRow {
    ExactSum<Real> rounding;  ///< what rounding to Real added to the row
    ExactSum<Real> sum;       ///< of the row as it is stored
    double smallest = 0.0;    ///< least size of a cell,
    int smallest_at = -1;     ///< and the column of the whole field where it comes first; -1 before the first cell

    KOKKOS_FORCEINLINE_FUNCTION void look_at(Real value, int column) {
        const auto size = static_cast<double>(Kokkos::abs(value));
        if (smallest_at < 0 || size < smallest) {
            smallest = size;
            smallest_at = column;
        }
    }
};

template <class Real>
using ConstantRows = Kokkos::View<ConstantRow<Real>**, Kokkos::LayoutRight>;  // (Y, F)

/// Takes `excess` off a cell, where the columns [x0, x0 + nx) that `row` holds have it: off the row's cell of smallest
/// size, the one whose rounding leaves least of it.
template <class Real>
KOKKOS_INLINE_FUNCTION void take_off(double excess, int column, Real* row, int x0, int nx) {
    if (column >= x0 && column < x0 + nx) {
        Real& cell = row[column - x0];
        cell = static_cast<Real>(static_cast<double>(cell) - excess);
    }
}

// Filling constant_change from the weights. Its sum over a field is zero in exact arithmetic, and what rounding makes
// of it would be added to the mass in every step. So each row takes off what rounding to Real added to it, and the
// first row what is left of the sum over the field.

/// c of the rows [first, last), and what their roundings add up to; goes on with `gathered`. \param x0 the column of
/// the whole field that the memory begins at
template <class Real>
void launch_constant_rows(const StencilKernel<Real>& k, const ConstantRows<Real>& gathered, int first, int last,
                          int x0) {
    using DoubleRow =
        Kokkos::View<double*, Kokkos::DefaultExecutionSpace::scratch_memory_space, Kokkos::MemoryUnmanaged>;
    const auto fields = static_cast<int>(k.weights.extent(0));
    const auto row_length = static_cast<std::size_t>(k.layout.nx);
    const int rows = last - first;
    Kokkos::parallel_for(
        "stencil constant",
        make_teams(fields * rows).set_scratch_size(1, Kokkos::PerTeam(DoubleRow::shmem_size(row_length))),
        KOKKOS_LAMBDA(const TeamMember& team) {
            const int f = team.league_rank() / rows;
            const int y = first + team.league_rank() % rows;
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
                ConstantRow<Real> row = gathered(y, f);
                for (int x = 0; x < layout.nx; ++x) {
                    row.rounding.add(rounding[x]);
                    row.look_at(change[x], x0 + x);
                }
                gathered(y, f) = row;
            });
        });
}

/// Takes its rounding off each of the rows [first, last) and goes on with their sums.
template <class Real>
void launch_constant_sums(const StencilKernel<Real>& k, const ConstantRows<Real>& gathered, int first, int last,
                          int x0) {
    const auto fields = static_cast<int>(k.weights.extent(0));
    const int rows = last - first;
    Kokkos::parallel_for(
        "stencil constant row sums", make_teams(fields * rows), KOKKOS_LAMBDA(const TeamMember& team) {
            const int f = team.league_rank() / rows;
            const int y = first + team.league_rank() % rows;
            Kokkos::single(Kokkos::PerTeam(team), [=]() {
                Real* const change = &k.constant_change(f, 0) + k.layout.offset(y, 0);
                ConstantRow<Real> row = gathered(y, f);
                take_off(row.rounding.value(), row.smallest_at, change, x0, k.layout.nx);
                for (int x = 0; x < k.layout.nx; ++x) {
                    row.sum.add(static_cast<double>(change[x]));
                }
                gathered(y, f) = row;
            });
        });
}

/// Goes on with the sums over fields (F).
template <class Real>
void launch_constant_total(const ConstantRows<Real>& gathered, const Kokkos::View<ExactSum<Real>*>& total) {
    Kokkos::parallel_for(
        "stencil constant sum", total.extent(0), KOKKOS_LAMBDA(std::size_t f) {
            for (std::size_t y = 0; y < gathered.extent(0); ++y) {
                total(f).add(gathered(y, f).sum.value());
            }
        });
}

/// Where the smallest cell of the first row is, after its rounding has been taken off: goes on with `smallest` (F).
template <class Real>
void launch_constant_smallest(const StencilKernel<Real>& k, const Kokkos::View<ConstantRow<Real>*>& smallest, int x0) {
    Kokkos::parallel_for(
        "stencil constant smallest", smallest.extent(0), KOKKOS_LAMBDA(std::size_t f) {
            const Real* const row = &k.constant_change(f, 0) + k.layout.offset(0, 0);
            for (int x = 0; x < k.layout.nx; ++x) {
                smallest(f).look_at(row[x], x0 + x);
            }
        });
}

/// Takes the sum over the field off that cell.
template <class Real>
void launch_constant_end(const StencilKernel<Real>& k, const Kokkos::View<ConstantRow<Real>*>& smallest,
                         const Kokkos::View<ExactSum<Real>*>& total, int x0) {
    Kokkos::parallel_for(
        "stencil constant end", total.extent(0), KOKKOS_LAMBDA(std::size_t f) {
            take_off(total(f).value(), smallest(f).smallest_at, &k.constant_change(f, 0) + k.layout.offset(0, 0), x0,
                     k.layout.nx);
        });
}

/// What the constant's change is gathered in.
template <class Real>
struct ConstantSums {
    ConstantRows<Real> rows;
    Kokkos::View<ExactSum<Real>*> total;        // (F)
    Kokkos::View<ConstantRow<Real>*> smallest;  // (F), of the first row

    /// For F fields: all zero again. Allocates when F changes.
    void begin(std::size_t fields, int ny) {
        if (total.extent(0) != fields) {
            rows = ConstantRows<Real>("stencil rows", static_cast<std::size_t>(ny), fields);
            total = Kokkos::View<ExactSum<Real>*>("stencil sums", fields);
            smallest = Kokkos::View<ConstantRow<Real>*>("stencil smallest", fields);
        }
        Kokkos::deep_copy(rows, ConstantRow<Real>());
        Kokkos::deep_copy(total, ExactSum<Real>());
        Kokkos::deep_copy(smallest, ConstantRow<Real>());
    }
};

/// Fills constant_change of fields in one piece.
template <class Real>
void launch_constant_change(const StencilKernel<Real>& k, ConstantSums<Real>& sums) {
    sums.begin(k.weights.extent(0), k.layout.ny);
    launch_constant_rows(k, sums.rows, 0, k.layout.ny, 0);
    launch_constant_sums(k, sums.rows, 0, k.layout.ny, 0);
    launch_constant_total<Real>(sums.rows, sums.total);
    launch_constant_smallest(k, sums.smallest, 0);
    launch_constant_end(k, sums.smallest, sums.total, 0);
}

}  // namespace ebru
