#pragma once

#include <memory>

#include "ml/network/network.hpp"

namespace ebru {

/// The four factors at noise level sigma, each (B): D = c_skip x + c_out F(c_in x, c_noise). For data of standard
/// deviation s and x = y + sigma n, the network's input c_in x and its target (y - c_skip x)/c_out have unit variance
/// at every sigma: c_skip = s^2/(sigma^2 + s^2), c_out = sigma s/sqrt(sigma^2 + s^2), c_in = 1/sqrt(sigma^2 + s^2),
/// c_noise = ln(sigma)/4. Karras et al. (2022), section 5.
struct Preconditioning {
    at::Tensor skip;
    at::Tensor out;
    at::Tensor in;
    at::Tensor noise;
};

/// \param sigma (B), > 0. \param data_deviation s > 0.
Preconditioning edm_preconditioning(const at::Tensor& sigma, double data_deviation);

/// D(x, ln sigma, label) around a network F: a denoiser, the mean of the clean image. `time` is ln sigma.
class PreconditionedNetwork : public Network {
  public:
    /// \param network F, which is told ln(sigma)/4 as its time and returns as many channels as x has.
    PreconditionedNetwork(std::shared_ptr<Network> network, double data_deviation);

    at::Tensor forward(const at::Tensor& x, const at::Tensor& time, const at::Tensor& label) override;

  private:
    std::shared_ptr<Network> network_;
    double data_deviation_;
};

}  // namespace ebru
