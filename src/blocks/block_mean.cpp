#include "blocks/block_mean.hpp"

#include <vector>

#include "base/error.hpp"
#include "blocks/carried.hpp"

namespace ebru {

template <class Real>
void block_mean_values(const BlockLayout& layout, const ImageBatch<Real>& images, const Kokkos::View<Real*>& mean) {
    const Grid cells = layout.grid();
    const std::size_t channels = images.extent(1);
    EBRU_EXPECT(static_cast<int>(images.extent(2)) == cells.ny && static_cast<int>(images.extent(3)) == cells.nx &&
                mean.extent(0) == images.extent(0) * channels);
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), images);
    std::vector<double> sums(mean.extent(0), 0.0);
    carry_in_reading_order(layout, std::span<double>(sums), [&](int y) {
        for (std::size_t bc = 0; bc < sums.size(); ++bc) {
            const Real* const row = &host(bc / channels, bc % channels, static_cast<std::size_t>(y), 0);
            double sum = sums[bc];
            for (int x = 0; x < cells.nx; ++x) {
                sum += static_cast<double>(row[x]);
            }
            sums[bc] = sum;
        }
    });
    const auto host_mean = Kokkos::create_mirror_view(mean);
    for (std::size_t bc = 0; bc < sums.size(); ++bc) {
        host_mean(bc) = static_cast<Real>(sums[bc] / static_cast<double>(layout.whole().cells()));
    }
    Kokkos::deep_copy(mean, host_mean);
}

template void block_mean_values(const BlockLayout&, const ImageBatch<float>&, const Kokkos::View<float*>&);
template void block_mean_values(const BlockLayout&, const ImageBatch<double>&, const Kokkos::View<double*>&);

}  // namespace ebru
