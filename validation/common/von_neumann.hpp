#pragma once

#include <complex>
#include <vector>

#include "validation/common/lattice_scheme.hpp"

namespace ebru {

using Complex = std::complex<double>;

/// A wave exp(i k.x) in a uniform flow; k in radians per cell, v in cells per step.
struct PlaneWave {
    double k_x = 0.0;
    double k_y = 0.0;
    double v_x = 0.0;
    double v_y = 0.0;
};

/// What a step does to the populations of a plane wave, written from numerics.md 2, item 1, and sharing nothing with
/// the solvers: f = g exp(i k.x) with g' = M g,
///
///   M = diag(exp(-i k.c)) [I - (N + P N)/(2 tau+) - (N - P N)/(2 tau-)],   N = I - e 1^T,  P the opposite permutation.
///
/// The memoryless stencil is the same with one population: M is its symbol, the product over both axes of
/// sum_a E_a exp(-i k a).
class VonNeumann {
  public:
    VonNeumann(LatticeScheme scheme, double alpha, const PlaneWave& wave);

    /// a_n = 1^T M^n e for n = 0..steps: the exact amplitudes from the equilibrium start.
    [[nodiscard]] std::vector<Complex> amplitudes(int steps) const;

    struct Spectrum {
        Complex transported;         ///< eigenvalue z of the transported mode, followed from k = 0, where it is 1
        double largest_other = 0.0;  ///< largest modulus of all others: how long memory lasts; 0 for the stencil
    };
    [[nodiscard]] Spectrum spectrum() const;

    /// The largest modulus of all eigenvalues, to about 1e-6: |M^n|^(1/n) with n = 2^24 by repeated squaring.
    [[nodiscard]] double spectral_radius() const;

  private:
    using Vector = std::vector<Complex>;
    using Matrix = std::vector<Vector>;

    [[nodiscard]] Complex followed_from_rest() const;
    void fill_lattice_boltzmann(LatticeScheme scheme, double alpha);
    void fill_stencil(double alpha);
    [[nodiscard]] static Matrix phased(const Matrix& collision, const PlaneWave& wave);
    static Vector solve(Matrix matrix, Vector right);
    /// Inverse iteration from the shift z; improves z and returns the eigenvector of length 1.
    static Vector eigenvector(const Matrix& matrix, Complex& z);
    static double radius(const Matrix& matrix);

    PlaneWave wave_;
    Matrix collision_;    // K; empty for the stencil
    Matrix matrix_;       // M
    Vector equilibrium_;  // e
};

}  // namespace ebru
