#pragma once

#include <span>
#include <vector>

#include "field/image_batch.hpp"
#include "solvers/spde/spde_plan.hpp"

namespace ebru {

/// A time discretisation of the equation: carries a batch of images step by step. Noise is a function of (seed; image,
/// channel, cell, number of the step), so states do not depend on batches, threads or where a run was cut.
template <class Real>
class SpdeStepper {
  public:
    virtual ~SpdeStepper() = default;

    /// Starts from u0 (B, C, Y, X), B >= 1; copied. \param ids the B images' numbers in the data set.
    virtual void load(const ImageBatch<Real>& u0, std::span<const SampleId> ids) = 0;

    /// Takes the steps one after the other.
    virtual void run(std::span<const SpdeStep> steps) = 0;

    /// Copies the states of the images `samples` (positions in the batch) into out (S, C, Y, X).
    virtual void copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const = 0;

    /// Smallest factor that taming put on the drift of each image since load(), (B); 1 where there is no taming.
    [[nodiscard]] virtual std::vector<double> smallest_taming_factors() const = 0;
};

}  // namespace ebru
