#include "solvers/forward/batch_capture.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/planted_fault.hpp"
#include "solvers/forward/pair_levels.hpp"

namespace ebru {

template <class Real>
BatchCapture<Real>::BatchCapture(const ChainLayout& layout, int last_level, std::uint64_t seed, int step)
    : layout_(layout), last_level_(last_level), seed_(seed), wanted_(static_cast<std::size_t>(last_level) + 1) {
    for (int i = 0; i <= layout.pair_window; ++i) {
        pair_steps_.push_back(i * step);
    }
}

template <class Real>
void BatchCapture<Real>::want(int level, const Wanted& wanted) {
    const int taken_at = planted(Fault::level_late) ? std::min(level + 1, last_level_) : level;
    wanted_[static_cast<std::size_t>(taken_at)].push_back(wanted);
}

template <class Real>
void BatchCapture<Real>::begin(std::int64_t first, std::span<const SampleId> ids) {
    first_ = first;
    count_ = static_cast<std::int64_t>(ids.size());
    velocity_count_ = samples_among_first(layout_.velocity_samples, first, count_);
    const std::int64_t full_count = samples_among_first(layout_.full_samples, first, count_);
    const std::size_t values = layout_.shape.values();
    const auto pairs = static_cast<std::size_t>(layout_.pairs_per_sample);
    states_.resize(static_cast<std::size_t>(full_count) * layout_.full_levels.size() * values);
    pair_states_.resize(ids.size() * pairs * static_cast<std::size_t>(layout_.window_states()) * values);
    velocity_.resize(static_cast<std::size_t>(velocity_count_) * static_cast<std::size_t>(last_level_) * 2 *
                     layout_.shape.grid().cells());
    pair_levels_.clear();
    for (std::vector<Wanted>& level : wanted_) {
        level.clear();
    }
    std::size_t state = 0;
    std::size_t pair_state = 0;
    for (int b = 0; b < static_cast<int>(count_); ++b) {
        if (b < full_count) {
            for (const int level : layout_.full_levels) {
                want(level, {b, values * state++, false});
            }
        }
        for (const std::int32_t k : draw_pair_levels(seed_, ids[static_cast<std::size_t>(b)], last_level_,
                                                     layout_.pairs_per_sample, layout_.pair_window)) {
            pair_levels_.push_back(k);
            for (const int back : pair_steps_) {
                want(std::max(k - back, 0), {b, values * pair_state++, true});
            }
        }
    }
}

template <class Real>
void BatchCapture<Real>::put(const Wanted& wanted, const Real* image) {
    std::vector<Real>& where = wanted.pair ? pair_states_ : states_;
    std::copy_n(image, layout_.shape.values(), where.begin() + static_cast<std::ptrdiff_t>(wanted.offset));
}

template <class Real>
void BatchCapture<Real>::take_data(const HostImageBatch<Real>& data) {
    for (const Wanted& wanted : wanted_.front()) {
        put(wanted, &data(wanted.sample, 0, 0, 0));
    }
}

template <class Real>
void BatchCapture<Real>::take_level(const ForwardProcess<Real>& process) {
    take_velocity(process);
    const std::vector<Wanted>& wanted = wanted_[static_cast<std::size_t>(process.level())];
    if (wanted.empty()) {
        return;
    }
    std::vector<int> samples;
    for (const Wanted& one : wanted) {
        if (samples.empty() || samples.back() != one.sample) {
            samples.push_back(one.sample);
        }
    }
    const ImageShape& shape = layout_.shape;
    const ImageBatch<Real> states(Kokkos::view_alloc("captured states", Kokkos::WithoutInitializing), samples.size(),
                                  static_cast<std::size_t>(shape.channels), static_cast<std::size_t>(shape.ny),
                                  static_cast<std::size_t>(shape.nx));
    process.copy_state(samples, states);
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), states);
    std::size_t position = 0;
    for (const Wanted& one : wanted) {
        while (samples[position] != one.sample) {
            ++position;
        }
        put(one, &host(position, 0, 0, 0));
    }
}

template <class Real>
void BatchCapture<Real>::take_velocity(const ForwardProcess<Real>& process) {
    if (velocity_count_ == 0) {
        return;
    }
    const ImageShape& shape = layout_.shape;
    std::vector<int> samples(static_cast<std::size_t>(velocity_count_));
    for (std::size_t b = 0; b < samples.size(); ++b) {
        samples[b] = static_cast<int>(b);
    }
    const HostVelocity fields("captured velocity", samples.size(), 2, static_cast<std::size_t>(shape.ny),
                              static_cast<std::size_t>(shape.nx));
    process.copy_velocity(samples, fields);
    const std::size_t field = 2 * shape.grid().cells();
    const auto levels = static_cast<std::size_t>(last_level_);
    for (std::size_t b = 0; b < samples.size(); ++b) {
        const std::size_t interval = b * levels + static_cast<std::size_t>(process.level()) - 1;
        std::copy_n(&fields(b, 0, 0, 0), field, velocity_.begin() + static_cast<std::ptrdiff_t>(interval * field));
    }
}

template <class Real>
ChainBlock<Real> BatchCapture<Real>::block(ChainDiagnostics diagnostics) const {
    return {first_, count_, states_, pair_levels_, pair_states_, velocity_, std::move(diagnostics)};
}

template class BatchCapture<float>;
template class BatchCapture<double>;

}  // namespace ebru
