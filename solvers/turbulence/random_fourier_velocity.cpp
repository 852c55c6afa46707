#include "solvers/turbulence/random_fourier_velocity.hpp"

#include <cmath>

#include "base/error.hpp"
#include "base/planted_fault.hpp"
#include "fft/host_batch.hpp"
#include "solvers/turbulence/periodic_synthesis.hpp"
#include "solvers/turbulence/wall_synthesis.hpp"

namespace ebru {

namespace {

std::unique_ptr<const ModeSynthesis> make_synthesis(const TurbulenceParameters& parameters,
                                                    const std::vector<FourierMode>& modes) {
    if (parameters.kind == TurbulenceKind::walls) {
        return std::make_unique<WallSynthesis>(parameters.grid, modes);
    }
    return std::make_unique<PeriodicSynthesis>(parameters.grid, parameters.kind, modes);
}

void expect_shape(const HostVelocity& view, std::size_t fields, Grid grid) {
    EBRU_EXPECT(view.extent(0) == 0 || (view.extent(0) == fields && view.extent(1) == 2 &&
                                        view.extent(2) == static_cast<std::size_t>(grid.ny) &&
                                        view.extent(3) == static_cast<std::size_t>(grid.nx)));
}

/// out (2, Y, X) = factor * planes.
void write_scaled(const VelocityPlanes& planes, double factor, std::size_t cells, double* out) {
    for (std::size_t cell = 0; cell < cells; ++cell) {
        out[cell] = factor * planes.x[cell];
        out[cells + cell] = factor * planes.y[cell];
    }
}

/// out (2, Y, X) = factor * (v . grad) v.
void write_acceleration(const VelocityPlanes& v, const GradientPlanes& g, double factor, std::size_t cells,
                        double* out) {
    for (std::size_t cell = 0; cell < cells; ++cell) {
        out[cell] = factor * (v.x[cell] * g.dx_vx[cell] + v.y[cell] * g.dy_vx[cell]);
        out[cells + cell] = factor * (v.x[cell] * g.dx_vy[cell] + v.y[cell] * g.dy_vy[cell]);
    }
}

}  // namespace

RandomFourierVelocity::RandomFourierVelocity(const TurbulenceParameters& parameters)
    : parameters_(parameters),
      modes_(fourier_modes(parameters)),
      components_(parameters.kind == TurbulenceKind::independent ? 2 : 1),
      phases_(parameters.seed, modes_, components_),
      synthesis_(make_synthesis(parameters, modes_)),
      cosine_t_(modes_.size()),
      sine_t_(modes_.size()) {
    const std::size_t mode_values = 2 * static_cast<std::size_t>(components_) * modes_.size();
    for (std::size_t worker = 0; worker < host_threads(); ++worker) {
        workspaces_.push_back({.phases = std::vector<double>(mode_values),
                               .rates = std::vector<double>(mode_values),
                               .planes = std::vector<double>(6 * parameters.grid.cells()),
                               .transform = std::vector<std::complex<double>>(synthesis_->scratch_values())});
    }
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

void RandomFourierVelocity::evaluate(std::span<const std::int64_t> fields, double t, const VelocityRequest& request) {
    expect_shape(request.shape, fields.size(), parameters_.grid);
    expect_shape(request.acceleration, fields.size(), parameters_.grid);
    expect_shape(request.rate, fields.size(), parameters_.grid);
    phases_.require(fields);
    set_time(t);
    for_each_by_workers(
        "ebru::RandomFourierVelocity::evaluate", workspaces_.size(), fields.size(),
        [&](std::size_t worker, std::size_t field) { evaluate_field(field, workspaces_[worker], request); });
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

void RandomFourierVelocity::evaluate_field(std::size_t field, Workspace& workspace,
                                           const VelocityRequest& request) const {
    const std::size_t cells = parameters_.grid.cells();
    double* plane = workspace.planes.data();
    const VelocityPlanes v{plane, plane + cells};
    const GradientPlanes gradient{plane + 2 * cells, plane + 3 * cells, plane + 4 * cells, plane + 5 * cells};

    const ModeValues phases = phases_at_time(field, workspace);
    const bool with_gradient = request.acceleration.extent(0) != 0;
    if (with_gradient) {
        synthesis_->velocity_and_gradient(phases, workspace.transform.data(), v, gradient);
    } else {
        synthesis_->velocity(phases, workspace.transform.data(), v);
    }

    const double scale = velocity_scale(v.x, v.y, cells, parameters_.scale);
    const double factor = scale > 0.0 ? 1.0 / scale : 0.0;
    if (request.shape.extent(0) != 0) {
        write_scaled(v, factor, cells, &request.shape(field, 0, 0, 0));
    }
    if (with_gradient) {
        write_acceleration(v, gradient, factor * factor, cells, &request.acceleration(field, 0, 0, 0));
    }
    if (request.rate.extent(0) != 0) {
        synthesis_->velocity(phase_rates(phases, workspace), workspace.transform.data(), v);
        write_scaled(v, factor, cells, &request.rate(field, 0, 0, 0));
    }
}

}  // namespace ebru
