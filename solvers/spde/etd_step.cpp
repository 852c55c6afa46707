#include "solvers/spde/etd_step.hpp"

#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace ebru {

namespace {

/// Row b of the modes of an image channel.
template <class Real>
struct ModeRow {
    ImageBatch<Real> modes;
    Kokkos::View<Real**, Kokkos::LayoutRight> factor;
    Kokkos::View<Real**, Kokkos::LayoutRight> spread;
    int nx;

    KOKKOS_FORCEINLINE_FUNCTION void operator()(const TeamMember& team, const NormalStream& stream, int sample,
                                                int channel, int y) const {
        Real* const u = &modes(sample, channel, y, 0);
        const Real* const f = &factor(y, 0);
        const Real* const s = &spread(y, 0);
        for_each_normal<Real>(team, stream, y, nx,
                              [=](int x, Real xi) EBRU_ROW_BODY { u[x] = multiply_add(f[x], u[x], s[x] * xi); });
    }
};

}  // namespace

template <class Real>
EtdStep<Real>::EtdStep(const ImageShape& shape, std::uint64_t seed)
    : shape_(shape),
      seed_(seed),
      cosines_(shape.grid()),
      factor_("etd factor", static_cast<std::size_t>(shape.ny), static_cast<std::size_t>(shape.nx)),
      spread_("etd spread", static_cast<std::size_t>(shape.ny), static_cast<std::size_t>(shape.nx)),
      host_factor_(Kokkos::create_mirror_view(factor_)),
      host_spread_(Kokkos::create_mirror_view(spread_)) {
    EBRU_EXPECT(shape.channels >= 1);
}

template <class Real>
void EtdStep<Real>::set_transition(const LinearTransition& transition) {
    transition.moments(shape_.grid(), moments_);
    // A mode this faint is far below round-off of the others; as a denormal number it would slow the transform tenfold.
    constexpr double faint =
        static_cast<double>(std::numeric_limits<Real>::min()) / std::numeric_limits<Real>::epsilon();
    for (std::size_t mode = 0; mode < moments_.size(); ++mode) {
        const ModeMoments& of = moments_[mode];
        host_factor_.data()[mode] = of.factor < faint ? Real(0) : static_cast<Real>(of.factor);
        host_spread_.data()[mode] = static_cast<Real>(std::sqrt(of.variance));
    }
    Kokkos::deep_copy(factor_, host_factor_);
    Kokkos::deep_copy(spread_, host_spread_);
}

template <class Real>
void EtdStep<Real>::advance(std::span<const SampleId> ids, std::int64_t step, const ImageBatch<Real>& modes) {
    EBRU_EXPECT(!moments_.empty() && step >= 0 && modes.extent(0) == ids.size() &&
                modes.extent(1) == static_cast<std::size_t>(shape_.channels) &&
                modes.extent(2) == static_cast<std::size_t>(shape_.ny) &&
                modes.extent(3) == static_cast<std::size_t>(shape_.nx));
    for_each_stream_row("spde exponential step", shape_, device_ids_.require(ids),
                        {.seed = seed_, .purpose = RandomPurpose::spde_noise, .step = step},
                        ModeRow<Real>{modes, factor_, spread_, shape_.nx});
}

template class EtdStep<float>;
template class EtdStep<double>;

}  // namespace ebru
