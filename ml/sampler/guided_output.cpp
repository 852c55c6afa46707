#include "ml/sampler/guided_output.hpp"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "ml/bridge/one_thread_each.hpp"

namespace ebru {

namespace {

/// On the host images go through the network in slices, one thread each: the same bits for any number of threads.
/// A multiple that fills the vectors of any kernel, and few enough to stay in a core's cache: in slices of 8 networks
/// are no slower than in batches of 64 (docs/sampling.md).
constexpr std::int64_t images_at_once = 8;

at::Tensor rows_of(const at::Tensor& tensor, std::int64_t first, std::int64_t count) {
    return tensor.defined() ? tensor.narrow(0, first, count) : tensor;
}

at::Tensor output_together(const GuidedNetwork& guided, const at::Tensor& x, const at::Tensor& times,
                           const at::Tensor& label) {
    const at::NoGradGuard no_gradients;
    Network& network = *guided.network;
    if (!label.defined() || guided.guidance == 0.0) {
        return network.forward(x, times, label);
    }
    const at::Tensor none = at::full_like(label, guided.no_label);
    const at::Tensor without = network.forward(x, times, none);
    return without + (1.0 + guided.guidance) * (network.forward(x, times, label) - without);
}

}  // namespace

at::Tensor GuidedNetwork::output(const at::Tensor& x, const at::Tensor& time, const at::Tensor& label) const {
    const at::Tensor times = time.to(x.device()).expand({x.size(0)});
    if (!x.device().is_cpu()) {
        return output_together(*this, x, times, label);
    }
    return slice_by_slice(x, images_at_once, [&](const at::Tensor& slice, std::int64_t first) {
        const std::int64_t count = slice.size(0);
        return output_together(*this, slice, rows_of(times, first, count), rows_of(label, first, count));
    });
}

}  // namespace ebru
