#include "solvers/gaussian/gaussian_process.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "field/batch_copies.hpp"

namespace ebru {

namespace {

std::vector<LevelRecord> level_records(const GaussianPath& path) {
    std::vector<LevelRecord> records;
    for (int k = 0; k <= path.levels(); ++k) {
        records.push_back({.level = k, .steps = k > 0 ? 1 : 0, .time = path.time(k)});
    }
    return records;
}

/// Gives a cell its part of the level before and its noise.
template <class Real>
struct NoisyCell {
    const Real* from;
    Real* to;
    Real factor;
    Real scale;
    KOKKOS_FORCEINLINE_FUNCTION void operator()(int x, Real normal) const {
        to[x] = multiply_add(scale, normal, factor * from[x]);
    }
};

template <class Real>
struct NoisyRow {
    ImageBatch<Real> from;
    ImageBatch<Real> to;
    Real factor;
    Real scale;
    int nx;
    KOKKOS_FORCEINLINE_FUNCTION void operator()(const TeamMember& team, const NormalStream& stream, int sample,
                                                int channel, int y) const {
        for_each_normal<Real>(team, stream, y, nx,
                              NoisyCell<Real>{&from(sample, channel, y, 0), &to(sample, channel, y, 0), factor, scale});
    }
};

template <class Real>
ImageBatch<Real> make_like(const std::string& label, const ImageBatch<Real>& images) {
    return ImageBatch<Real>(Kokkos::view_alloc(label, Kokkos::WithoutInitializing), images.extent(0), images.extent(1),
                            images.extent(2), images.extent(3));
}

}  // namespace

template <class Real>
GaussianProcess<Real>::GaussianProcess(const ImageShape& shape, GaussianPath path, std::uint64_t seed)
    : shape_(shape), path_(std::move(path)), seed_(seed), levels_(level_records(path_)) {
    EBRU_EXPECT(shape.channels >= 1 && shape.ny >= 1 && shape.nx >= 1);
}

template <class Real>
void GaussianProcess<Real>::initialize(const ImageBatch<Real>& u0, std::span<const SampleId> ids) {
    EBRU_EXPECT(u0.extent(0) >= 1 && u0.extent(0) == ids.size());
    EBRU_EXPECT(u0.extent(1) == static_cast<std::size_t>(shape_.channels) &&
                u0.extent(2) == static_cast<std::size_t>(shape_.ny) &&
                u0.extent(3) == static_cast<std::size_t>(shape_.nx));
    if (state_.extent(0) != u0.extent(0)) {
        state_ = make_like("gaussian state", u0);
        if (path_.kind() == GaussianKind::flow) {
            data_ = make_like("gaussian data", u0);
        }
    }
    Kokkos::deep_copy(state_, u0);
    if (path_.kind() == GaussianKind::flow) {
        Kokkos::deep_copy(data_, u0);
    }
    ids_.assign(ids.begin(), ids.end());
    level_ = 0;
}

template <class Real>
void GaussianProcess<Real>::add_noise(const ImageBatch<Real>& from, GaussianTransition transition, int step) {
    const NoisyRow<Real> row{from, state_, static_cast<Real>(transition.factor),
                             static_cast<Real>(std::sqrt(transition.variance)), shape_.nx};
    for_each_stream_row("ebru::GaussianProcess::add_noise", shape_, device_ids_.require(ids_),
                        NormalSource{seed_, RandomPurpose::gaussian_noise, step}, row);
}

template <class Real>
void GaussianProcess<Real>::advance_to(int level) {
    EBRU_EXPECT(state_.extent(0) >= 1);
    EBRU_EXPECT(level > level_ && level <= path_.levels());
    if (path_.kind() == GaussianKind::flow) {
        const double noise = path_.level_standard_deviation(level);
        add_noise(data_, {path_.level_mean_factor(level), noise * noise}, 0);
        level_ = level;
        return;
    }
    for (; level_ < level; ++level_) {
        add_noise(state_, path_.transition(level_, level_ + 1), level_ + 1);
    }
}

template <class Real>
void GaussianProcess<Real>::copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const {
    EBRU_EXPECT(out.extent(0) == samples.size());
    EBRU_EXPECT(std::all_of(samples.begin(), samples.end(),
                            [this](int s) { return s >= 0 && static_cast<std::size_t>(s) < state_.extent(0); }));
    copy_images(state_, samples, out);
}

template <class Real>
std::vector<SampleReport> GaussianProcess<Real>::reports() const {
    return std::vector<SampleReport>(state_.extent(0));
}

template class GaussianProcess<float>;
template class GaussianProcess<double>;

}  // namespace ebru
