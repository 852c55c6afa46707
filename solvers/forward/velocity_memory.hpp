#pragma once

#include <cstdint>

#include "grid/grid.hpp"
#include "solvers/advection_diffusion/lattice_velocity.hpp"
#include "solvers/forward/velocity_settings.hpp"

namespace ebru {

/// What decides about the memory of one field's velocity on a part of it.
struct VelocityMemoryCase {
    Grid whole;
    Grid own;  ///< cells of the part
    int levels = 1;
    Limiter limiter = Limiter::scale;
    Compensation compensation = Compensation::on;
    bool moves_within_interval = false;
};

/// Bytes of host memory that the model and the lattice velocity of one field hold at most, with one thread: what a dry
/// run prints. Cost: the list of the modes; of a file its header. \throws UserError as the model would.
std::uint64_t velocity_bytes(const VelocitySettings& settings, const VelocityMemoryCase& of);

}  // namespace ebru
