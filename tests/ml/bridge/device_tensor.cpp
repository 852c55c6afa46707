// Compiled by ./dev cuda-check alone, never linked: views in a GPU's memory become tensors and back by the code that
// the host runs. What a CPU build of LibTorch cannot show is whether it runs.
#include <type_traits>

#include "ml/bridge/view_tensor.hpp"

namespace ebru {

static_assert(std::is_same_v<ImageBatch<float>::memory_space, Kokkos::CudaSpace>);

template <class Real>
at::Tensor halved_on_device(const ImageBatch<Real>& images) {
    const ViewOfTensor<ImageBatch<Real>> back = images_over<Real>(tensor_over(images));
    const ImageBatch<Real> view = back.view;
    Kokkos::parallel_for(
        "halve", Kokkos::RangePolicy<>(0, static_cast<int>(view.size())),
        KOKKOS_LAMBDA(int i) { view.data()[i] *= Real(0.5); });
    return tensor_over(Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), view));
}

template at::Tensor halved_on_device(const ImageBatch<float>&);
template at::Tensor halved_on_device(const ImageBatch<double>&);

}  // namespace ebru
