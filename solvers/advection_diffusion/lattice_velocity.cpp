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
    : model_(std::move(model)), settings_(settings), part_(settings.grid, settings.blocks) {
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
    const std::size_t count = fields_.size();
    if (physical_.extent(0) != count) {
        physical_ = allocate("physical velocity", count, part_.grid());
        const bool compensate = settings_.compensation == Compensation::on;
        transport_ = compensate ? allocate("transport velocity", count, part_.grid()) : physical_;
        shape_ = {};
        shape_.shape = allocate("velocity shape", count, part_.grid());
        if (compensate && settings_.limiter == Limiter::tanh) {
            halo_ = std::make_unique<VelocityHalo>(part_, settings_.walls, static_cast<int>(count));
            if (part_.layout() == nullptr) {
                halo_->update(physical_);  // to know where the fields lie: once, whatever they become
            }
        }
        shapes_.clear();
        velocities_.clear();
        for (std::size_t field = 0; field < count; ++field) {
            shapes_.push_back(&shape_.shape(field, 0, 0, 0));
            velocities_.push_back(&physical_(field, 0, 0, 0));
        }
        for (std::vector<double>* const values : {&largest_, &before_, &after_}) {
            values->assign(count, 0.0);
        }
    }
    max_speed_.assign(count, 0.0);
    kept_scale_.assign(count, 1.0);
    kept_.assign(count, 1.0);
    evaluated_ = false;
}

void LatticeVelocity::evaluate_model(const VelocityDemand& demand) {
    if (evaluated_ && model_->steady()) {
        return;
    }
    const std::size_t fields = fields_.size();
    const bool compensate = settings_.compensation == Compensation::on;
    const bool of_the_model = halo_ == nullptr;  // tanh's field has an acceleration of its own
    if (compensate && of_the_model && shape_.acceleration.extent(0) != fields) {
        shape_.acceleration = allocate("velocity acceleration", fields, part_.grid());
    }
    if (compensate && demand.time_step > 0.0 && shape_.rate.extent(0) != fields) {
        shape_.rate = allocate("velocity rate", fields, part_.grid());
    }
    model_->evaluate(fields_, demand.time, shape_);
    evaluated_ = true;
}

void LatticeVelocity::update(const VelocityDemand& demand) {
    evaluate_model(demand);
    if (part_.layout() != nullptr) {  // the ranks talk to each other: all fields together, and not from within a loop
        update_fields({0, fields_.size()}, demand);
        return;
    }
    Kokkos::parallel_for("lattice velocity",
                         Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(0, static_cast<int>(fields_.size())),
                         [this, &demand](int field) { update_fields({static_cast<std::size_t>(field), 1}, demand); });
}

void LatticeVelocity::find_scales(const std::vector<const double*>& of, Fields fields, VelocityScale wanted,
                                  std::vector<double>& scales) const {
    velocity_scales(part_, std::span(of).subspan(fields.first, fields.count), wanted,
                    std::span(scales).subspan(fields.first, fields.count));
}

void LatticeVelocity::update_fields(Fields fields, const VelocityDemand& demand) {
    const std::size_t end = fields.first + fields.count;
    find_scales(shapes_, fields, VelocityScale::maximum, largest_);
    for (std::size_t field = fields.first; field < end; ++field) {
        largest_[field] *= std::abs(demand.scale);
        fill_field(field, demand);
    }
    if (settings_.limiter == Limiter::tanh) {
        limit_by_tanh(fields);
    }
    if (settings_.compensation == Compensation::off) {
        return;
    }
    if (halo_ != nullptr && part_.layout() != nullptr) {
        halo_->update(physical_);
    }
    for (std::size_t field = fields.first; field < end; ++field) {
        add_lag(field, demand);
        if (demand.time_step > 0.0) {
            add_rate(field, demand);
        }
    }
}

void LatticeVelocity::fill_field(std::size_t field, const VelocityDemand& demand) {
    const std::size_t values = 2 * part_.grid().cells();
    const double* const shape = shapes_[field];
    double* const v = &physical_(field, 0, 0, 0);
    const double largest = largest_[field];
    const bool too_fast = largest > settings_.speed_cap;
    const double kept = too_fast && settings_.limiter == Limiter::scale ? settings_.speed_cap / largest : 1.0;
    const double factor = kept * demand.scale;
    for (std::size_t i = 0; i < values; ++i) {
        v[i] = factor * shape[i];
    }
    kept_[field] = kept;
    max_speed_[field] = kept * largest;
    kept_scale_[field] = planted(Fault::limiter_silent) ? 1.0 : kept;
}

void LatticeVelocity::limit_by_tanh(Fields fields) {
    const double cap = settings_.speed_cap;
    find_scales(velocities_, fields, VelocityScale::rms, before_);
    for (std::size_t field = fields.first; field < fields.first + fields.count; ++field) {
        bend_by_tanh(field);
    }
    find_scales(velocities_, fields, VelocityScale::rms, after_);
    for (std::size_t field = fields.first; field < fields.first + fields.count; ++field) {
        if (largest_[field] > 0.0) {
            max_speed_[field] = cap * std::tanh(largest_[field] / cap);
            kept_scale_[field] = after_[field] / before_[field];
        }
    }
}

void LatticeVelocity::bend_by_tanh(std::size_t field) {
    const std::size_t cells = part_.grid().cells();
    const double cap = settings_.speed_cap;
    double* const v_x = &physical_(field, 0, 0, 0);
    double* const v_y = v_x + cells;
    for (std::size_t i = 0; i < cells; ++i) {
        const double speed = std::hypot(v_x[i], v_y[i]);
        const double kept = speed > 0.0 ? cap / speed * std::tanh(speed / cap) : 1.0;
        v_x[i] *= kept;
        v_y[i] *= kept;
    }
}

void LatticeVelocity::add_lag(std::size_t field, const VelocityDemand& demand) {
    const std::size_t values = 2 * part_.grid().cells();
    const double* const v = velocities_[field];
    double* const compensated = &transport_(field, 0, 0, 0);
    if (halo_ != nullptr) {
        // The model's derivatives belong to the field before tanh bent it.
        advective_acceleration(halo_->field(static_cast<int>(field)), compensated);
        for (std::size_t i = 0; i < values; ++i) {
            compensated[i] = v[i] + demand.lag * compensated[i];
        }
        return;
    }
    const double* const acceleration = &shape_.acceleration(field, 0, 0, 0);
    const double lag = planted(Fault::compensation_missing) ? 0.0 : demand.lag;
    const double factor = lag * (kept_[field] * demand.scale) * (kept_[field] * demand.scale);
    for (std::size_t i = 0; i < values; ++i) {
        compensated[i] = v[i] + factor * acceleration[i];
    }
}

void LatticeVelocity::add_rate(std::size_t field, const VelocityDemand& demand) {
    const std::size_t values = 2 * part_.grid().cells();
    double* const compensated = &transport_(field, 0, 0, 0);
    const double* const rate = &shape_.rate(field, 0, 0, 0);
    // A step sees the velocity of its start, half a step too old. The core's own lag does not count here: the hand-over
    // takes the change of v out of the populations.
    const double half_step = planted(Fault::half_step_missing) ? 0.0 : 0.5 * demand.time_step;
    const double factor = half_step * kept_[field] * demand.scale;
    for (std::size_t i = 0; i < values; ++i) {
        compensated[i] += factor * rate[i];
    }
}

}  // namespace ebru
