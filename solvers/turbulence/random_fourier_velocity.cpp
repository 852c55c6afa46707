#include "solvers/turbulence/random_fourier_velocity.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/planted_fault.hpp"
#include "fft/host_batch.hpp"
#include "solvers/turbulence/periodic_synthesis.hpp"
#include "solvers/turbulence/wall_synthesis.hpp"

namespace ebru {

namespace {

std::unique_ptr<const ModeSynthesis> make_synthesis(const TurbulenceParameters& parameters, const Window& window,
                                                    const std::vector<FourierMode>& modes) {
    if (parameters.kind == TurbulenceKind::walls) {
        return std::make_unique<WallSynthesis>(parameters.grid, window, modes);
    }
    return std::make_unique<PeriodicSynthesis>(parameters.grid, window, parameters.kind, modes);
}

void expect_shape(const HostVelocity& view, std::size_t fields, Grid grid) {
    EBRU_EXPECT(view.extent(0) == 0 || (view.extent(0) == fields && view.extent(1) == 2 &&
                                        view.extent(2) == static_cast<std::size_t>(grid.ny) &&
                                        view.extent(3) == static_cast<std::size_t>(grid.nx)));
}

VelocityPlanes planes_of(const HostVelocity& view, std::size_t field) {
    return {&view(field, 0, 0, 0), &view(field, 1, 0, 0)};
}

/// values (2, Y, X) of a field times factor.
void scale_values(const HostVelocity& view, std::size_t field, double factor) {
    double* const values = &view(field, 0, 0, 0);
    const std::size_t count = view.extent(1) * view.extent(2) * view.extent(3);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] *= factor;
    }
}

}  // namespace

RandomFourierVelocity::RandomFourierVelocity(const TurbulenceParameters& parameters, const FieldPart& part)
    : parameters_(parameters),
      part_(part),
      modes_(fourier_modes(parameters)),
      components_(parameters.kind == TurbulenceKind::independent ? 2 : 1),
      phases_(parameters.seed, modes_, components_),
      synthesis_(make_synthesis(parameters, part.window(), modes_)),
      cosine_t_(modes_.size()),
      sine_t_(modes_.size()) {
    EBRU_EXPECT(part.whole() == parameters.grid);
}

std::uint64_t RandomFourierVelocity::bytes(const TurbulenceParameters& parameters, const Grid& own) {
    const std::vector<FourierMode> modes = fourier_modes(parameters);
    const bool walls = parameters.kind == TurbulenceKind::walls;
    const std::size_t scratch = walls ? WallSynthesis::scratch_values(parameters.grid, own, modes)
                                      : PeriodicSynthesis::scratch_values(parameters.grid, own, modes);
    const std::size_t components = parameters.kind == TurbulenceKind::independent ? 2 : 1;
    // Per mode: itself, its place in the spectrum (two in column 0 of periodic kinds), its packed name, cos and sin of
    // omega t, and per component of its phase, of its phase now and of the rate.
    const std::size_t place = walls ? WallSynthesis::bytes_per_mode() : 2 * PeriodicSynthesis::bytes_per_mode();
    const std::size_t per_mode = sizeof(FourierMode) + place + 8 + 2 * 8 + components * 3 * 2 * 8;
    return modes.size() * per_mode + scratch * sizeof(std::complex<double>);
}

std::int64_t RandomFourierVelocity::field_of(SampleId id) const {
    EBRU_EXPECT(id >= 0);
    switch (parameters_.field_per) {
        case FieldPer::image:
            return id;
        case FieldPer::group:
            return id / parameters_.group;
        case FieldPer::data_set:
            return 0;
    }
    EBRU_ASSERT(!"a sharing of fields without a rule");
    return 0;
}

void RandomFourierVelocity::set_time(double t) {
    for (std::size_t mode = 0; mode < modes_.size(); ++mode) {
        const double turned =
            modes_[mode].omega * (planted(Fault::phases_frozen) ? 0.0 : t) + modes_[mode].centre_phase;
        cosine_t_[mode] = std::cos(turned);
        sine_t_[mode] = std::sin(turned);
    }
}

void RandomFourierVelocity::require_room(std::size_t fields, const VelocityRequest& request) {
    const std::size_t mode_values = 2 * static_cast<std::size_t>(components_) * modes_.size();
    while (workspaces_.size() < std::min(fields, host_threads())) {
        workspaces_.push_back({.phases = std::vector<double>(mode_values),
                               .rates = std::vector<double>(mode_values),
                               .transform = std::vector<std::complex<double>>(synthesis_->scratch_values())});
    }
    if (request.shape.extent(0) == 0 && spare_.extent(0) != fields) {
        spare_ = HostVelocity(Kokkos::view_alloc("velocity shape", Kokkos::WithoutInitializing), fields, 2,
                              static_cast<std::size_t>(part_.grid().ny), static_cast<std::size_t>(part_.grid().nx));
    }
    shapes_.resize(fields);
    scales_.resize(fields);
}

void RandomFourierVelocity::evaluate(std::span<const std::int64_t> fields, double t, const VelocityRequest& request) {
    expect_shape(request.shape, fields.size(), part_.grid());
    expect_shape(request.acceleration, fields.size(), part_.grid());
    expect_shape(request.rate, fields.size(), part_.grid());
    phases_.require(fields);
    set_time(t);
    require_room(fields.size(), request);
    const VelocityRequest filled{request.shape.extent(0) != 0 ? request.shape : spare_, request.acceleration,
                                 request.rate};
    for (std::size_t field = 0; field < fields.size(); ++field) {
        shapes_[field] = &filled.shape(field, 0, 0, 0);
    }
    const auto find_scales = [&](std::size_t first, std::size_t count) {
        velocity_scales(part_, std::span(shapes_).subspan(first, count), parameters_.scale,
                        std::span(scales_).subspan(first, count));
    };
    const auto for_each_field = [&](const auto& body) {
        for_each_by_workers("ebru::RandomFourierVelocity::evaluate", workspaces_.size(), fields.size(), body);
    };
    if (part_.layout() == nullptr) {
        for_each_field([&](std::size_t worker, std::size_t field) {
            synthesise(field, workspaces_[worker], filled);
            find_scales(field, 1);
            scale_field(field, filled);
        });
        return;
    }
    for_each_field([&](std::size_t worker, std::size_t field) { synthesise(field, workspaces_[worker], filled); });
    find_scales(0, fields.size());  // the ranks talk to each other: not from within a loop of threads
    for_each_field([&](std::size_t, std::size_t field) { scale_field(field, filled); });
}

ModeValues RandomFourierVelocity::phases_at_time(std::size_t field, Workspace& workspace) const {
    const std::size_t count = modes_.size();
    ModeValues values;
    for (int component = 0; component < components_; ++component) {
        const double* cosine = phases_.cosines(field, component);
        const double* sine = phases_.sines(field, component);
        double* cosine_now = workspace.phases.data() + 2 * static_cast<std::size_t>(component) * count;
        double* sine_now = cosine_now + count;
        for (std::size_t mode = 0; mode < count; ++mode) {
            cosine_now[mode] = cosine[mode] * cosine_t_[mode] - sine[mode] * sine_t_[mode];
            sine_now[mode] = sine[mode] * cosine_t_[mode] + cosine[mode] * sine_t_[mode];
        }
        // with one component both entries point to it
        for (std::size_t c = static_cast<std::size_t>(component); c < 2; ++c) {
            values.cosine[c] = cosine_now;
            values.sine[c] = sine_now;
        }
    }
    return values;
}

ModeValues RandomFourierVelocity::phase_rates(const ModeValues& phases, Workspace& workspace) const {
    const std::size_t count = modes_.size();
    ModeValues values;
    for (std::size_t c = 0; c < 2; ++c) {
        const std::size_t row = components_ == 2 ? c : 0;
        double* cosine_rate = workspace.rates.data() + 2 * row * count;
        double* sine_rate = cosine_rate + count;
        for (std::size_t mode = 0; mode < count; ++mode) {
            cosine_rate[mode] = -modes_[mode].omega * phases.sine[c][mode];
            sine_rate[mode] = modes_[mode].omega * phases.cosine[c][mode];
        }
        values.cosine[c] = cosine_rate;
        values.sine[c] = sine_rate;
    }
    return values;
}

void RandomFourierVelocity::synthesise(std::size_t field, Workspace& workspace, const VelocityRequest& request) const {
    const ModeValues phases = phases_at_time(field, workspace);
    std::complex<double>* const scratch = workspace.transform.data();
    const VelocityPlanes v = planes_of(request.shape, field);
    if (request.acceleration.extent(0) != 0) {
        synthesis_->velocity_and_acceleration(phases, scratch, v, planes_of(request.acceleration, field));
    } else {
        synthesis_->velocity(phases, scratch, v);
    }
    if (request.rate.extent(0) != 0) {
        synthesis_->velocity(phase_rates(phases, workspace), scratch, planes_of(request.rate, field));
    }
}

void RandomFourierVelocity::scale_field(std::size_t field, const VelocityRequest& request) const {
    const double scale = scales_[field];
    const double factor = scale > 0.0 ? 1.0 / scale : 0.0;
    scale_values(request.shape, field, factor);
    if (request.acceleration.extent(0) != 0) {
        scale_values(request.acceleration, field, factor * factor);
    }
    if (request.rate.extent(0) != 0) {
        scale_values(request.rate, field, factor);
    }
}

}  // namespace ebru
