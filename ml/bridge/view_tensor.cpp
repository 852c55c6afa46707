#include "ml/bridge/view_tensor.hpp"

#include <ATen/ops/from_blob.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace ebru {

at::Tensor tensor_at(void* data, std::span<const std::int64_t> extents, std::span<const std::int64_t> strides,
                     at::ScalarType type, at::Device device, std::function<void()> keep) {
    const auto release = [kept = std::move(keep)](void*) {};
    return at::from_blob(data, at::IntArrayRef(extents.data(), extents.size()),
                         at::IntArrayRef(strides.data(), strides.size()), release,
                         at::TensorOptions().dtype(type).device(device), device);
}

void wait_for(const at::Tensor& tensor) {
    if (tensor.device().is_cpu()) {
        return;
    }
    const c10::impl::VirtualGuardImpl guard(tensor.device().type());
    guard.synchronizeStream(guard.getStream(tensor.device()));
}

}  // namespace ebru
