#pragma once

#include <memory>

#include "solvers/lbm/lbm_block.hpp"
#include "solvers/transport_core.hpp"

namespace ebru {

/// What the lattice Boltzmann core is made of.
struct LbmParameters {
    RelaxationChoice relaxation;
    PopulationStart start = PopulationStart::gradient;
    IntervalHandOver hand_over = IntervalHandOver::rescale;
    Walls walls = Walls::mirror;
};

/// Lattice Boltzmann advection-diffusion, numerics.md 1.1 to 1.6, with the velocity set and the equilibrium compiled
/// in.
///
/// Order 2 under diffusive scaling; 4 in pure diffusion with Magic::fourth_order and the gradient start, or at tau = 1
/// (D2Q9). Stability: check_stability(). Populations are deviations from the image's mean, streamed in place
/// (collide_row.hpp), (2 Q + 2) values a cell and step. Populations persist between runs and are handed over when tau
/// or the velocity changes. Limit: needs |v| well below 1; the planner keeps it at 0.1.
template <class Real, class Set, Equilibrium kind>
class LbmCore final : public TransportCore<Real> {
  public:
    /// \param block null, or how the image lies in blocks over ranks: then `shape` is that of this rank's block, as are
    /// all arrays, and initialize() and run() are collective. Same bits as in one piece. Must outlive the core.
    LbmCore(const ImageShape& shape, const LbmParameters& parameters, const BlockLayout* block = nullptr);

    [[nodiscard]] double relaxation_time(double alpha) const override;
    [[nodiscard]] double velocity_lag(double alpha) const override;
    [[nodiscard]] double bytes_per_update() const override;
    void initialize(const ImageBatch<Real>& u0) override;
    void set_velocity(const HostVelocity& velocity, std::span<const int> field_of) override;
    void run(int steps, double alpha) override;
    void add(const ImageBatch<Real>& delta) override;
    void copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const override;

  private:
    using Kernel = LbmKernel<Real, Set, kind>;

    void make_populations(double tau_odd);
    void take_steps(const LbmSteps<Real>& steps);

    ImageShape shape_;
    LbmParameters parameters_;
    Kernel kernel_;
    std::unique_ptr<LbmBlock<Real>> block_;  // null: the image is in one piece
    ImageBatch<Real> u0_;                    // until the first run makes populations of it
    double old_tau_odd_ = 0.0;               // 0 before the first run
    bool velocity_changed_ = false;
    int steps_done_ = 0;
};

}  // namespace ebru
