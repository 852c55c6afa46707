#include "solvers/ensemble/snapshot_score.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace ebru {

template <class Real>
SnapshotScore<Real>::SnapshotScore(std::vector<std::shared_ptr<const KernelDensity>> of_step, std::int64_t particles)
    : of_step_(std::move(of_step)), log_density_("log densities", static_cast<std::size_t>(particles)) {
    EBRU_EXPECT(!of_step_.empty() && particles >= 1);
    EBRU_EXPECT(std::ranges::all_of(of_step_, [this](const auto& estimate) {
        return estimate != nullptr && estimate->dimension() == of_step_.front()->dimension();
    }));
}

template <class Real>
void SnapshotScore<Real>::evaluate(int step, const Positions<Real>& x, const Positions<Real>& score) const {
    EBRU_EXPECT(step >= 0 && step < steps());
    EBRU_EXPECT(x.extent(0) <= log_density_.extent(0));
    const Kokkos::View<Real*> log_density =
        Kokkos::subview(log_density_, std::pair<std::size_t, std::size_t>(0, x.extent(0)));
    of_step_[static_cast<std::size_t>(step)]->template evaluate<Real>(x, log_density, score);
}

template class SnapshotScore<float>;
template class SnapshotScore<double>;

}  // namespace ebru
