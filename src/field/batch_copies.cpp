#include "field/batch_copies.hpp"

#include "base/error.hpp"
#include "field/lattice_memory.hpp"

namespace ebru {

template <class Real>
void mean_values(const ImageBatch<Real>& images, const Kokkos::View<Real*>& mean) {
    EBRU_EXPECT(mean.extent(0) == images.extent(0) * images.extent(1));
    const auto channels = images.extent(1);
    const auto cells = images.extent(2) * images.extent(3);
    Kokkos::parallel_for(
        "image mean", mean.extent(0), KOKKOS_LAMBDA(std::size_t bc) {
            const Real* const value = &images(bc / channels, bc % channels, 0, 0);
            double sum = 0.0;
            for (std::size_t i = 0; i < cells; ++i) {
                sum += static_cast<double>(value[i]);
            }
            mean(bc) = static_cast<Real>(sum / static_cast<double>(cells));
        });
}

template <class Real>
void copy_images(const ImageBatch<Real>& batch, std::span<const int> samples, const ImageBatch<Real>& out) {
    for (std::size_t s = 0; s < samples.size(); ++s) {
        Kokkos::deep_copy(Kokkos::subview(out, s, Kokkos::ALL, Kokkos::ALL, Kokkos::ALL),
                          Kokkos::subview(batch, samples[s], Kokkos::ALL, Kokkos::ALL, Kokkos::ALL));
    }
}

void copy_to_device(std::span<const int> from, Kokkos::View<int*>& to) {
    if (to.extent(0) != from.size()) {
        to = Kokkos::View<int*>("indices", from.size());
    }
    const Kokkos::View<const int*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> host(from.data(), from.size());
    Kokkos::deep_copy(to, host);
}

template <class Real>
void copy_to_padded(const HostVelocity& velocity, const PaddedLayout& layout,
                    Kokkos::View<Real***, Kokkos::LayoutRight>& padded) {
    EBRU_EXPECT(velocity.extent(1) == 2 && static_cast<int>(velocity.extent(2)) == layout.ny &&
                static_cast<int>(velocity.extent(3)) == layout.nx);
    if (padded.extent(0) != velocity.extent(0)) {
        padded = allocate_lattice<Kokkos::View<Real***, Kokkos::LayoutRight>>(
            "padded velocity", velocity.extent(0), 2, static_cast<std::size_t>(layout.field_stride));
    }
    const auto host = Kokkos::create_mirror_view(padded);
    const int ny = layout.ny;
    const int nx = layout.nx;
    const auto fields = static_cast<int>(velocity.extent(0));
    Kokkos::parallel_for("pad velocity", Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(0, fields * 2 * ny),
                         [=](int row) {
                             const int f = row / (2 * ny);
                             const int d = row / ny % 2;
                             const int y = row % ny;
                             const double* const from = &velocity(f, d, y, 0);
                             Real* const to = &host(f, d, 0) + layout.offset(y, 0);
#pragma omp simd
                             for (int x = 0; x < nx; ++x) {
                                 to[x] = static_cast<Real>(from[x]);
                             }
                         });
    Kokkos::deep_copy(padded, host);
}

#define EBRU_INSTANTIATE_(Real)                                                                        \
    template void mean_values(const ImageBatch<Real>&, const Kokkos::View<Real*>&);                    \
    template void copy_images(const ImageBatch<Real>&, std::span<const int>, const ImageBatch<Real>&); \
    template void copy_to_padded(const HostVelocity&, const PaddedLayout&, Kokkos::View<Real***, Kokkos::LayoutRight>&);
EBRU_INSTANTIATE_(float)
EBRU_INSTANTIATE_(double)
#undef EBRU_INSTANTIATE_

}  // namespace ebru
