#pragma once

#include <cstdint>

#include "base/random.hpp"
#include "field/team_work.hpp"
#include "solvers/ensemble/ensemble.hpp"
#include "solvers/ensemble/ensemble_noise.hpp"
#include "solvers/gaussian/gaussian_path.hpp"

namespace ebru {

/// x_k = factor x_{k-1} + scale xi(stream).
template <class Real>
struct ChainStep {
    NormalStream stream;
    Real factor;
    Real scale;
};

/// The forward chain of a Gaussian path on an ensemble, one level after the other:
///
///     x_k = factor_k x_{k-1} + sqrt(variance_k) xi_k,   (factor_k, variance_k) = path.transition(k-1, k),
///
/// xi_k normals of (seed, level k, particle, coordinate) (ensemble_noise.hpp): for ddpm the recursion of Noh and Lee
/// (2024), eq 10; for vp and brownian the exact law of dx = f x dt + g dW at the times of the levels, so that there is
/// no error of a time step. For flow it is the Markov chain with flow's marginals.
///
/// Bits depend on neither threads nor N nor on how a walk is cut into advances. float and double draw different
/// normals. float rounds factor and scale once: after k levels a mean or standard deviation is off by at most k 2^-24
/// of itself.
template <class Real>
class ForwardChain {
  public:
    /// \param purpose a stream of normals: another one for a second ensemble of the same seed that must be independent.
    ForwardChain(GaussianPath path, std::uint64_t seed, RandomPurpose purpose = RandomPurpose::ensemble_forward);

    [[nodiscard]] const GaussianPath& path() const { return path_; }

    /// Takes x (N, d) from level `from` to level `to`, 0 <= from <= to <= K, in place. No allocation, no fence: the
    /// positions are there after Kokkos::fence() or in the next kernel. \param loop resident: a row of 1024 numbers
    /// stays in cache for all levels; sliced: every level is a sweep over the ensemble. The same bits. Cost: a normal
    /// and a multiply-add a number and level.
    void advance(const Positions<Real>& x, int from, int to, TimeLoop loop = TimeLoop::resident) const;

  private:
    GaussianPath path_;
    Kokkos::View<ChainStep<Real>*> steps_;  // (K), step k-1 leads to level k
};

}  // namespace ebru
