#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "field/normal_kernel.hpp"
#include "solvers/spde/cosine_batch.hpp"
#include "solvers/spde/ou_moments.hpp"

namespace ebru {

/// Steps of the linear equation with additive white noise, exact in law for any length of step, mode by mode of the
/// orthonormal DCT-II (exponential time differencing):
///
///     U' = e^{-mu A} U + sqrt(V) xi,   A and V of LinearTransition.
///
/// numerics.md 5.6. White noise is white in any orthonormal basis, so the normals belong to modes, not to cells: mode
/// (b, a) takes the normal that cell (y, x) = (b, a) has in white_noise_stream(). States stay in modes from step to
/// step: a step costs one normal and a product a mode, transforms are paid where images are looked at. Bit-equal for
/// any batch split and number of threads.
template <class Real>
class EtdStep {
  public:
    EtdStep(const ImageShape& shape, std::uint64_t seed);

    /// Images to modes and back, (B, C, Y, X). \param from kept; must not overlap `to`.
    void to_modes(const ImageBatch<Real>& from, const ImageBatch<Real>& to) { cosines_.forward(from, to); }
    void to_images(const ImageBatch<Real>& from, const ImageBatch<Real>& to) { cosines_.inverse(from, to); }

    /// The transition that the next steps take. Cost: some hundred products a mode, once for all images.
    void set_transition(const LinearTransition& transition);

    /// One step of the modes (B, C, Y, X) of images `ids`. \param step its number: the counter of its noise.
    void advance(std::span<const SampleId> ids, std::int64_t step, const ImageBatch<Real>& modes);

  private:
    ImageShape shape_;
    std::uint64_t seed_;
    CosineBatch<Real> cosines_;
    DeviceIds device_ids_;
    std::vector<ModeMoments> moments_;                  ///< (Y, X)
    Kokkos::View<Real**, Kokkos::LayoutRight> factor_;  // (Y, X)
    Kokkos::View<Real**, Kokkos::LayoutRight> spread_;  // (Y, X), sqrt(V)
    typename Kokkos::View<Real**, Kokkos::LayoutRight>::host_mirror_type host_factor_;
    typename Kokkos::View<Real**, Kokkos::LayoutRight>::host_mirror_type host_spread_;
};

}  // namespace ebru
