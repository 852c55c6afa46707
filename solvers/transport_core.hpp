#pragma once

#include <span>

#include "field/image_batch.hpp"
#include "field/velocity_model.hpp"

namespace ebru {

/// One interval in lattice units: `steps` time steps of diffusivity alpha under a velocity of scale V.
struct IntervalPlan {
    int steps = 0;
    double alpha = 0.0;           ///< cells^2 per step
    double velocity_scale = 0.0;  ///< V, cells per step
};

/// The time-stepping core of d_t u + div(v u) = div(alpha grad u) in lattice units: what the advection-diffusion
/// process asks of a discretisation. Holds a batch of images; knows nothing of schedules, Fourier or Peclet numbers.
template <class Real>
class TransportCore {
  public:
    virtual ~TransportCore() = default;

    /// Odd relaxation time of the scheme at diffusivity alpha; 0 where there is none.
    [[nodiscard]] virtual double relaxation_time(double alpha) const = 0;

    /// L of the effective velocity v - L (v.grad) v in a steady flow (numerics.md 1.2): the transport adds L (v.grad) v
    /// to v beforehand. What dv/dt does is the same for every core: the velocity of a step is the one at its start, and
    /// set_velocity() hands over what the populations remember of the old one.
    [[nodiscard]] virtual double velocity_lag(double alpha) const = 0;

    /// Bytes read and written per cell update when nothing is in cache.
    [[nodiscard]] virtual double bytes_per_update() const = 0;

    /// Takes the images (B, C, Y, X) at level 0.
    virtual void initialize(const ImageBatch<Real>& u0) = 0;

    /// The velocity of the coming steps, cells per step. \param velocity (F, 2, Y, X); \param field_of (B) field of
    /// each image. Between intervals this is where populations are handed over.
    virtual void set_velocity(const HostVelocity& velocity, std::span<const int> field_of) = 0;

    /// Runs `steps` steps with diffusivity alpha under the velocity that was set.
    virtual void run(int steps, double alpha) = 0;

    /// u += delta (B, C, Y, X) in local equilibrium: what populations deviate from equilibrium by stays, so that a
    /// source may be applied between runs (half before the first and after the last step: Strang splitting, order 2).
    virtual void add(const ImageBatch<Real>& delta) = 0;

    /// Copies u of the images `samples` into out (S, C, Y, X).
    virtual void copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const = 0;
};

}  // namespace ebru
