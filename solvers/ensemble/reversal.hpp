#pragma once

#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "solvers/density/mixture_field.hpp"
#include "solvers/ensemble/control_steps.hpp"
#include "solvers/ensemble/ensemble.hpp"
#include "solvers/ensemble/score_model.hpp"

namespace ebru {

/// An ensemble under control steps (control_steps.hpp): reversed, or kept at its density.
///
/// Normals are functions of (seed, purpose, first_stream + part of the walk, particle, coordinate): bits depend on
/// neither threads nor N nor on how a walk is cut into advances. Particle i takes lane i % 256 of row (i / 256) d + c.
/// float and double draw different normals. At most 2^39/d particles.
template <class Real>
class Reversal {
  public:
    /// Particles whose noise is drawn together; a team takes them through all steps in its cache.
    static constexpr int block_particles = 256;

    /// \param steps (n), n >= 1. \param first_stream number of the first step's first
    /// normal: as many follow as the steps have noise parts; walks of the same seed and purpose that follow each other
    /// start where the one before ended.
    Reversal(std::vector<ControlStep> steps, std::uint64_t seed,
             RandomPurpose purpose = RandomPurpose::ensemble_reverse, std::int64_t first_stream = 0);

    [[nodiscard]] const std::vector<ControlStep>& steps() const { return steps_; }

    /// The mixture at the beginnings of the steps: a level a step.
    [[nodiscard]] MixtureField<Real> field_of(const GaussianMixture& data) const;

    /// Takes x (N, d) through steps `from` .. `to` - 1, 0 <= from <= to <= n, in place, with the field's exact score:
    /// score, step and noise in one kernel. No allocation, no fence. Cost a particle and step: M exponentials, about
    /// 4 M d^2 operations, d normals.
    void advance(const MixtureField<Real>& field, const Positions<Real>& x, int from, int to) const;

    /// The same with a model's score, a kernel of its own a step. \param score (N, d) to work in.
    void advance(const ScoreModel<Real>& model, const Positions<Real>& x, const Positions<Real>& score, int from,
                 int to) const;

    /// What the device knows of a step.
    struct DeviceStep {
        Real state;
        Real score;
        Real noise;  ///< of one part
        std::int64_t first_stream;
        int parts;
    };

  private:
    void expect_walk(const Positions<Real>& x, int from, int to) const;

    std::vector<ControlStep> steps_;
    std::uint64_t seed_;
    RandomPurpose purpose_;
    Kokkos::View<DeviceStep*> device_steps_;  // (n)
};

}  // namespace ebru
