#include "solvers/advection_diffusion/advection_diffusion_process.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "diagnostics/divergence.hpp"
#include "solvers/advection_diffusion/transport_plan.hpp"

namespace ebru {

namespace {

template <class Real>
std::vector<LevelRecord> record_levels(const std::vector<IntervalPlan>& plan, const TransportCore<Real>& core,
                                       int width) {
    const LevelSchedule schedule = schedule_of(plan, width);
    std::vector<LevelRecord> records(plan.size() + 1);
    for (std::size_t k = 1; k < records.size(); ++k) {
        const IntervalPlan& interval = plan[k - 1];
        LevelRecord& record = records[k];
        record.level = static_cast<int>(k);
        record.fo = schedule.fo(record.level);
        record.sigma_px = std::sqrt(2.0 * record.fo) * width;
        record.alpha_lu = interval.alpha;
        record.tau = core.relaxation_time(interval.alpha);
        record.steps = interval.steps;
        record.velocity_scale_lu = interval.velocity_scale;
    }
    return records;
}

}  // namespace

template <class Real>
AdvectionDiffusionProcess<Real>::AdvectionDiffusionProcess(Parts parts) : parts_(std::move(parts)) {
    EBRU_EXPECT(parts_.core != nullptr && !parts_.plan.empty());
    levels_ = record_levels(parts_.plan, *parts_.core, parts_.shape.nx);
    for (const IntervalPlan& interval : parts_.plan) {
        total_spread_ += interval.alpha * interval.steps;
    }
    if (parts_.model != nullptr) {
        velocity_ = std::make_unique<LatticeVelocity>(parts_.model, parts_.velocity);
    }
}

template <class Real>
void AdvectionDiffusionProcess<Real>::initialize(const ImageBatch<Real>& u0, std::span<const SampleId> ids) {
    EBRU_EXPECT(ids.size() == u0.extent(0) && !ids.empty());
    batch_ = static_cast<int>(ids.size());
    level_ = 0;
    parts_.core->initialize(u0);
    if (velocity_ == nullptr) {
        const Grid own = FieldPart(parts_.shape.grid(), parts_.velocity.blocks).grid();
        const HostVelocity at_rest("no velocity", 1, 2, static_cast<std::size_t>(own.ny),
                                   static_cast<std::size_t>(own.nx));
        parts_.core->set_velocity(at_rest, std::vector<int>(ids.size(), 0));
        return;
    }
    velocity_->set_batch(ids);
    const std::size_t fields = velocity_->max_speed().size();
    max_speed_.assign(fields, 0.0);
    kept_spread_.assign(fields, 0.0);
    divergence_ratio_.assign(fields, 0.0);
}

template <class Real>
void AdvectionDiffusionProcess<Real>::advance_to(int level) {
    EBRU_EXPECT(level > level_ && level < static_cast<int>(levels_.size()));
    while (level_ < level) {
        const bool moving = velocity_ != nullptr && parts_.update == VelocityUpdate::step && !parts_.model->steady();
        if (moving) {
            run_moving(level_ + 1);
        } else {
            run_interval(level_ + 1);
        }
        ++level_;
    }
}

template <class Real>
void AdvectionDiffusionProcess<Real>::set_velocity(int level, double time, double time_step) {
    const IntervalPlan& interval = parts_.plan[static_cast<std::size_t>(level - 1)];
    velocity_->update({time, interval.velocity_scale, parts_.core->velocity_lag(interval.alpha), time_step});
    parts_.core->set_velocity(velocity_->transport(), velocity_->field_of());
}

template <class Real>
void AdvectionDiffusionProcess<Real>::run_interval(int level) {
    const IntervalPlan& interval = parts_.plan[static_cast<std::size_t>(level - 1)];
    if (velocity_ != nullptr) {
        set_velocity(level, level - 1.0, 0.0);
        record_speeds(interval.alpha * interval.steps);
        if (level == 1) {
            record_divergence();
        }
    }
    parts_.core->run(interval.steps, interval.alpha);
}

template <class Real>
void AdvectionDiffusionProcess<Real>::run_moving(int level) {
    const IntervalPlan& interval = parts_.plan[static_cast<std::size_t>(level - 1)];
    const double time_step = 1.0 / interval.steps;
    for (int s = 0; s < interval.steps; ++s) {
        set_velocity(level, level - 1.0 + s * time_step, time_step);
        record_speeds(interval.alpha);
        if (level == 1 && s == 0) {
            record_divergence();
        }
        parts_.core->run(1, interval.alpha);
    }
}

template <class Real>
void AdvectionDiffusionProcess<Real>::record_speeds(double weight) {
    for (std::size_t f = 0; f < max_speed_.size(); ++f) {
        max_speed_[f] = std::max(max_speed_[f], velocity_->max_speed()[f]);
        kept_spread_[f] += weight * velocity_->kept_scale()[f];
    }
}

template <class Real>
void AdvectionDiffusionProcess<Real>::record_divergence() {
    const std::vector<DivergenceReport> reports =
        lattice_divergence(velocity_->part(), velocity_->physical(), parts_.velocity.walls);
    std::transform(reports.begin(), reports.end(), divergence_ratio_.begin(),
                   [](const DivergenceReport& report) { return report.ratio(); });
}

template <class Real>
void AdvectionDiffusionProcess<Real>::copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const {
    parts_.core->copy_state(samples, out);
}

template <class Real>
void AdvectionDiffusionProcess<Real>::copy_velocity(std::span<const int> samples, const HostVelocity& out) const {
    EBRU_EXPECT(velocity_ != nullptr && level_ >= 1 && out.extent(0) == samples.size());
    for (std::size_t s = 0; s < samples.size(); ++s) {
        const int field = velocity_->field_of()[static_cast<std::size_t>(samples[s])];
        Kokkos::deep_copy(Kokkos::subview(out, s, Kokkos::ALL, Kokkos::ALL, Kokkos::ALL),
                          Kokkos::subview(velocity_->physical(), field, Kokkos::ALL, Kokkos::ALL, Kokkos::ALL));
    }
}

template <class Real>
std::vector<SampleReport> AdvectionDiffusionProcess<Real>::reports() const {
    std::vector<SampleReport> reports(static_cast<std::size_t>(batch_));
    if (velocity_ == nullptr) {
        return reports;
    }
    for (std::size_t b = 0; b < reports.size(); ++b) {
        const auto field = static_cast<std::size_t>(velocity_->field_of()[b]);
        reports[b].max_speed_lu = max_speed_[field];
        reports[b].effective_peclet = parts_.peclet * kept_spread_[field] / total_spread_;
        reports[b].divergence_ratio = divergence_ratio_[field];
    }
    return reports;
}

template class AdvectionDiffusionProcess<float>;
template class AdvectionDiffusionProcess<double>;

}  // namespace ebru
