#include "ml/train/optimizer.hpp"

#include <ATen/ATen.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>

#include <cmath>

namespace ebru {

namespace {

template <class Optimizer, class Options>
std::unique_ptr<torch::optim::Optimizer> make(const UpdateSettings& settings,
                                              const std::vector<at::Tensor>& parameters) {
    Options options(settings.learning_rate);
    options.betas({settings.beta1, settings.beta2}).eps(settings.epsilon).weight_decay(settings.weight_decay);
    return std::make_unique<Optimizer>(parameters, options);
}

}  // namespace

std::unique_ptr<torch::optim::Optimizer> make_optimizer(const UpdateSettings& settings,
                                                        const std::vector<at::Tensor>& parameters) {
    if (settings.optimizer == OptimizerKind::adam) {
        return make<torch::optim::Adam, torch::optim::AdamOptions>(settings, parameters);
    }
    return make<torch::optim::AdamW, torch::optim::AdamWOptions>(settings, parameters);
}

void set_learning_rate(torch::optim::Optimizer& optimizer, double rate) {
    for (torch::optim::OptimizerParamGroup& group : optimizer.param_groups()) {
        group.options().set_lr(rate);
    }
}

double clip_gradients(const std::vector<at::Tensor>& parameters, double most) {
    const at::NoGradGuard no_grad;
    std::vector<at::Tensor> gradients;
    for (const at::Tensor& parameter : parameters) {
        if (parameter.grad().defined()) {
            gradients.push_back(parameter.grad());
        }
    }
    if (gradients.empty()) {
        return 0.0;
    }
    const double norm = at::stack(at::_foreach_norm(gradients)).norm().item<double>();
    if (most > 0.0 && std::isfinite(norm) && norm > most) {
        at::_foreach_mul_(gradients, most / norm);
    }
    return norm;
}

}  // namespace ebru
