#include "solvers/lbm/lbm_core.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/planted_fault.hpp"
#include "field/batch_copies.hpp"
#include "field/lattice_memory.hpp"
#include "solvers/lbm/add_to_state.hpp"

namespace ebru {

template <class Real, class Set, Equilibrium kind>
LbmCore<Real, Set, kind>::LbmCore(const ImageShape& shape, const LbmParameters& parameters, const BlockLayout* block)
    : shape_(shape), parameters_(parameters) {
    EBRU_EXPECT(shape.channels > 0 && shape.nx > 0 && shape.ny > 0);
    const std::vector<FieldSymmetry> fields = field_symmetries<Set>();
    kernel_.layout = PaddedLayout(shape.grid());
    kernel_.channels = shape.channels;
    GhostSides sides;
    if (block != nullptr) {
        EBRU_EXPECT(block->grid() == shape.grid() && block->walls() == parameters.walls);
        block_ = std::make_unique<LbmBlock<Real>>(*block, kernel_.layout, fields);
        sides = wall_sides(*block);
    }
    kernel_.fill = fill_ghosts(kernel_.layout, parameters.walls, fields, GhostNeed::directed, sides);
    kernel_.collect = collect_ghosts(kernel_.layout, parameters.walls, fields, sides);
}

template <class Real, class Set, Equilibrium kind>
double LbmCore<Real, Set, kind>::relaxation_time(double alpha) const {
    return relaxation_times(parameters_.relaxation, alpha).odd;
}

template <class Real, class Set, Equilibrium kind>
double LbmCore<Real, Set, kind>::velocity_lag(double alpha) const {
    return kind == Equilibrium::quadratic && !planted(Fault::lag_of_core_missing) ? 3.0 * alpha : 0.0;
}

template <class Real, class Set, Equilibrium kind>
double LbmCore<Real, Set, kind>::bytes_per_update() const {
    return (2.0 * Set::directions + 2.0) * sizeof(Real);
}

template <class Real, class Set, Equilibrium kind>
void LbmCore<Real, Set, kind>::initialize(const ImageBatch<Real>& u0) {
    EBRU_EXPECT(static_cast<int>(u0.extent(1)) == shape_.channels && static_cast<int>(u0.extent(2)) == shape_.ny &&
                static_cast<int>(u0.extent(3)) == shape_.nx);
    const std::size_t blocks = u0.extent(0) * u0.extent(1);
    if (kernel_.populations.extent(0) != blocks) {
        kernel_.populations = allocate_lattice<typename Kernel::Blocks>(
            "lbm populations", blocks, Set::directions * static_cast<std::size_t>(kernel_.layout.field_stride));
        kernel_.u_ref = Kokkos::View<Real*>("lbm reference value", blocks);
        u0_ = ImageBatch<Real>("lbm level 0", u0.extent(0), u0.extent(1), u0.extent(2), u0.extent(3));
    }
    Kokkos::deep_copy(u0_, u0);
    if (block_ != nullptr) {
        block_->mean_values(u0_, kernel_.u_ref);
    } else {
        mean_values(u0_, kernel_.u_ref);
    }
    old_tau_odd_ = 0.0;
    velocity_changed_ = false;
    steps_done_ = 0;
}

template <class Real, class Set, Equilibrium kind>
void LbmCore<Real, Set, kind>::set_velocity(const HostVelocity& velocity, std::span<const int> field_of) {
    EBRU_EXPECT(field_of.size() == u0_.extent(0));
    if (!velocity_changed_) {
        std::swap(kernel_.velocity, kernel_.old_velocity);  // the populations know the velocity of the last run
    }
    copy_to_padded(velocity, kernel_.layout, kernel_.velocity);
    copy_to_device(field_of, kernel_.field_of);
    velocity_changed_ = true;
}

template <class Real, class Set, Equilibrium kind>
void LbmCore<Real, Set, kind>::make_populations(double tau_odd) {
    const bool gradient = parameters_.start == PopulationStart::gradient && !planted(Fault::gradient_start_missing);
    const Real factor = gradient ? static_cast<Real>(tau_odd) : Real(0);
    if (block_ != nullptr) {
        launch_start(kernel_, PaddedRows<Real>{block_->with_ghosts(u0_), kernel_.layout}, factor);
    } else {
        launch_start(kernel_, ImageRows<Real>{u0_, parameters_.walls == Walls::periodic}, factor);
    }
}

template <class Real, class Set, Equilibrium kind>
void LbmCore<Real, Set, kind>::take_steps(const LbmSteps<Real>& steps) {
    if (block_ != nullptr) {
        block_->take_steps(kernel_, steps);
        return;
    }
    const std::size_t block_bytes = kernel_.populations.extent(1) * sizeof(Real);
    if (choose_time_loop(block_bytes, kernel_.blocks()) == TimeLoop::resident) {
        launch_resident(kernel_, steps);
    } else {
        launch_sliced(kernel_, steps);
    }
}

template <class Real, class Set, Equilibrium kind>
void LbmCore<Real, Set, kind>::run(int steps, double alpha) {
    EBRU_EXPECT(steps >= 1 && kernel_.velocity.extent(0) > 0);
    const RelaxationTimes tau = relaxation_times(parameters_.relaxation, alpha);
    const bool first_run = old_tau_odd_ == 0.0;
    if (first_run) {
        make_populations(tau.odd);
    }
    const bool persist =
        !first_run && parameters_.hand_over == IntervalHandOver::rescale && !planted(Fault::hand_over_missing);
    LbmSteps<Real> run;
    run.count = steps;
    run.first = steps_done_;
    run.hand_over = persist && velocity_changed_ ? HandOver::yes : HandOver::no;
    run.kept = {static_cast<Real>(1.0 - 1.0 / tau.even), static_cast<Real>(1.0 - 1.0 / tau.odd)};
    run.kept_first = run.kept;
    if (persist) {
        run.kept_first.odd = static_cast<Real>((1.0 - 1.0 / tau.odd) * tau.odd / old_tau_odd_);
    }
    take_steps(run);
    old_tau_odd_ = tau.odd;
    velocity_changed_ = false;
    steps_done_ += steps;
}

template <class Real, class Set, Equilibrium kind>
void LbmCore<Real, Set, kind>::add(const ImageBatch<Real>& delta) {
    EBRU_EXPECT(delta.layout() == u0_.layout());
    if (old_tau_odd_ == 0.0) {
        const ImageBatch<Real> u0 = u0_;
        Kokkos::parallel_for(
            "lbm add to level 0", u0_.size(), KOKKOS_LAMBDA(std::size_t i) { u0.data()[i] += delta.data()[i]; });
        return;
    }
    launch_add(kernel_, steps_done_ % 2 == 0 ? Parity::even : Parity::odd,
               velocity_changed_ ? kernel_.old_velocity : kernel_.velocity, delta);
}

template <class Real, class Set, Equilibrium kind>
void LbmCore<Real, Set, kind>::copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const {
    EBRU_EXPECT(out.extent(0) == samples.size());
    if (old_tau_odd_ == 0.0) {
        copy_images(u0_, samples, out);
        return;
    }
    Kokkos::View<int*> chosen;
    copy_to_device(samples, chosen);
    launch_state(kernel_, steps_done_ % 2 == 0 || planted(Fault::aa_parity) ? Parity::even : Parity::odd, chosen, out);
}

#define EBRU_INSTANTIATE_(Real)                                 \
    template class LbmCore<Real, D2Q9, Equilibrium::quadratic>; \
    template class LbmCore<Real, D2Q9, Equilibrium::linear>;    \
    template class LbmCore<Real, D2Q5, Equilibrium::quadratic>; \
    template class LbmCore<Real, D2Q5, Equilibrium::linear>;
EBRU_INSTANTIATE_(float)
EBRU_INSTANTIATE_(double)
#undef EBRU_INSTANTIATE_

}  // namespace ebru
