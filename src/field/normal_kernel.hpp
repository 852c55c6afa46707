#pragma once

#include <span>
#include <vector>

#include "field/image_batch.hpp"
#include "field/normal_row.hpp"
#include "field/team_work.hpp"

namespace ebru {

/// The numbers of a batch's images in device memory.
class DeviceIds {
  public:
    /// Allocates when the count of images changes, copies when their numbers do.
    const Kokkos::View<SampleId*>& require(std::span<const SampleId> ids);

  private:
    std::vector<SampleId> ids_;
    Kokkos::View<SampleId*> device_;
};

/// Whose normals, and when.
struct NormalSource {
    std::uint64_t seed = 0;
    RandomPurpose purpose = RandomPurpose::spde_noise;
    std::int64_t step = 0;
};

/// Calls body(team, stream, sample, channel, y) for every row of a batch (B, C, Y, X), spread over teams, with the
/// stream that the row's normals come from.
template <class Body>
void for_each_stream_row(const char* label, const ImageShape& shape, const Kokkos::View<SampleId*>& ids,
                         const NormalSource& source, const Body& body) {
    const int blocks = static_cast<int>(ids.extent(0)) * shape.channels;
    const int rows = rows_per_slice(shape.ny, blocks);
    const int slices = (shape.ny + rows - 1) / rows;
    Kokkos::parallel_for(
        label, make_teams(blocks * slices), KOKKOS_LAMBDA(const TeamMember& team) {
            const int block = team.league_rank() / slices;
            const int sample = block / shape.channels;
            const int channel = block % shape.channels;
            const int first = team.league_rank() % slices * rows;
            const int last = first + rows < shape.ny ? first + rows : shape.ny;
            const NormalStream stream = normal_stream(source.seed, source.purpose, ids(sample), channel, source.step);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, first, last),
                                 [&](int y) { body(team, stream, sample, channel, y); });
        });
}

}  // namespace ebru
