#pragma once

#include <ATen/core/Tensor.h>

#include <Kokkos_Core.hpp>
#include <array>
#include <functional>
#include <span>
#include <type_traits>

#include "base/error.hpp"
#include "field/image_batch.hpp"

namespace ebru {

/// A view of a tensor's memory, and the tensor that the memory belongs to: keep both, a view does not count for the
/// tensor.
template <class View>
struct ViewOfTensor {
    View view;
    at::Tensor owner;
};

/// Where a view's memory lies, in the tensor's words. Host and CUDA memory; others do not compile.
template <class MemorySpace>
at::Device device_of() {
#if defined(KOKKOS_ENABLE_CUDA)
    if constexpr (std::is_same_v<MemorySpace, Kokkos::CudaSpace>) {
        return {at::kCUDA, static_cast<at::DeviceIndex>(Kokkos::device_id())};
    } else
#endif
    {
        static_assert(std::is_same_v<MemorySpace, Kokkos::HostSpace>, "device_of: tensors know host and CUDA memory");
        return {at::kCPU};
    }
}

/// The tensor at `data`. \param keep held until the last tensor of this memory is gone.
at::Tensor tensor_at(void* data, std::span<const std::int64_t> extents, std::span<const std::int64_t> strides,
                     at::ScalarType type, at::Device device, std::function<void()> keep);

/// Waits until everything that the tensor's device was given so far is done. Nothing on the host, where torch does not
/// run ahead.
void wait_for(const at::Tensor& tensor);

/// The view's memory as a tensor of its extents and strides: no copy. Waits for the kernels of the view's execution
/// space; kernels launched on the view later need a Kokkos::fence before the tensor is read. The tensor and all views
/// of it keep the memory alive. \param view of float or double, any rank from 1 and any layout.
template <class View>
at::Tensor tensor_over(const View& view) {
    using Real = typename View::value_type;
    static_assert(!std::is_const_v<Real>, "tensor_over: a tensor's values may be written, those of a const view not");
    constexpr auto rank = View::rank();
    std::array<std::int64_t, rank> extents{};
    std::array<std::int64_t, rank> strides{};
    for (std::size_t r = 0; r < rank; ++r) {
        extents[r] = static_cast<std::int64_t>(view.extent(r));
        strides[r] = static_cast<std::int64_t>(view.stride(r));
    }
    typename View::execution_space().fence("ebru::tensor_over");
    return tensor_at(view.data(), extents, strides, c10::CppTypeToScalarType<Real>::value,
                     device_of<typename View::memory_space>(), [view] {});
}

/// The tensor's memory as a view: no copy. Waits for the tensor's device; torch operations on the tensor started later
/// need wait_for(tensor) before a kernel reads the view. \param tensor contiguous (N, C, H, W order), of the view's
/// type, rank and device, without gradients: anything else is a ContractError, for a copy nobody asked for would be a
/// view of the wrong memory.
template <class View>
ViewOfTensor<View> view_over(const at::Tensor& tensor) {
    static_assert(std::is_same_v<typename View::array_layout, Kokkos::LayoutRight>,
                  "view_over: tensors have x fastest");
    EBRU_EXPECT(tensor.defined() && tensor.dim() == static_cast<std::int64_t>(View::rank()));
    EBRU_EXPECT(tensor.scalar_type() == c10::CppTypeToScalarType<typename View::non_const_value_type>::value);
    EBRU_EXPECT(tensor.device() == device_of<typename View::memory_space>());
    EBRU_EXPECT(tensor.is_contiguous());
    EBRU_EXPECT(!tensor.requires_grad());
    wait_for(tensor);
    typename View::array_layout layout;
    for (std::size_t r = 0; r < View::rank(); ++r) {
        layout.dimension[r] = static_cast<std::size_t>(tensor.size(static_cast<std::int64_t>(r)));
    }
    auto* const data = static_cast<typename View::non_const_value_type*>(tensor.data_ptr());
    return {View(data, layout), tensor};
}

/// Images (B, C, Y, X) of a tensor in the default memory space, and on the host.
template <class Real>
ViewOfTensor<ImageBatch<Real>> images_over(const at::Tensor& tensor) {
    return view_over<ImageBatch<Real>>(tensor);
}
template <class Real>
ViewOfTensor<HostImageBatch<Real>> host_images_over(const at::Tensor& tensor) {
    return view_over<HostImageBatch<Real>>(tensor);
}

}  // namespace ebru
