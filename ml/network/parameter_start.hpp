#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "ml/network/network_settings.hpp"

namespace ebru {

/// First values of a network's parameters: counter-based, keyed by (seed, number of the parameter in the order of
/// construction, place in it), so that equal seeds give equal bits for any number of threads, and torch's own
/// generator is left alone.
class ParameterStart {
  public:
    ParameterStart(std::uint64_t seed, WeightStart kind) : seed_(seed), kind_(kind) {}

    /// Uniform with mean 0. Variance `scale` times 1/(3 fan_in) or 2/(fan_in + fan_out): WeightStart. \param fan_in,
    /// fan_out values that one output depends on, and outputs that one value reaches (channels times kernel cells).
    at::Tensor weight(at::IntArrayRef sizes, std::int64_t fan_in, std::int64_t fan_out, double scale);

    /// Of the same scale for fan_in; 0 for fan_average.
    at::Tensor bias(std::int64_t size, std::int64_t fan_in, double scale);

    /// Normal with mean 0. \param sizes (rows, columns).
    at::Tensor normal(std::int64_t rows, std::int64_t columns, double deviation);

  private:
    at::Tensor uniform(at::IntArrayRef sizes, double bound);

    std::uint64_t seed_;
    WeightStart kind_;
    std::int64_t parameter_ = 0;
};

}  // namespace ebru
