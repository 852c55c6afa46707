#pragma once

#include <span>
#include <vector>

#include "base/error.hpp"
#include "field/image_batch.hpp"
#include "field/velocity_model.hpp"
#include "schedule/level_schedule.hpp"

namespace ebru {

/// What a process has to say of one image after its last level.
struct SampleReport {
    double max_speed_lu = 0.0;      ///< largest |v| met, cells per step; 0 without a velocity
    double effective_peclet = 0.0;  ///< Pe that was really run, after the limiter, in the deck's convention
    double divergence_ratio = 0.0;  ///< |div v| / |curl v| (rms) as the lattice sees it, level 1; 0 without a velocity
    double smallest_taming_factor = 1.0;  ///< that the drift of a step was multiplied by; 1 without taming
};

/// A forward process: carries a batch of images from level 0 (data) to level K (prior). Virtual calls are per batch and
/// level, never in a kernel. States are in `Real`; the result for an image does not depend on its batch.
template <class Real>
class ForwardProcess {
  public:
    virtual ~ForwardProcess() = default;

    /// Facts of levels 0..K.
    [[nodiscard]] virtual const std::vector<LevelRecord>& levels() const = 0;

    /// Starts a batch at level 0. \param u0 (B, C, Y, X), B >= 1; copied. \param ids the B images' numbers in the data
    /// set.
    virtual void initialize(const ImageBatch<Real>& u0, std::span<const SampleId> ids) = 0;

    /// Advances the batch to `level`, level() < level <= K.
    virtual void advance_to(int level) = 0;

    /// The level that the batch is at.
    [[nodiscard]] virtual int level() const = 0;

    /// Copies the states of the images `samples` (positions in the batch) into out (S, C, Y, X), S = samples.size().
    virtual void copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const = 0;

    /// True when images are carried by a velocity.
    [[nodiscard]] virtual bool has_velocity() const { return false; }

    /// Copies the physical velocity of the last interval, cells per step, into out (S, 2, Y, X). Needs has_velocity().
    virtual void copy_velocity([[maybe_unused]] std::span<const int> samples,
                               [[maybe_unused]] const HostVelocity& out) const {
        EBRU_ASSERT(!"a process with a velocity hands it out");
    }

    /// Reports of the batch's images, after the last level.
    [[nodiscard]] virtual std::vector<SampleReport> reports() const = 0;
};

}  // namespace ebru
