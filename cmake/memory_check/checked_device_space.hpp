#pragma once
// A memory space for builds with EBRU_CHECK_MEMORY_SPACES: the OpenMP execution space's own in the place of HostSpace, included by the copy
// of Kokkos's OpenMP header that MemoryCheck.cmake writes. It behaves as a GPU's memory does for code on the host:
//
// - Kokkos takes it for inaccessible from HostSpace: mirrors are other memory, views of the two do not convert, and copies between them are
//   made by deep_copy() or not at all;
// - its pages are only readable and writable while a kernel runs or deep_copy() is at work. Host code that follows a pointer to it meets a
//   segmentation fault, and the label of the allocation is printed.
//
// What it cannot show: host-only functions called in kernels (cmake/cuda/check.sh compiles those), kernels on the host that touch device
// memory (one execution space serves both), and launches that are not waited for.

#include <Kokkos_HostSpace.hpp>

namespace Kokkos {

class CheckedDeviceSpace {
  public:
    using memory_space = CheckedDeviceSpace;
    using size_type = size_t;
    using index_type = std::make_signed_t<size_type>;
    using execution_space = OpenMP;
    using device_type = Kokkos::Device<execution_space, memory_space>;

    template <typename ExecutionSpace>
    void* allocate(const ExecutionSpace&, size_t bytes) const {
        return allocate(bytes);
    }
    template <typename ExecutionSpace>
    void* allocate(const ExecutionSpace&, const char* label, size_t bytes, size_t logical = 0) const {
        return allocate(label, bytes, logical);
    }
    void* allocate(size_t bytes) const { return allocate("(no label)", bytes); }
    void* allocate(const char* label, size_t bytes, size_t logical = 0) const;
    void deallocate(void* pointer, size_t bytes) const { deallocate("(no label)", pointer, bytes); }
    void deallocate(const char* label, void* pointer, size_t bytes, size_t logical = 0) const;

    static constexpr const char* name() { return "CheckedDevice"; }
};

namespace Impl {

/// Makes all of the space's pages accessible while it lives; nests.
class DeviceMemoryUnlocked {
  public:
    DeviceMemoryUnlocked();
    ~DeviceMemoryUnlocked();
    DeviceMemoryUnlocked(const DeviceMemoryUnlocked&) = delete;
    DeviceMemoryUnlocked& operator=(const DeviceMemoryUnlocked&) = delete;
};

void copy_checked_memory(void* to, const void* from, size_t bytes);

template <>
struct MemorySpaceAccess<HostSpace, CheckedDeviceSpace> {
    enum : bool { assignable = false, accessible = false, deepcopy = true };
};
template <>
struct MemorySpaceAccess<CheckedDeviceSpace, HostSpace> {
    enum : bool { assignable = false, accessible = true, deepcopy = true };
};

/// DeepCopy between the two spaces and within the checked one.
template <class ExecutionSpace>
struct CheckedCopy {
    CheckedCopy(void* to, const void* from, size_t bytes) { copy_checked_memory(to, from, bytes); }
    CheckedCopy(const ExecutionSpace& space, void* to, const void* from, size_t bytes) {
        space.fence("copy of checked device memory");
        copy_checked_memory(to, from, bytes);
    }
};
template <class ExecutionSpace>
struct DeepCopy<CheckedDeviceSpace, CheckedDeviceSpace, ExecutionSpace> : CheckedCopy<ExecutionSpace> {
    using CheckedCopy<ExecutionSpace>::CheckedCopy;
};
template <class ExecutionSpace>
struct DeepCopy<CheckedDeviceSpace, HostSpace, ExecutionSpace> : CheckedCopy<ExecutionSpace> {
    using CheckedCopy<ExecutionSpace>::CheckedCopy;
};
template <class ExecutionSpace>
struct DeepCopy<HostSpace, CheckedDeviceSpace, ExecutionSpace> : CheckedCopy<ExecutionSpace> {
    using CheckedCopy<ExecutionSpace>::CheckedCopy;
};

}  // namespace Impl
}  // namespace Kokkos

KOKKOS_IMPL_SHARED_ALLOCATION_SPECIALIZATION(Kokkos::CheckedDeviceSpace);
