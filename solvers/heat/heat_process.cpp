#include "solvers/heat/heat_process.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <string>

#include "base/error.hpp"
#include "base/planted_fault.hpp"
#include "fft/host_batch.hpp"

namespace ebru {

namespace {

std::vector<LevelRecord> level_records(const LevelSchedule& schedule, int nx) {
    std::vector<LevelRecord> records;
    for (int level = 0; level <= schedule.levels(); ++level) {
        const double fo = schedule.fo(level);
        records.push_back({.level = level, .fo = fo, .sigma_px = std::sqrt(2.0 * fo) * nx});
    }
    return records;
}

/// exp(-pi^2 a^2/n^2 alpha_t), a = 0..n-1.
std::vector<double> axis_decay(int n, double alpha_t) {
    std::vector<double> decay(static_cast<std::size_t>(n));
    for (int a = 0; a < n; ++a) {
        const double kappa = std::numbers::pi * (planted(Fault::heat_mode_number) ? a + 1 : a) / n;
        decay[static_cast<std::size_t>(a)] = std::exp(-kappa * kappa * alpha_t);
    }
    return decay;
}

}  // namespace

template <class Real>
HeatProcess<Real>::HeatProcess(ImageShape shape, const LevelSchedule& schedule)
    : shape_(shape),
      levels_(level_records(schedule, shape.nx)),
      transform_(shape.grid()),
      decay_(shape.grid().cells()),
      decayed_(host_threads(), std::vector<Real>(shape.grid().cells())) {
    EBRU_EXPECT(shape.channels >= 1);
}

template <class Real>
void HeatProcess<Real>::initialize(const ImageBatch<Real>& u0, std::span<const SampleId> ids) {
    EBRU_EXPECT(u0.extent(0) >= 1 && u0.extent(0) == ids.size());
    EBRU_EXPECT(u0.extent(1) == static_cast<std::size_t>(shape_.channels) &&
                u0.extent(2) == static_cast<std::size_t>(shape_.ny) &&
                u0.extent(3) == static_cast<std::size_t>(shape_.nx));
    if (data_.extent(0) != u0.extent(0)) {
        const auto make = [&](const std::string& label) {
            return HostImageBatch<Real>(Kokkos::view_alloc(label, Kokkos::WithoutInitializing), u0.extent(0),
                                        u0.extent(1), u0.extent(2), u0.extent(3));
        };
        data_ = make("heat data");
        coefficients_ = make("heat coefficients");
    }
    Kokkos::deep_copy(data_, u0);
    const std::size_t cells = shape_.grid().cells();
    for_each_on_host("ebru::HeatProcess::initialize", u0.extent(0) * u0.extent(1), [this, cells](std::size_t image) {
        transform_.forward(data_.data() + image * cells, coefficients_.data() + image * cells);
    });
    level_ = 0;
}

template <class Real>
void HeatProcess<Real>::advance_to(int level) {
    EBRU_EXPECT(data_.extent(0) >= 1);
    EBRU_EXPECT(level > level_ && level < static_cast<int>(levels_.size()));
    const double alpha_t = levels_[static_cast<std::size_t>(level)].fo * shape_.nx * shape_.nx;
    const std::vector<double> decay_y = axis_decay(shape_.ny, alpha_t);
    const std::vector<double> decay_x = axis_decay(shape_.nx, alpha_t);
    // A mode this faint is far below round-off of the others; as a denormal number it would slow the transform tenfold.
    constexpr double faint =
        static_cast<double>(std::numeric_limits<Real>::min()) / std::numeric_limits<Real>::epsilon();
    std::size_t cell = 0;
    for (const double along_y : decay_y) {
        for (const double along_x : decay_x) {
            const double decay = along_y * along_x;
            decay_[cell++] = decay < faint ? Real(0) : static_cast<Real>(decay);
        }
    }
    level_ = level;
}

template <class Real>
void HeatProcess<Real>::copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const {
    EBRU_EXPECT(out.extent(0) == samples.size());
    EBRU_EXPECT(out.extent(1) == data_.extent(1) && out.extent(2) == data_.extent(2) &&
                out.extent(3) == data_.extent(3));
    EBRU_EXPECT(std::all_of(samples.begin(), samples.end(),
                            [this](int s) { return s >= 0 && static_cast<std::size_t>(s) < data_.extent(0); }));
    const auto host_out = Kokkos::create_mirror_view(Kokkos::HostSpace(), out);  // `out` itself in host builds
    const std::size_t cells = shape_.grid().cells();
    const auto channels = static_cast<std::size_t>(shape_.channels);
    for_each_by_workers("ebru::HeatProcess::copy_state", decayed_.size(), samples.size() * channels,
                        [&](std::size_t worker, std::size_t n) {
                            const auto sample = static_cast<std::size_t>(samples[n / channels]);
                            const std::size_t start = (sample * channels + n % channels) * cells;
                            Real* to = host_out.data() + n * cells;
                            if (level_ == 0) {
                                std::copy_n(data_.data() + start, cells, to);
                                return;
                            }
                            Real* decayed = decayed_[worker].data();
                            std::transform(decay_.begin(), decay_.end(), coefficients_.data() + start, decayed,
                                           std::multiplies<Real>());
                            transform_.inverse(decayed, to);
                        });
    Kokkos::deep_copy(out, host_out);
}

template <class Real>
std::vector<SampleReport> HeatProcess<Real>::reports() const {
    return std::vector<SampleReport>(data_.extent(0));
}

template class HeatProcess<float>;
template class HeatProcess<double>;

}  // namespace ebru
