#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <span>

#include "field/image_batch.hpp"

namespace ebru {

/// Velocity fields (F, 2, Y, X), component 0 = v_x, 1 = v_y, on the host, in double: a field is made once a level, and
/// its derivatives lose digits that the transport needs.
using HostVelocity = Kokkos::View<double****, Kokkos::LayoutRight, Kokkos::HostSpace>;

/// What an evaluation fills. An empty view (extent 0) is not computed.
struct VelocityRequest {
    HostVelocity shape;         ///< v~, scaled to unit velocity scale (rms or maximum 1; the model's promise)
    HostVelocity acceleration;  ///< (v~ . grad) v~, per cell: the advective part of Dv~/Dt, spacing 1
    HostVelocity rate;          ///< d v~ / d t, t in intervals
};

/// A family of velocity fields v = V v~(x, t) on a grid or a part of it; the transport chooses the scale V (lattice
/// units), the model the shape. Fields belong to images through `field_of`; one field may serve many images.
class VelocityModel {
  public:
    virtual ~VelocityModel() = default;

    /// The field that transports image `id`: equal numbers, equal fields. Never depends on batch or thread.
    [[nodiscard]] virtual std::int64_t field_of(SampleId id) const = 0;

    /// True when v~ does not depend on t: then one evaluation serves the whole schedule.
    [[nodiscard]] virtual bool steady() const = 0;

    /// Evaluates fields `fields[f]` at time `t` (interval units: interval k covers t in [k-1, k]) into request (F, 2,
    /// Y, X): the cells of the model's part, with the bits of the whole field. Collective over blocks.
    virtual void evaluate(std::span<const std::int64_t> fields, double t, const VelocityRequest& request) = 0;
};

}  // namespace ebru
