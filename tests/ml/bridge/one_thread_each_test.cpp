#include "ml/bridge/one_thread_each.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace ebru {
namespace {

class OneThreadEach : public ::testing::TestWithParam<int> {
  protected:
    OneThreadEach() : before_(at::get_num_threads()) { at::set_num_threads(GetParam()); }
    ~OneThreadEach() override { at::set_num_threads(before_); }

  private:
    int before_;
};

// More pieces than threads: all are run, by as many threads as there are, and kernels in them see a single one.
TEST_P(OneThreadEach, PiecesRunOnceEachWithASingleThread) {
    for (const bool under_one : {false, true}) {
        std::vector<int> runs(7, 0);
        std::mutex mutex;
        std::set<std::thread::id> threads;
        std::set<int> numbers;
        const auto work = [&](std::int64_t i) {
            const std::lock_guard lock(mutex);
            ++runs[static_cast<std::size_t>(i)];
            threads.insert(std::this_thread::get_id());
            numbers.insert(at::get_num_threads());
        };
        if (under_one) {
            const OneThread one;
            EXPECT_EQ(at::get_num_threads(), 1);
            one_thread_each(7, work);
            EXPECT_EQ(at::get_num_threads(), 1);
        } else {
            one_thread_each(7, work);
        }
        EXPECT_EQ(runs, std::vector<int>(7, 1));
        EXPECT_EQ(threads.size(), static_cast<std::size_t>(GetParam()));
        EXPECT_EQ(numbers, std::set<int>{1});
        EXPECT_EQ(at::get_num_threads(), GetParam());
    }
}

// A single piece is run by the caller, whose kernels would else have all threads.
TEST_P(OneThreadEach, ASinglePieceHasASingleThreadToo) {
    one_thread_each(1, [](std::int64_t /*i*/) { EXPECT_EQ(at::get_num_threads(), 1); });
    EXPECT_EQ(at::get_num_threads(), GetParam());
}

TEST_P(OneThreadEach, AFailureIsThrownOnAndThreadsComeBack) {
    const auto fail = [](std::int64_t i) {
        if (i == 5) {
            throw std::runtime_error("the sixth");
        }
    };
    EXPECT_THROW(one_thread_each(7, fail), std::runtime_error);
    EXPECT_EQ(at::get_num_threads(), GetParam());
}

TEST_P(OneThreadEach, SlicesAreJoinedInOrder) {
    const at::Tensor rows = at::arange(38, at::kDouble).reshape({19, 2});
    const at::Tensor joined = slice_by_slice(rows, 8, [](const at::Tensor& slice, std::int64_t first) {
        EXPECT_EQ(slice.size(0), first == 16 ? 3 : 8);
        EXPECT_EQ(slice[0][0].item<double>(), 2.0 * static_cast<double>(first));
        return slice * 2.0;
    });
    EXPECT_TRUE(joined.equal(rows * 2.0));
}

// A sum of 4 million values, which LibTorch parts among its threads: without slices it has other bits for two threads
// than for one, in slices never.
TEST_P(OneThreadEach, SumsHaveTheBitsOfOneThread) {
    at::manual_seed(3);
    const at::Tensor values = at::rand({2, 1 << 21});
    const auto sum = [&] {
        return slice_by_slice(values, 1, [](const at::Tensor& row, std::int64_t /*first*/) { return row.sum(1); });
    };
    const at::Tensor here = sum();
    at::set_num_threads(1);
    EXPECT_TRUE(here.equal(sum()));
    const OneThread one;
    EXPECT_TRUE(here.equal(values.sum(1))) << "the order of one thread";
}

INSTANTIATE_TEST_SUITE_P(Threads, OneThreadEach, ::testing::Values(1, 2, 3));

}  // namespace
}  // namespace ebru
