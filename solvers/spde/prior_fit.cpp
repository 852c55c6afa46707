#include "solvers/spde/prior_fit.hpp"

#include <cmath>

#include "base/error.hpp"
#include "fft/host_batch.hpp"

namespace ebru {

namespace {

template <class Real>
using Law = Kokkos::View<Real***, Kokkos::LayoutRight>;  // (C, Y, X)

template <class Real>
Law<Real> to_law(const ImageShape& shape, const std::vector<double>& values) {
    const Law<Real> law("spde prior", static_cast<std::size_t>(shape.channels), static_cast<std::size_t>(shape.ny),
                        static_cast<std::size_t>(shape.nx));
    const auto host = Kokkos::create_mirror_view(law);
    for (std::size_t i = 0; i < values.size(); ++i) {
        host.data()[i] = static_cast<Real>(values[i]);
    }
    Kokkos::deep_copy(law, host);
    return law;
}

/// Row b of the modes of a drawn image channel.
template <class Real>
struct DrawnRow {
    ImageBatch<Real> modes;
    Law<Real> mean;
    Law<Real> spread;
    int nx;

    KOKKOS_FORCEINLINE_FUNCTION void operator()(const TeamMember& team, const NormalStream& stream, int sample,
                                                int channel, int y) const {
        Real* const u = &modes(sample, channel, y, 0);
        const Real* const m = &mean(channel, y, 0);
        const Real* const s = &spread(channel, y, 0);
        for_each_normal<Real>(team, stream, y, nx,
                              [=](int x, Real xi) EBRU_ROW_BODY { u[x] = multiply_add(s[x], xi, m[x]); });
    }
};

}  // namespace

template <class Real>
PriorFit<Real>::PriorFit(const ImageShape& shape, std::uint64_t seed)
    : shape_(shape), seed_(seed), cosines_(shape.grid()), mean_(shape.values(), 0.0), square_(shape.values(), 0.0) {
    EBRU_EXPECT(shape.channels >= 1);
}

template <class Real>
ImageBatch<Real> PriorFit<Real>::modes_of_size(std::size_t images) {
    if (modes_.extent(0) != images) {
        modes_ = ImageBatch<Real>("spde prior modes", images, static_cast<std::size_t>(shape_.channels),
                                  static_cast<std::size_t>(shape_.ny), static_cast<std::size_t>(shape_.nx));
    }
    return modes_;
}

template <class Real>
void PriorFit<Real>::add(const ImageBatch<Real>& states) {
    EBRU_EXPECT(states.extent(1) == static_cast<std::size_t>(shape_.channels));
    const ImageBatch<Real> modes = modes_of_size(states.extent(0));
    cosines_.forward(states, modes);
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), modes);
    const auto nx = static_cast<std::size_t>(shape_.nx);
    // Each worker takes whole rows through all states in their order.
    for_each_on_host("ebru::PriorFit::add", shape_.values() / nx, [&](std::size_t row) {
        for (std::size_t b = 0; b < states.extent(0); ++b) {
            const Real* const values = host.data() + b * shape_.values() + row * nx;
            const double share = 1.0 / (static_cast<double>(count_) + static_cast<double>(b) + 1.0);
            for (std::size_t x = 0; x < nx; ++x) {
                double& mean = mean_[row * nx + x];
                const double deviation = values[x] - mean;
                mean += share * deviation;
                square_[row * nx + x] += deviation * (values[x] - mean);
            }
        }
    });
    count_ += static_cast<std::int64_t>(states.extent(0));
}

template <class Real>
std::vector<double> PriorFit<Real>::variance() const {
    EBRU_EXPECT(count_ >= 2);
    std::vector<double> variance = square_;
    for (double& value : variance) {
        value /= static_cast<double>(count_ - 1);
    }
    return variance;
}

template <class Real>
void PriorFit<Real>::draw(std::span<const SampleId> ids, const ImageBatch<Real>& out) {
    EBRU_EXPECT(out.extent(0) == ids.size() && !ids.empty() &&
                out.extent(1) == static_cast<std::size_t>(shape_.channels));
    std::vector<double> spread = variance();
    for (double& value : spread) {
        value = std::sqrt(value);
    }
    const ImageBatch<Real> modes = modes_of_size(ids.size());
    for_each_stream_row("spde prior", shape_, device_ids_.require(ids),
                        {.seed = seed_, .purpose = RandomPurpose::spde_prior, .step = 0},
                        DrawnRow<Real>{modes, to_law<Real>(shape_, mean_), to_law<Real>(shape_, spread), shape_.nx});
    cosines_.inverse(modes, out);
}

template class PriorFit<float>;
template class PriorFit<double>;

}  // namespace ebru
