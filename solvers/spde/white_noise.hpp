#pragma once

#include "field/image_batch.hpp"
#include "field/normal_row.hpp"

namespace ebru {

/// The normals xi of one image channel at one time step: normal_row(team, stream, y, nx, row) is row y of what
/// QWiener::draw gives at ell = 0, so a time step may draw its white noise row by row where it uses it. Host and
/// device.
/// \param step counts the time steps of a run from 0; sub-steps count.
KOKKOS_FORCEINLINE_FUNCTION NormalStream white_noise_stream(std::uint64_t seed, SampleId id, int channel,
                                                            std::int64_t step) {
    return normal_stream(seed, RandomPurpose::spde_noise, id, channel, step);
}

}  // namespace ebru
