#include "solvers/spde/euler_maruyama.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/planted_fault.hpp"
#include "field/batch_copies.hpp"
#include "field/lattice_memory.hpp"

namespace ebru {

namespace {

/// Refuses what takes a whole image at a time.
void check_block(const BlockLayout& block, const SpdeEquation& equation, Taming taming) {
    validate(taming == Taming::none, "spde.taming of an image in blocks",
             "its norms run over the whole image in every step", "use spde.taming = \"none\", or leave run.blocks out");
    validate(!equation.has_noise() || equation.correlation_length <= 0.0, "noise.ell > 0 of an image in blocks",
             "correlated noise is made by transforms of the whole image", "use noise.ell = 0, or leave run.blocks out");
    const int depth = ghost_depth(equation.form);
    for (int rank = 0; rank < block.ranks().count(); ++rank) {
        const Grid cells = block.window_of(rank).grid();
        validate(cells.ny >= depth && cells.nx >= depth, "blocks \"" + to_text(block.shape()) + "\"",
                 "the drift form reaches " + std::to_string(depth) + " cells beyond a block, and some have fewer",
                 "use fewer blocks, or spde.drift_form = \"compact\"");
    }
}

}  // namespace

template <class Real>
EulerMaruyama<Real>::EulerMaruyama(const ImageShape& shape, const SpdeEquation& equation, Taming taming,
                                   std::uint64_t seed, const BlockLayout* block)
    : shape_(shape), equation_(equation) {
    const Grid whole = block != nullptr ? block->whole() : shape.grid();
    validate(equation.form != DriftForm::appendix_h || (whole.nx >= 2 && whole.ny >= 2),
             "spde.drift_form = \"appendix-h\" on images one pixel wide",
             "it reflects the image about the outermost pixels", "use larger images, or drift_form = \"compact\"");
    if (block != nullptr) {
        EBRU_EXPECT(block->grid() == shape.grid() && block->walls() == Walls::mirror);
        check_block(*block, equation, taming);
        block_ = std::make_unique<EulerBlock<Real>>(*block, equation.form);
        layout_ = block_->padded();
        kernel_.cells = block_->cells();
        kernel_.drawn = block->window();
    } else {
        layout_ = PaddedLayout(shape.grid());
        kernel_.cells = layout_;
        kernel_.drawn = Window::all_of(whole);
    }
    kernel_.drawn_nx = whole.nx;
    kernel_.channels = shape.channels;
    kernel_.ghosts = drift_ghosts(kernel_.cells, equation.form, ghost_depth(equation.form));
    kernel_.seed = seed;
    kernel_.taming = taming;
    if (equation.has_noise()) {
        own_noise_ = equation.correlation_length > 0.0 ? NoiseOrigin::given : NoiseOrigin::drawn;
    }
    if (own_noise_ == NoiseOrigin::given) {
        wiener_ = std::make_unique<QWiener<Real>>(shape, equation.correlation_length, seed);
    }
}

template <class Real>
void EulerMaruyama<Real>::allocate(const ImageBatch<Real>& u0) {
    const std::size_t blocks = u0.extent(0) * u0.extent(1);
    if (kernel_.u.extent(0) == blocks) {
        return;
    }
    const auto field = static_cast<std::size_t>(layout_.field_stride);
    kernel_.u = allocate_lattice<typename EulerKernel<Real>::Blocks>("spde u", blocks, field);
    kernel_.u_next = allocate_lattice<typename EulerKernel<Real>::Blocks>("spde u next", blocks, field);
    kernel_.u_ref = Kokkos::View<Real*>("spde reference value", blocks);
    kernel_.smallest_factor = Kokkos::View<double*>("spde taming factor", blocks);
    kernel_.ids = Kokkos::View<SampleId*>("spde ids", u0.extent(0));
    if (own_noise_ == NoiseOrigin::given) {
        kernel_.given = ImageBatch<Real>("spde noise", u0.extent(0), u0.extent(1), u0.extent(2), u0.extent(3));
    }
}

template <class Real>
void EulerMaruyama<Real>::load(const ImageBatch<Real>& u0, std::span<const SampleId> ids) {
    EBRU_EXPECT(u0.extent(0) >= 1 && u0.extent(0) == ids.size());
    EBRU_EXPECT(static_cast<int>(u0.extent(1)) == shape_.channels && static_cast<int>(u0.extent(2)) == shape_.ny &&
                static_cast<int>(u0.extent(3)) == shape_.nx);
    allocate(u0);
    ids_.assign(ids.begin(), ids.end());
    const Kokkos::View<const SampleId*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> host_ids(ids_.data(), ids_.size());
    Kokkos::deep_copy(kernel_.ids, host_ids);
    Kokkos::deep_copy(kernel_.smallest_factor, 1.0);
    if (block_ != nullptr) {
        block_->load(u0, kernel_);
        return;
    }
    mean_values(u0, kernel_.u_ref);
    load_padded(u0, kernel_.u_ref, kernel_.cells, kernel_.ghosts, kernel_.u);
}

template <class Real>
void EulerMaruyama<Real>::set_steps(std::span<const SpdeStep> steps) {
    if (kernel_.steps.extent(0) < steps.size()) {
        kernel_.steps = Kokkos::View<EulerStep<Real>*>("spde steps", steps.size());
    }
    const auto host = Kokkos::create_mirror_view(kernel_.steps);
    for (std::size_t s = 0; s < steps.size(); ++s) {
        const SpdeStep& step = steps[s];
        const double root_dt = planted(Fault::spde_noise_scale) ? step.dt : std::sqrt(step.dt);
        host(s) = {static_cast<Real>(step.dt), static_cast<Real>(root_dt),
                   EdgeFunction<Real>(equation_.drift_at(step.t)), EdgeFunction<Real>(equation_.noise_at(step.t)),
                   step.number};
    }
    Kokkos::deep_copy(kernel_.steps, host);
}

template <class Real>
void EulerMaruyama<Real>::advance(int begin, int end) {
    const std::size_t block_bytes = 2 * static_cast<std::size_t>(layout_.field_stride) * sizeof(Real);
    const bool resident = block_ == nullptr && (kernel_.taming != Taming::none ||
                                                choose_time_loop(block_bytes, kernel_.blocks()) == TimeLoop::resident);
    // Which kernel is run is decided by the schedule's kind: both give the same bits where lambda is infinite.
    const EdgeFunction<Real> kind(equation_.drift_at(0.0));
    with_drift(equation_.form, kind, [&](const auto& drift) {
        if (resident) {
            launch_resident(kernel_, drift, begin, end);
            if ((end - begin) % 2 == 1) {
                std::swap(kernel_.u, kernel_.u_next);
            }
            return;
        }
        for (int s = begin; s < end; ++s) {
            if (block_ != nullptr) {
                block_->step(kernel_, drift, s);
            } else {
                launch_slices(kernel_, kernel_.cells, drift, s);
                launch_ghosts(kernel_.u_next, kernel_.ghosts);
            }
            std::swap(kernel_.u, kernel_.u_next);
        }
    });
}

template <class Real>
void EulerMaruyama<Real>::run(std::span<const SpdeStep> steps) {
    EBRU_EXPECT(kernel_.u.extent(0) > 0);
    set_steps(steps);
    kernel_.noise = own_noise_;
    const auto count = static_cast<int>(steps.size());
    if (own_noise_ != NoiseOrigin::given) {
        advance(0, count);
        return;
    }
    for (int s = 0; s < count; ++s) {
        wiener_->draw(ids_, steps[static_cast<std::size_t>(s)].number, kernel_.given);
        advance(s, s + 1);
    }
}

template <class Real>
void EulerMaruyama<Real>::step_on(const SpdeStep& step, const ImageBatch<Real>& xi) {
    EBRU_EXPECT(xi.extent(0) * xi.extent(1) == kernel_.u.extent(0));
    set_steps(std::span(&step, 1));
    const ImageBatch<Real> own = std::exchange(kernel_.given, xi);
    kernel_.noise = NoiseOrigin::given;
    advance(0, 1);
    kernel_.given = own;
}

template <class Real>
void EulerMaruyama<Real>::copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const {
    EBRU_EXPECT(out.extent(0) == samples.size());
    Kokkos::View<int*> chosen;
    copy_to_device(samples, chosen);
    store_padded(kernel_.u, kernel_.u_ref, kernel_.cells, chosen, out);
}

template <class Real>
std::vector<double> EulerMaruyama<Real>::smallest_taming_factors() const {
    const auto factors = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), kernel_.smallest_factor);
    std::vector<double> smallest(ids_.size(), 1.0);
    for (std::size_t bc = 0; bc < factors.extent(0); ++bc) {
        double& own = smallest[bc / static_cast<std::size_t>(shape_.channels)];
        own = std::min(own, factors(bc));
    }
    return smallest;
}

template class EulerMaruyama<float>;
template class EulerMaruyama<double>;

}  // namespace ebru
