#pragma once

#include <vector>

#include "field/normal_kernel.hpp"
#include "solvers/forward_process.hpp"
#include "solvers/gaussian/gaussian_path.hpp"

namespace ebru {

/// A Gaussian path as a process of states. ddpm, vp and ve walk the Markov chain, every level from the one before:
///
///     u_k = factor_k u_{k-1} + sqrt(variance_k) xi_k,   xi_k normal of (seed, image, channel, cell, level k),
///
/// so that the levels of an image are one trajectory and levels may not be skipped (advance_to walks them). flow is a
/// straight line with one noise an image, u_k = a_k u_0 + s_k xi.
///
/// Counter-based normals (normal_row.hpp): the bits of an image depend on neither batch nor threads; float and double
/// draw different normals. Cost: a normal and a multiply-add a value and level. Level 0 is the data, bit for bit.
template <class Real>
class GaussianProcess final : public ForwardProcess<Real> {
  public:
    GaussianProcess(const ImageShape& shape, GaussianPath path, std::uint64_t seed);

    [[nodiscard]] const std::vector<LevelRecord>& levels() const override { return levels_; }
    void initialize(const ImageBatch<Real>& u0, std::span<const SampleId> ids) override;
    void advance_to(int level) override;
    [[nodiscard]] int level() const override { return level_; }
    void copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const override;
    [[nodiscard]] std::vector<SampleReport> reports() const override;

  private:
    /// state = factor from + scale xi(step)
    void add_noise(const ImageBatch<Real>& from, GaussianTransition transition, int step);

    ImageShape shape_;
    GaussianPath path_;
    std::uint64_t seed_;
    std::vector<LevelRecord> levels_;
    DeviceIds device_ids_;
    std::vector<SampleId> ids_;
    ImageBatch<Real> data_;   // (B, C, Y, X), of flow
    ImageBatch<Real> state_;  // (B, C, Y, X)
    int level_ = 0;
};

}  // namespace ebru
