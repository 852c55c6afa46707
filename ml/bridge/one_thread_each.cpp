#include "ml/bridge/one_thread_each.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <omp.h>

#include <algorithm>
#include <vector>

#include "base/error.hpp"

namespace ebru {

namespace {

/// What a OneThread has taken from this thread; 0 when none lives.
thread_local int spared = 0;

/// Of LibTorch's kernels called by this thread, until the scope ends. at::set_num_threads() would change what threads
/// start with that LibTorch has not met yet; at::get_num_threads() before omp_set_num_threads(), for a thread's first
/// call of it sets the number.
class ThreadNumber {
  public:
    explicit ThreadNumber(int threads) : before_(at::get_num_threads()) { omp_set_num_threads(threads); }
    ~ThreadNumber() { omp_set_num_threads(before_); }
    ThreadNumber(const ThreadNumber&) = delete;
    ThreadNumber& operator=(const ThreadNumber&) = delete;

  private:
    int before_;
};

}  // namespace

OneThread::OneThread() : before_(at::get_num_threads()) {
    spared = std::max(spared, before_);
    omp_set_num_threads(1);
}

OneThread::~OneThread() {
    omp_set_num_threads(before_);
    spared = before_ > 1 ? 0 : spared;
}

void one_thread_each(std::int64_t count, const std::function<void(std::int64_t)>& work) {
    const ThreadNumber all(std::max(spared, at::get_num_threads()));
    at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
        const ThreadNumber one(1);
        for (std::int64_t i = begin; i < end; ++i) {
            work(i);
        }
    });
}

at::Tensor slice_by_slice(const at::Tensor& rows, std::int64_t most,
                          const std::function<at::Tensor(const at::Tensor& slice, std::int64_t first)>& of) {
    EBRU_EXPECT(most >= 1 && rows.size(0) >= 1);
    const std::vector<at::Tensor> slices = rows.split(most);
    std::vector<at::Tensor> results(slices.size());
    one_thread_each(static_cast<std::int64_t>(slices.size()), [&](std::int64_t i) {
        const auto at = static_cast<std::size_t>(i);
        results[at] = of(slices[at], i * most);
    });
    return at::cat(results);
}

}  // namespace ebru
