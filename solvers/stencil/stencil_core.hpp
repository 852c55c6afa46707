#pragma once

#include <memory>
#include <string>

#include "solvers/stencil/constant_change.hpp"
#include "solvers/stencil/stencil_block.hpp"
#include "solvers/stencil/stencil_kernel.hpp"
#include "solvers/transport_core.hpp"

namespace ebru {

/// Refuses what is unstable before anything runs: 2 alpha + v^2 > 1, where the shortest wave along the flow is
/// multiplied by more than 1 in size each step. \param max_speed largest |v|, cells per step. \param where names the
/// interval. \throws UserError with the nearest stable choice.
void check_stencil_stability(double alpha, double max_speed, const std::string& where);

/// Memoryless nine-point stencil for d_t u + div(v u) = div(alpha grad u), numerics.md 1.1:
///
///   u'(x) = sum_{a,b in {-1,0,1}} (E^x_a E^y_b u)(x - (a, b)),   E_+-1 = (2 alpha + v^2 +- v)/2,  E_0 = 1 - 2 alpha -
///   v^2
///
/// One field instead of nine populations, nothing to hand over: step mean v and variance 2 alpha exactly. Order 2 under
/// diffusive scaling, 4 in pure diffusion at alpha = 1/6. Any alpha in (0, 1/2]; von Neumann stable while
/// 2 alpha + v^2 <= 1 per component; positive if also |v| <= 2 alpha + v^2. Walls: mirror or periodic (u and the
/// tangential velocity even, the normal one odd). 8 values a cell and step (u, u_next with its write-allocate, four
/// weights, the constant's change). The state is stored as deviation from the image's mean.
template <class Real>
class StencilCore final : public TransportCore<Real> {
  public:
    /// \param block null, or how the image lies in blocks over ranks: then `shape` is that of this rank's block, as are
    /// all arrays, and initialize(), set_velocity(), run() are collective. Same bits as in one piece. Must outlive the
    /// core.
    /// \throws UserError for Walls::bounce_back, which has no meaning without populations.
    StencilCore(const ImageShape& shape, Walls walls, const BlockLayout* block = nullptr);
    ~StencilCore() override;

    [[nodiscard]] double relaxation_time(double alpha) const override;
    [[nodiscard]] double velocity_lag(double alpha) const override;
    [[nodiscard]] double bytes_per_update() const override;
    void initialize(const ImageBatch<Real>& u0) override;
    void set_velocity(const HostVelocity& velocity, std::span<const int> field_of) override;
    void run(int steps, double alpha) override;
    void add(const ImageBatch<Real>& delta) override;
    void copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const override;

  private:
    void make_weights(double alpha);

    ImageShape shape_;
    StencilKernel<Real> kernel_;
    ConstantSums<Real> constant_sums_;
    std::unique_ptr<StencilBlock<Real>> block_;  // null: the image is in one piece
    double alpha_of_weights_ = 0.0;              // 0: no weights for the present velocity
};

}  // namespace ebru
