#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <Kokkos_Core.hpp>
#include <cstdio>
#include <cstring>
#include <map>
#include <mutex>
#include <string>

// What Kokkos's own memory spaces do in their source files.
#define KOKKOS_IMPL_PUBLIC_INCLUDE
#include <impl/Kokkos_SharedAlloc_timpl.hpp>
#undef KOKKOS_IMPL_PUBLIC_INCLUDE
KOKKOS_IMPL_SHARED_ALLOCATION_RECORD_EXPLICIT_INSTANTIATION(Kokkos::CheckedDeviceSpace);

namespace Kokkos {
namespace {

struct Allocation {
    size_t bytes = 0;  // whole pages
    std::string label;
};

/// What is allocated, by its first page: the data alone. Kokkos's record of an allocation lies before it on a page that stays open.
struct Memory {
    std::mutex mutex;
    std::map<char*, Allocation> allocations;
    int unlocked = 0;
};

Memory& memory() {
    static auto* const the_memory = new Memory;  // views may die after main()
    return *the_memory;
}

size_t page() {
    static const auto size = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    return size;
}

size_t whole_pages(size_t bytes) {
    return (bytes + page() - 1) / page() * page();
}

constexpr size_t header = sizeof(Impl::SharedAllocationHeader);

void protect(char* start, size_t bytes, bool open) {
    if (bytes > 0 && mprotect(start, bytes, open ? PROT_READ | PROT_WRITE : PROT_NONE) != 0) {
        Kokkos::abort("mprotect failed on checked device memory");
    }
}

void change(int step) {
    Memory& all = memory();
    const std::lock_guard lock(all.mutex);
    const bool was_open = all.unlocked > 0;
    all.unlocked += step;
    if (was_open != (all.unlocked > 0)) {
        for (const auto& [start, allocation] : all.allocations) {
            protect(start, allocation.bytes, all.unlocked > 0);
        }
    }
}

void begin_work(const char* /*name*/, const uint32_t /*device*/, uint64_t* /*id*/) {
    change(1);
}
void end_work(const uint64_t /*id*/) {
    change(-1);
}

void begin_copy(Tools::SpaceHandle, const char*, const void*, Tools::SpaceHandle, const char*, const void*, uint64_t) {
    change(1);
}
void end_copy() {
    change(-1);
}

void say(const char* text) {
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text, strlen(text));
}

/// Names the allocation that host code has touched, then dies as the fault would have had it.
void name_fault(int signal, siginfo_t* info, void* /*context*/) {
    const char* const address = static_cast<const char*>(info->si_addr);
    for (const auto& [start, allocation] : memory().allocations) {
        if (address >= start && address < start + allocation.bytes) {
            say("memory-check: host code touches device memory, view \"");
            say(allocation.label.c_str());
            say("\"\n");
        }
    }
    ::signal(signal, SIG_DFL);
}

void watch() {
    static std::once_flag once;
    std::call_once(once, [] {
        using namespace Kokkos::Tools::Experimental;
        set_begin_parallel_for_callback(begin_work);
        set_end_parallel_for_callback(end_work);
        set_begin_parallel_reduce_callback(begin_work);
        set_end_parallel_reduce_callback(end_work);
        set_begin_parallel_scan_callback(begin_work);
        set_end_parallel_scan_callback(end_work);
        set_begin_deep_copy_callback(begin_copy);
        set_end_deep_copy_callback(end_copy);
        struct sigaction action = {};
        action.sa_sigaction = name_fault;
        action.sa_flags = SA_SIGINFO;
        sigaction(SIGSEGV, &action, nullptr);
    });
}

}  // namespace

void* CheckedDeviceSpace::allocate(const char* label, size_t bytes, size_t logical) const {
    watch();
    const size_t data = whole_pages(bytes > header ? bytes - header : 0);
    void* const start = mmap(nullptr, page() + data, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) {
        Kokkos::abort("no memory left for checked device memory");
    }
    char* const first = static_cast<char*>(start) + page();
    madvise(first, data, MADV_HUGEPAGE);  // fewer entries to change in every kernel
    Memory& all = memory();
    const std::lock_guard lock(all.mutex);
    all.allocations[first] = {data, label};
    protect(first, data, all.unlocked > 0);
    char* const pointer = first - header;
    if (Kokkos::Profiling::profileLibraryLoaded()) {
        Kokkos::Profiling::allocateData(Kokkos::Tools::make_space_handle(name()), label, pointer, logical > 0 ? logical : bytes);
    }
    return pointer;
}

void CheckedDeviceSpace::deallocate(const char* label, void* pointer, size_t bytes, size_t logical) const {
    if (Kokkos::Profiling::profileLibraryLoaded()) {
        Kokkos::Profiling::deallocateData(Kokkos::Tools::make_space_handle(name()), label, pointer, logical > 0 ? logical : bytes);
    }
    char* const first = static_cast<char*>(pointer) + header;
    Memory& all = memory();
    const std::lock_guard lock(all.mutex);
    const auto allocation = all.allocations.find(first);
    munmap(first - page(), page() + allocation->second.bytes);
    all.allocations.erase(allocation);
}

namespace Impl {

DeviceMemoryUnlocked::DeviceMemoryUnlocked() {
    change(1);
}
DeviceMemoryUnlocked::~DeviceMemoryUnlocked() {
    change(-1);
}

void copy_checked_memory(void* to, const void* from, size_t bytes) {
    const DeviceMemoryUnlocked open;
    std::memmove(to, from, bytes);
}

}  // namespace Impl
}  // namespace Kokkos
