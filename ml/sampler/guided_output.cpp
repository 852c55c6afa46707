#include "ml/sampler/guided_output.hpp"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace ebru {

at::Tensor GuidedNetwork::output(const at::Tensor& x, const at::Tensor& time, const at::Tensor& label) const {
    const at::NoGradGuard no_gradients;
    const at::Tensor times = time.to(x.device()).expand({x.size(0)});
    if (!label.defined() || guidance == 0.0) {
        return network->forward(x, times, label);
    }
    const at::Tensor none = at::full_like(label, no_label);
    const at::Tensor without = network->forward(x, times, none);
    return without + (1.0 + guidance) * (network->forward(x, times, label) - without);
}

}  // namespace ebru
