#pragma once

#include <Kokkos_Macros.hpp>

namespace ebru {

/// Products of a residual r: r.r and r.z, z = r after the preconditioner.
struct ResidualProducts {
    double square = 0.0;
    double preconditioned = 0.0;
};

/// How a solve ended.
struct SolveOutcome {
    int iterations = 0;
    bool converged = false;
};

/// Preconditioned conjugate gradients for A x = b, A and the preconditioner symmetric positive definite, until
/// r.r <= goal or `most_iterations` are done (a NaN counts as not converged). Hestenes and Stiefel (1952).
///
/// A System keeps the vectors and must sum in an order that depends on nothing but its size:
///
///     ResidualProducts start()           r = b - A x, z = M^-1 r, p = z
///     double multiply()                  q = A p; returns p.q
///     ResidualProducts advance(step)     x += step p, r -= step q, z = M^-1 r
///     void turn(factor)                  p = z + factor p
template <class System>
KOKKOS_INLINE_FUNCTION SolveOutcome conjugate_gradients(const System& system, ResidualProducts residual, double goal,
                                                        int most_iterations) {
    SolveOutcome outcome;
    while (!(residual.square <= goal) && outcome.iterations < most_iterations) {
        const double curvature = system.multiply();
        const ResidualProducts next = system.advance(residual.preconditioned / curvature);
        system.turn(next.preconditioned / residual.preconditioned);
        residual = next;
        ++outcome.iterations;
    }
    outcome.converged = residual.square <= goal;
    return outcome;
}

}  // namespace ebru
