#include "solvers/spde/spde_process.hpp"

#include <utility>

#include "base/error.hpp"

namespace ebru {

template <class Real>
SpdeProcess<Real>::SpdeProcess(Parts parts) : parts_(std::move(parts)) {
    EBRU_EXPECT(parts_.stepper != nullptr && parts_.levels.size() == parts_.plan.size() + 1);
}

template <class Real>
void SpdeProcess<Real>::initialize(const ImageBatch<Real>& u0, std::span<const SampleId> ids) {
    parts_.stepper->load(u0, ids);
    level_ = 0;
}

template <class Real>
void SpdeProcess<Real>::advance_to(int level) {
    EBRU_EXPECT(level > level_ && level < static_cast<int>(parts_.levels.size()));
    for (; level_ < level; ++level_) {
        parts_.stepper->run(parts_.plan[static_cast<std::size_t>(level_)]);
    }
}

template <class Real>
void SpdeProcess<Real>::copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const {
    parts_.stepper->copy_state(samples, out);
}

template <class Real>
std::vector<SampleReport> SpdeProcess<Real>::reports() const {
    std::vector<SampleReport> reports;
    for (const double factor : parts_.stepper->smallest_taming_factors()) {
        reports.push_back({.smallest_taming_factor = factor});
    }
    return reports;
}

template class SpdeProcess<float>;
template class SpdeProcess<double>;

}  // namespace ebru
