#include "ml/sampler/guided_output.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <vector>

namespace ebru {
namespace {

/// x + 100 t + 1000 label, and what it was called with.
class Recorder final : public Network {
  public:
    at::Tensor forward(const at::Tensor& x, const at::Tensor& time, const at::Tensor& label) override {
        {
            const std::lock_guard lock(mutex);
            images.insert(x.size(0));
            threads.insert(at::get_num_threads());
            gradients = gradients || at::GradMode::is_enabled();
        }
        const at::Tensor classes = label.defined() ? label.to(x.scalar_type()) : at::zeros_like(time);
        return x + (100.0 * time + 1000.0 * classes).view({-1, 1, 1, 1});
    }

    std::mutex mutex;
    std::multiset<std::int64_t> images;
    std::set<int> threads;
    bool gradients = false;
};

struct Case {
    at::Tensor x = at::arange(20 * 6, at::kFloat).reshape({20, 1, 2, 3});
    at::Tensor times = at::arange(20, at::kFloat);
    at::Tensor label = at::arange(20, at::kLong) % 7;
};

// Images, times and labels of a slice belong together, with any number of threads; a slice meets one thread.
TEST(GuidedNetwork, SlicesKeepTimesAndLabels) {
    const Case c;
    const at::Tensor rows = 100.0 * c.times;
    const int before = at::get_num_threads();
    for (const int threads : {1, 2, 4}) {
        at::set_num_threads(threads);
        const auto network = std::make_shared<Recorder>();
        const GuidedNetwork plain{.network = network, .guidance = 0.0, .no_label = 7};
        const at::Tensor classes = c.label.to(at::kFloat);
        EXPECT_TRUE(plain.output(c.x, c.times, c.label).equal(c.x + (rows + 1000.0 * classes).view({-1, 1, 1, 1})));
        EXPECT_EQ(network->images, (std::multiset<std::int64_t>{4, 8, 8}));
        EXPECT_TRUE(plain.output(c.x, at::full({1}, 3.0F), {}).equal(c.x + 300.0));
        // w = 1: F(none) + 2 (F(label) - F(none)), whole numbers below 2^24: exact in float.
        const GuidedNetwork guided{.network = network, .guidance = 1.0, .no_label = 7};
        const at::Tensor expected = rows + 7000.0 + 2.0 * 1000.0 * (classes - 7.0);
        EXPECT_TRUE(guided.output(c.x, c.times, c.label).equal(c.x + expected.view({-1, 1, 1, 1})));
        EXPECT_EQ(network->threads, std::set<int>{1});
        EXPECT_FALSE(network->gradients);
    }
    at::set_num_threads(before);
}

}  // namespace
}  // namespace ebru
