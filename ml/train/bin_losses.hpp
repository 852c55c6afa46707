#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "ranks/ranks.hpp"

namespace ebru {

/// The loss by level: sums and numbers of images since the last clear().
class BinLosses {
  public:
    explicit BinLosses(int bins);

    /// \param loss (B) of the images, any device; \param bin (B) int64 in 0..bins - 1.
    void add(const at::Tensor& loss, const at::Tensor& bin);
    void clear();

    /// Adds those of all ranks to each other. Collective.
    void sum_over(const Ranks& ranks);

    struct Row {
        std::int64_t bin = 0;
        std::int64_t images = 0;  ///< > 0
        double loss = 0.0;        ///< mean
    };
    /// Of the bins that images fell into.
    [[nodiscard]] std::vector<Row> rows() const;

  private:
    std::vector<double> sums_;
    std::vector<std::int64_t> images_;
};

}  // namespace ebru
