#include "solvers/spde/cosine_batch.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "fft/host_batch.hpp"

namespace ebru {

namespace {

template <class Real>
void expect_alike(const ImageBatch<Real>& a, const ImageBatch<Real>& b, Grid grid) {
    EBRU_EXPECT(a.extent(0) == b.extent(0) && a.extent(1) == b.extent(1) && a.data() != b.data());
    for (const auto& images : {a, b}) {
        EBRU_EXPECT(images.extent(2) == static_cast<std::size_t>(grid.ny) &&
                    images.extent(3) == static_cast<std::size_t>(grid.nx));
    }
}

}  // namespace

template <class Real>
CosineBatch<Real>::CosineBatch(Grid grid)
    : transform_(grid), scratch_(host_threads(), std::vector<Real>(grid.cells())) {}

template <class Real>
void CosineBatch<Real>::forward(const ImageBatch<Real>& images, const ImageBatch<Real>& modes) {
    expect_alike(images, modes, transform_.grid());
    const auto from = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), images);
    const auto to = Kokkos::create_mirror_view(Kokkos::HostSpace(), modes);
    const std::size_t cells = transform_.grid().cells();
    for_each_on_host("ebru::CosineBatch::forward", images.extent(0) * images.extent(1),
                     [&](std::size_t n) { transform_.forward(from.data() + n * cells, to.data() + n * cells); });
    Kokkos::deep_copy(modes, to);
}

template <class Real>
void CosineBatch<Real>::inverse(const ImageBatch<Real>& modes, const ImageBatch<Real>& images) {
    expect_alike(images, modes, transform_.grid());
    const auto from = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), modes);
    const auto to = Kokkos::create_mirror_view(Kokkos::HostSpace(), images);
    const std::size_t cells = transform_.grid().cells();
    for_each_by_workers("ebru::CosineBatch::inverse", scratch_.size(), images.extent(0) * images.extent(1),
                        [&](std::size_t worker, std::size_t n) {
                            std::copy_n(from.data() + n * cells, cells, scratch_[worker].data());
                            transform_.inverse(scratch_[worker].data(), to.data() + n * cells);
                        });
    Kokkos::deep_copy(images, to);
}

template class CosineBatch<float>;
template class CosineBatch<double>;

}  // namespace ebru
