#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace ebru {

/// While it lives, LibTorch's kernels that this thread calls use no other thread. They then add, and choose their
/// algorithms, as on a machine of one core: LibTorch promises no bits for other numbers of threads. Kokkos keeps its
/// threads.
class OneThread {
  public:
    OneThread();
    ~OneThread();
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;

  private:
    int before_;
};

/// Runs work(0) .. work(count - 1), several at a time by LibTorch's threads (also while a OneThread lives), each of
/// them as under a OneThread: what it computes has the same bits for any number of threads. The calls must not depend
/// on each other, nor call Kokkos. What one of them throws is thrown on. For tensors on the host.
void one_thread_each(std::int64_t count, const std::function<void(std::int64_t)>& work);

/// Cuts `rows` (N >= 1, ...) into slices of `most` rows, the last of them shorter, and puts together what `of` makes of
/// rows first .. first + n - 1, each slice as in one_thread_each(): a tensor with N rows.
/// \param most a constant of the caller, since bits depend on it.
at::Tensor slice_by_slice(const at::Tensor& rows, std::int64_t most,
                          const std::function<at::Tensor(const at::Tensor& slice, std::int64_t first)>& of);

}  // namespace ebru
