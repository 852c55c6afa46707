#include "solvers/stencil/stencil_core.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "field/batch_copies.hpp"
#include "field/lattice_memory.hpp"
#include "solvers/stencil/add_to_state.hpp"

namespace ebru {

void check_stencil_stability(double alpha, double max_speed, const std::string& where) {
    constexpr double round_off = 1e-9;
    const double spread = 2.0 * alpha + max_speed * max_speed;
    validate(
        spread <= 1.0 + round_off,
        fmt::format("transport.method = \"stencil\" at alpha = {:.4g} and |v| = {:.4g} in {}", alpha, max_speed, where),
        fmt::format("it is unstable where 2 alpha + v^2 exceeds 1, and here it is {:.4g}", spread),
        fmt::format("lower transport.alpha_max to at most {:.4g}",
                    std::floor(0.5e4 * (1.0 - max_speed * max_speed)) / 1e4));
}

template <class Real>
StencilCore<Real>::StencilCore(const ImageShape& shape, Walls walls, const BlockLayout* block) : shape_(shape) {
    validate(walls != Walls::bounce_back, "transport.walls = \"bounce-back\" with transport.method = \"stencil\"",
             "bounce-back turns populations around and the memoryless stencil has none",
             "use walls = \"mirror\" or \"periodic\", or method = \"lbm\"");
    kernel_.layout = PaddedLayout(shape.grid());
    kernel_.channels = shape.channels;
    if (block != nullptr) {
        EBRU_EXPECT(block->grid() == shape.grid() && block->walls() == walls);
        block_ = std::make_unique<StencilBlock<Real>>(*block, kernel_);
        kernel_.sides = block_->sides();
    } else {
        kernel_.sides = sides_of_whole(walls == Walls::periodic);
        kernel_.weight_ghosts = weight_ghosts(kernel_.layout, walls);
    }
}

template <class Real>
StencilCore<Real>::~StencilCore() = default;

template <class Real>
double StencilCore<Real>::relaxation_time(double /*alpha*/) const {
    return 0.0;
}

template <class Real>
double StencilCore<Real>::velocity_lag(double /*alpha*/) const {
    return 0.5;  // as D2Q9 at tau = 1: half a step, whatever alpha is
}

template <class Real>
double StencilCore<Real>::bytes_per_update() const {
    return 8.0 * sizeof(Real);
}

template <class Real>
void StencilCore<Real>::initialize(const ImageBatch<Real>& u0) {
    EBRU_EXPECT(static_cast<int>(u0.extent(1)) == shape_.channels && static_cast<int>(u0.extent(2)) == shape_.ny &&
                static_cast<int>(u0.extent(3)) == shape_.nx);
    const std::size_t blocks = u0.extent(0) * u0.extent(1);
    if (kernel_.u.extent(0) != blocks) {
        const auto field = static_cast<std::size_t>(kernel_.layout.field_stride);
        kernel_.u = allocate_lattice<typename StencilKernel<Real>::Blocks>("stencil u", blocks, field);
        kernel_.u_next = allocate_lattice<typename StencilKernel<Real>::Blocks>("stencil u next", blocks, field);
        kernel_.u_ref = Kokkos::View<Real*>("stencil reference value", blocks);
    }
    if (block_ != nullptr) {
        block_->mean_values(u0, kernel_.u_ref);
    } else {
        mean_values(u0, kernel_.u_ref);
    }
    launch_load(kernel_, u0);
}

template <class Real>
void StencilCore<Real>::set_velocity(const HostVelocity& velocity, std::span<const int> field_of) {
    EBRU_EXPECT(field_of.size() * static_cast<std::size_t>(shape_.channels) == kernel_.u.extent(0));
    copy_to_padded(velocity, kernel_.layout, kernel_.velocity);
    copy_to_device(field_of, kernel_.field_of);
    alpha_of_weights_ = 0.0;
}

template <class Real>
void StencilCore<Real>::make_weights(double alpha) {
    const std::size_t fields = kernel_.velocity.extent(0);
    if (kernel_.weights.extent(0) != fields) {
        const auto field = static_cast<std::size_t>(kernel_.layout.field_stride);
        kernel_.weights =
            allocate_lattice<typename StencilKernel<Real>::Fields>("stencil weights", fields, weight_fields, field);
        kernel_.constant_change =
            allocate_lattice<typename StencilKernel<Real>::Blocks>("stencil constant", fields, field);
    }
    launch_weights(kernel_, alpha);
    if (block_ != nullptr) {
        block_->complete_weights(kernel_, constant_sums_);
    } else {
        launch_constant_change(kernel_, constant_sums_);
    }
    launch_closed_columns(kernel_);
    alpha_of_weights_ = alpha;
}

template <class Real>
void StencilCore<Real>::run(int steps, double alpha) {
    EBRU_EXPECT(steps >= 1 && alpha > 0.0 && alpha <= 0.5 && kernel_.velocity.extent(0) > 0);
    if (alpha != alpha_of_weights_) {
        make_weights(alpha);
    }
    if (block_ != nullptr) {
        for (int s = 0; s < steps; ++s) {
            block_->step(kernel_);
            std::swap(kernel_.u, kernel_.u_next);
        }
        return;
    }
    const std::size_t block_bytes = 7 * static_cast<std::size_t>(kernel_.layout.field_stride) * sizeof(Real);
    if (choose_time_loop(block_bytes, kernel_.blocks()) == TimeLoop::resident) {
        launch_resident(kernel_, steps);
        if (steps % 2 == 1) {
            std::swap(kernel_.u, kernel_.u_next);
        }
    } else {
        for (int s = 0; s < steps; ++s) {
            launch_slices(kernel_);
            std::swap(kernel_.u, kernel_.u_next);
        }
    }
}

template <class Real>
void StencilCore<Real>::add(const ImageBatch<Real>& delta) {
    EBRU_EXPECT(delta.extent(0) * delta.extent(1) == kernel_.u.extent(0) &&
                static_cast<int>(delta.extent(1)) == shape_.channels &&
                static_cast<int>(delta.extent(2)) == shape_.ny && static_cast<int>(delta.extent(3)) == shape_.nx);
    launch_add(kernel_, delta);
}

template <class Real>
void StencilCore<Real>::copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const {
    EBRU_EXPECT(out.extent(0) == samples.size());
    Kokkos::View<int*> chosen;
    copy_to_device(samples, chosen);
    launch_state(kernel_, chosen, out);
}

template class StencilCore<float>;
template class StencilCore<double>;

}  // namespace ebru
