#pragma once

#include <torch/optim/optimizer.h>

#include <memory>
#include <vector>

#include "ml/train/train_settings.hpp"

namespace ebru {

/// Adam (Kingma, Ba, arXiv:1412.6980), whose weight decay is added to the gradient, or AdamW (Loshchilov, Hutter,
/// arXiv:1711.05101), which shrinks the weights themselves.
std::unique_ptr<torch::optim::Optimizer> make_optimizer(const UpdateSettings& settings,
                                                        const std::vector<at::Tensor>& parameters);

void set_learning_rate(torch::optim::Optimizer& optimizer, double rate);

/// Scales all gradients by min(1, most/norm) when `most` > 0.
/// \return norm, the Euclidean norm of all gradients together, before; not finite when one of them is not.
double clip_gradients(const std::vector<at::Tensor>& parameters, double most);

}  // namespace ebru
