#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "ranks/ranks.hpp"

namespace ebru {

/// The sum over ranks of all gradients of a network, under way while the backward pass goes on.
///
/// Gradients travel in buckets, in the order in which the backward pass gives them: the last parameters first. A bucket
/// leaves as soon as its last gradient is there and the buckets before it have left, so all ranks start the same sums
/// in the same order. Every gradient that comes also lets MPI move on what is under way. The sums have the same bits on
/// all ranks, but not those of another number of ranks, which adds in another order.
///
///     gradients.begin(loss); backward(); total = gradients.finish();
///
/// MPI is called from the thread in which LibTorch runs the backward pass: the calling one on a processor, the device's
/// own on a GPU while the calling one waits. Gradients on a GPU pass through the host's memory. For one rank nothing
/// happens. Memory: one more copy of the gradients.
class GradientSum {
  public:
    /// \param parameters float, of one network; they keep shape and memory order.
    /// \param bucket_values least values of a bucket; 0: default_bucket_values().
    GradientSum(const Ranks& ranks, std::vector<at::Tensor> parameters, std::int64_t bucket_values = 0);
    ~GradientSum();
    GradientSum(const GradientSum&) = delete;
    GradientSum& operator=(const GradientSum&) = delete;

    /// Before the last backward pass of an update. \param number is summed too.
    void begin(double number);

    /// After it, or instead of it where this rank has nothing to give. Waits for all sums and writes them into the
    /// gradients: one that this rank lacks counts as zero; one that all ranks lack stays undefined.
    /// \return the sum of the numbers. Collective.
    double finish();

    /// Number of buckets; 0 for one rank.
    [[nodiscard]] std::size_t buckets() const;

    /// Since the start: how long the work of this rank stood still for sums (copies, calls to MPI, waiting for others).
    [[nodiscard]] double seconds() const { return seconds_; }

  private:
    struct Sums;
    double number_ = 0.0;
    double seconds_ = 0.0;
    std::unique_ptr<Sums> sums_;  ///< null for one rank
};

/// An eighth of all values, so that no more is left to sum when the backward pass is over, but 2^16 to 2^22 values (256
/// KB to 16 MB): less is mostly the latency of a message, and more travels no faster.
std::int64_t default_bucket_values(std::int64_t all_values);

}  // namespace ebru
