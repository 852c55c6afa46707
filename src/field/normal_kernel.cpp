#include "field/normal_kernel.hpp"

#include <algorithm>

namespace ebru {

const Kokkos::View<SampleId*>& DeviceIds::require(std::span<const SampleId> ids) {
    if (!std::equal(ids.begin(), ids.end(), ids_.begin(), ids_.end())) {
        ids_.assign(ids.begin(), ids.end());
        if (device_.extent(0) != ids_.size()) {
            device_ = Kokkos::View<SampleId*>("sample ids", ids_.size());
        }
        using HostIds = Kokkos::View<const SampleId*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
        Kokkos::deep_copy(device_, HostIds(ids_.data(), ids_.size()));
    }
    return device_;
}

}  // namespace ebru
