#pragma once

#include <Kokkos_Core.hpp>
#include <optional>

#include "blocks/field_part.hpp"
#include "blocks/halo_exchange.hpp"
#include "field/ghosted_component.hpp"
#include "field/padded_layout.hpp"
#include "field/velocity_model.hpp"

namespace ebru {

/// Velocity fields of a part with the cells around it, for differences on the host: of a block a padded copy with the
/// neighbours' cells, of a whole field the field itself.
class VelocityHalo {
  public:
    /// \param fields fields of update(). \param walls what lies beyond the whole field.
    VelocityHalo(const FieldPart& part, Walls walls, int fields);

    /// The fields' ghosts anew. Collective over blocks. \param v (F, 2, Y, X); must live while fields are read.
    void update(const HostVelocity& v);

    [[nodiscard]] GhostedVelocity field(int f) const;

  private:
    using Padded = HaloExchange<double>::Blocks;

    FieldPart part_;
    Walls walls_;
    PaddedLayout padded_;
    FieldEdges edges_;
    HostVelocity own_;
    Padded copy_;
    Padded::host_mirror_type host_copy_;
    std::optional<HaloExchange<double>> exchange_;
};

}  // namespace ebru
