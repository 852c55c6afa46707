#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <type_traits>

#include "field/exponential.hpp"
#include "solvers/density/box_tree.hpp"

namespace ebru {

/// Stands for a number of dimensions that is not known when the program is compiled.
inline constexpr int any_dimension = 0;

/// What is the same for all queries of a kernel density estimate.
struct KernelConstants {
    double inverse = 0.0;    ///< 1/(2 h^2)
    double log_share = 0.0;  ///< ln(N/tolerance)
};

/// The sum of a query q over points, in units of the term of the nearest one at distance r_0: a device function behind
/// KernelDensity, where accuracy and cost are stated. \tparam dims 1, 2, 3 or any_dimension.
template <int dims>
class KernelSum {
  public:
    static constexpr int room = dims == any_dimension ? 64 : dims;

    double at[room] = {};    ///< q
    double nearest = 0.0;    ///< r_0^2
    double total = 0.0;      ///< sum_i e_i, e_i = exp((r_0^2 - |q - x_i|^2)/(2 h^2)); >= 1
    double pull[room] = {};  ///< sum_i e_i (x_i - q)

    KOKKOS_INLINE_FUNCTION KernelSum(const BoxTree& tree, const KernelConstants& constants, std::int64_t left_out)
        : tree_(tree), constants_(constants), left_out_(left_out) {}

    KOKKOS_INLINE_FUNCTION void evaluate() {
        const std::int64_t leaf = find_nearest();
        add_leaf(leaf);
        // The sum is at least what has been found, so that terms below tolerance/N of this may go.
        const double reach = nearest + (constants_.log_share - Kokkos::log(total)) / constants_.inverse;
        walk([&] { return reach; },
             [&](std::int64_t other) {
                 if (other != leaf) {
                     add_leaf(other);
                 }
             });
    }

  private:
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION int dimension() const {
        return dims == any_dimension ? tree_.dimension : dims;
    }

    /// Squared distance of q from a node's box.
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION double to_box(std::int64_t node) const {
        double squared = 0.0;
        for (int k = 0; k < dimension(); ++k) {
            const double below = tree_.boxes(node, 0, k) - at[k];
            const double above = at[k] - tree_.boxes(node, 1, k);
            const double outside = Kokkos::max(Kokkos::max(below, above), 0.0);
            squared = multiply_add(outside, outside, squared);
        }
        return squared;
    }

    /// Calls visit(leaf), from left to right, for the leaves no farther than the square root of limit(). Without a
    /// stack: after a node comes the next child, or else the sibling of the nearest ancestor that has one.
    template <class Limit, class Visit>
    KOKKOS_FORCEINLINE_FUNCTION void walk(const Limit& limit, const Visit& visit) const {
        const std::int64_t leaves = std::int64_t{1} << tree_.depth;
        std::int64_t node = 1;
        while (node != 0) {
            if (!(to_box(node) > limit())) {
                if (node < leaves) {
                    node *= 2;
                    continue;
                }
                visit(node - leaves);
            }
            while (node % 2 == 1) {
                node /= 2;
            }
            node += node == 0 ? 0 : 1;
        }
    }

    /// Calls body(begin, n) for the points of a leaf: at once, or before and after the one that is left out.
    template <class Body>
    KOKKOS_FORCEINLINE_FUNCTION void points_of(std::int64_t leaf, const Body& body) const {
        const std::int64_t begin = tree_.leaf_begin(leaf);
        const std::int64_t end = tree_.leaf_begin(leaf + 1);
        const bool whole = left_out_ < begin || left_out_ >= end;
        const std::int64_t middle = whole ? end : left_out_;
        body(begin, static_cast<int>(middle - begin));
        if (!whole) {
            body(left_out_ + 1, static_cast<int>(end - left_out_ - 1));
        }
    }

    /// squared[j] = |q - x|^2 for the points begin .. begin + n - 1.
    KOKKOS_FORCEINLINE_FUNCTION void squared_distances(std::int64_t begin, int n, double* squared) const {
        for (int j = 0; j < n; ++j) {
            squared[j] = 0.0;
        }
        for (int k = 0; k < dimension(); ++k) {
            const double* x = &tree_.coordinates(k, begin);
            const double q = at[k];
#pragma omp simd
            for (int j = 0; j < n; ++j) {
                squared[j] = multiply_add(x[j] - q, x[j] - q, squared[j]);
            }
        }
    }

    /// Sets `nearest` and returns the leaf that holds the nearest point.
    KOKKOS_FORCEINLINE_FUNCTION std::int64_t find_nearest() {
        const std::int64_t leaves = std::int64_t{1} << tree_.depth;
        std::int64_t node = 1;
        while (node < leaves) {
            node = to_box(2 * node + 1) < to_box(2 * node) ? 2 * node + 1 : 2 * node;
        }
        std::int64_t found = node - leaves;
        nearest = Kokkos::Experimental::infinity_v<double>;
        const auto scan = [&](std::int64_t leaf) {
            points_of(leaf, [&](std::int64_t begin, int n) {
                double squared[BoxTree::most_in_leaf];
                squared_distances(begin, n, squared);
                for (int j = 0; j < n; ++j) {
                    found = squared[j] < nearest ? leaf : found;
                    nearest = squared[j] < nearest ? squared[j] : nearest;
                }
            });
        };
        scan(found);
        walk([&] { return nearest; }, scan);
        return found;
    }

    KOKKOS_FORCEINLINE_FUNCTION void add_leaf(std::int64_t leaf) {
        points_of(leaf, [&](std::int64_t begin, int n) {
            if constexpr (dims == any_dimension) {
                add_by_direction(begin, n);
            } else {
                add_at_once(begin, n);
            }
        });
    }

    /// Adds the terms of n points: all sums in one loop.
    KOKKOS_FORCEINLINE_FUNCTION void add_at_once(std::int64_t begin, int n) {
        const double* x = &tree_.coordinates(0, begin);
        const double* y = &tree_.coordinates(dims > 1 ? 1 : 0, begin);
        const double* z = &tree_.coordinates(dims > 2 ? 2 : 0, begin);
        const double qx = at[0];
        const double qy = at[dims > 1 ? 1 : 0];
        const double qz = at[dims > 2 ? 2 : 0];
        const double from = nearest;
        const double inverse = constants_.inverse;
        double sum = 0.0;
        double sum_x = 0.0;
        double sum_y = 0.0;
        double sum_z = 0.0;
#pragma omp simd reduction(+ : sum, sum_x, sum_y, sum_z)
        for (int j = 0; j < n; ++j) {
            const double dx = x[j] - qx;
            const double dy = dims > 1 ? y[j] - qy : 0.0;
            const double dz = dims > 2 ? z[j] - qz : 0.0;
            double squared = dx * dx;
            squared = dims > 1 ? multiply_add(dy, dy, squared) : squared;
            squared = dims > 2 ? multiply_add(dz, dz, squared) : squared;
            const double term = exponential((from - squared) * inverse);
            sum += term;
            sum_x = multiply_add(term, dx, sum_x);
            sum_y = dims > 1 ? multiply_add(term, dy, sum_y) : 0.0;
            sum_z = dims > 2 ? multiply_add(term, dz, sum_z) : 0.0;
        }
        total += sum;
        const double sums[3] = {sum_x, sum_y, sum_z};
        for (int k = 0; k < dims; ++k) {
            pull[k] += sums[k];
        }
    }

    /// Adds the terms of n points: one direction after the other.
    KOKKOS_FORCEINLINE_FUNCTION void add_by_direction(std::int64_t begin, int n) {
        double term[BoxTree::most_in_leaf];
        squared_distances(begin, n, term);
        double sum = 0.0;
#pragma omp simd reduction(+ : sum)
        for (int j = 0; j < n; ++j) {
            term[j] = exponential((nearest - term[j]) * constants_.inverse);
            sum += term[j];
        }
        total += sum;
        for (int k = 0; k < dimension(); ++k) {
            const double* x = &tree_.coordinates(k, begin);
            const double q = at[k];
            double along = 0.0;
#pragma omp simd reduction(+ : along)
            for (int j = 0; j < n; ++j) {
                along = multiply_add(term[j], x[j] - q, along);
            }
            pull[k] += along;
        }
    }

    const BoxTree& tree_;
    const KernelConstants& constants_;
    std::int64_t left_out_;  ///< place in the tree of the point that does not count, or -1
};

}  // namespace ebru
