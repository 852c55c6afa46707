#include "solvers/advection_diffusion/lattice_velocity.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/planted_fault.hpp"
#include "field/velocity_gradient.hpp"
#include "field/velocity_scale.hpp"

namespace ebru {

namespace {

HostVelocity allocate(const std::string& label, std::size_t fields, const Grid& grid) {
    return HostVelocity(Kokkos::view_alloc(label, Kokkos::WithoutInitializing), fields, 2,
                        static_cast<std::size_t>(grid.ny), static_cast<std::size_t>(grid.nx));
}

}  // namespace

LatticeVelocity::LatticeVelocity(std::shared_ptr<VelocityModel> model, const Settings& settings)
    : model_(std::move(model)), settings_(settings) {
    EBRU_EXPECT(model_ != nullptr);
}

void LatticeVelocity::set_batch(std::span<const SampleId> ids) {
    fields_.clear();
    field_of_.clear();
    for (const SampleId id : ids) {
        const std::int64_t field = model_->field_of(id);
        const auto known = std::find(fields_.begin(), fields_.end(), field);
        field_of_.push_back(static_cast<int>(known - fields_.begin()));
        if (known == fields_.end()) {
            fields_.push_back(field);
        }
    }
    if (physical_.extent(0) != fields_.size()) {
        physical_ = allocate("physical velocity", fields_.size(), settings_.grid);
        transport_ = settings_.compensation == Compensation::on
                         ? allocate("transport velocity", fields_.size(), settings_.grid)
                         : physical_;
        shape_ = {};
    }
    max_speed_.assign(fields_.size(), 0.0);
    kept_scale_.assign(fields_.size(), 1.0);
    evaluated_ = false;
}

void LatticeVelocity::evaluate_model(const VelocityDemand& demand) {
    if (evaluated_ && model_->steady()) {
        return;
    }
    const std::size_t fields = fields_.size();
    if (shape_.shape.extent(0) != fields) {
        shape_.shape = allocate("velocity shape", fields, settings_.grid);
    }
    const bool compensate = settings_.compensation == Compensation::on;
    if (compensate && shape_.acceleration.extent(0) != fields) {
        shape_.acceleration = allocate("velocity acceleration", fields, settings_.grid);
    }
    if (compensate && demand.time_step > 0.0 && shape_.rate.extent(0) != fields) {
        shape_.rate = allocate("velocity rate", fields, settings_.grid);
    }
    model_->evaluate(fields_, demand.time, shape_);
    evaluated_ = true;
}

void LatticeVelocity::update(const VelocityDemand& demand) {
    evaluate_model(demand);
    Kokkos::parallel_for("lattice velocity",
                         Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(0, static_cast<int>(fields_.size())),
                         [this, &demand](int field) { fill_field(field, demand); });
}

void LatticeVelocity::fill_field(int field, const VelocityDemand& demand) {
    const std::size_t cells = settings_.grid.cells();
    const double* const shape = &shape_.shape(field, 0, 0, 0);
    double* const v = &physical_(field, 0, 0, 0);
    const double largest = std::abs(demand.scale) * velocity_scale(shape, shape + cells, cells, VelocityScale::maximum);
    const bool too_fast = largest > settings_.speed_cap;
    const double kept = too_fast && settings_.limiter == Limiter::scale ? settings_.speed_cap / largest : 1.0;
    const double factor = kept * demand.scale;
    for (std::size_t i = 0; i < 2 * cells; ++i) {
        v[i] = factor * shape[i];
    }
    max_speed_[static_cast<std::size_t>(field)] = kept * largest;
    kept_scale_[static_cast<std::size_t>(field)] = planted(Fault::limiter_silent) ? 1.0 : kept;
    if (settings_.limiter == Limiter::tanh && largest > 0.0) {
        limit_by_tanh(field, largest);
    }
    if (settings_.compensation == Compensation::on) {
        add_lag(field, demand, kept);
    }
}

void LatticeVelocity::limit_by_tanh(int field, double largest) {
    const std::size_t cells = settings_.grid.cells();
    const double cap = settings_.speed_cap;
    double* const v_x = &physical_(field, 0, 0, 0);
    double* const v_y = v_x + cells;
    const double before = velocity_scale(v_x, v_y, cells, VelocityScale::rms);
    for (std::size_t i = 0; i < cells; ++i) {
        const double speed = std::hypot(v_x[i], v_y[i]);
        const double kept = speed > 0.0 ? cap / speed * std::tanh(speed / cap) : 1.0;
        v_x[i] *= kept;
        v_y[i] *= kept;
    }
    max_speed_[static_cast<std::size_t>(field)] = cap * std::tanh(largest / cap);
    kept_scale_[static_cast<std::size_t>(field)] = velocity_scale(v_x, v_y, cells, VelocityScale::rms) / before;
}

void LatticeVelocity::add_lag(int field, const VelocityDemand& demand, double kept) {
    const std::size_t cells = settings_.grid.cells();
    const double* const v = &physical_(field, 0, 0, 0);
    double* const compensated = &transport_(field, 0, 0, 0);
    if (settings_.limiter == Limiter::tanh) {
        // The model's derivatives belong to the field before tanh bent it.
        advective_acceleration(v, settings_.grid, settings_.walls, compensated);
        for (std::size_t i = 0; i < 2 * cells; ++i) {
            compensated[i] = v[i] + demand.lag * compensated[i];
        }
    } else {
        const double* const acceleration = &shape_.acceleration(field, 0, 0, 0);
        const double lag = planted(Fault::compensation_missing) ? 0.0 : demand.lag;
        const double factor = lag * (kept * demand.scale) * (kept * demand.scale);
        for (std::size_t i = 0; i < 2 * cells; ++i) {
            compensated[i] = v[i] + factor * acceleration[i];
        }
    }
    if (demand.time_step > 0.0) {
        const double* const rate = &shape_.rate(field, 0, 0, 0);
        // A step sees the velocity of its start, half a step too old. The core's own lag does not count here: the
        // hand-over takes the change of v out of the populations.
        const double half_step = planted(Fault::half_step_missing) ? 0.0 : 0.5 * demand.time_step;
        const double factor = half_step * kept * demand.scale;
        for (std::size_t i = 0; i < 2 * cells; ++i) {
            compensated[i] += factor * rate[i];
        }
    }
}

}  // namespace ebru
