#include "ml/objective/objective.hpp"

#include <ATen/ATen.h>

namespace ebru {

at::Tensor loss_per_image(const Example& example, const at::Tensor& output) {
    const at::Tensor difference = output.to(at::promote_types(output.scalar_type(), at::kFloat)) - example.target;
    return difference.square().sum({1, 2, 3}) * example.weight;
}

double zero_output_loss(const Example& example) {
    return (example.target.square().sum({1, 2, 3}) * example.weight).mean().item<double>();
}

}  // namespace ebru
