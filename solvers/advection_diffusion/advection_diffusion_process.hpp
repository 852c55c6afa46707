#pragma once

#include <memory>
#include <vector>

#include "solvers/advection_diffusion/lattice_velocity.hpp"
#include "solvers/forward_process.hpp"
#include "solvers/transport_core.hpp"

namespace ebru {

/// When the velocity is evaluated anew.
enum class VelocityUpdate {
    level,  ///< once an interval, at its start (default)
    step,   ///< every time step, with dv/dt in the compensation
};

template <>
struct EnumNames<VelocityUpdate> {
    static constexpr auto table =
        std::to_array<EnumName<VelocityUpdate>>({{VelocityUpdate::level, "level"}, {VelocityUpdate::step, "step"}});
};

/// d_t u + div(v u) = div(alpha grad u) over a schedule of levels: the forward process of "Beyond Blur" (numerics.md
/// 1).
///
/// Walks the plan (transport_plan.hpp): sets the velocity of an interval and lets the transport core (lattice Boltzmann
/// or memoryless stencil) do its steps. Accuracy, stability and cost are the core's; Fo is met to round-off; the
/// effective Pe is reported. Without a model, or at Pe = 0, it is pure diffusion.
template <class Real>
class AdvectionDiffusionProcess final : public ForwardProcess<Real> {
  public:
    struct Parts {
        ImageShape shape;  ///< of whole images
        std::unique_ptr<TransportCore<Real>> core;
        std::vector<IntervalPlan> plan;
        std::shared_ptr<VelocityModel> model;  ///< null: no velocity
        /// Where its `blocks` are given, all arrays are of this rank's block, for which core and model must be made,
        /// and initialize(), advance_to() are collective.
        LatticeVelocity::Settings velocity;
        VelocityUpdate update = VelocityUpdate::level;
        double peclet = 0.0;  ///< what the plan was made for, to report the effective one
    };

    explicit AdvectionDiffusionProcess(Parts parts);

    [[nodiscard]] const std::vector<LevelRecord>& levels() const override { return levels_; }
    void initialize(const ImageBatch<Real>& u0, std::span<const SampleId> ids) override;
    void advance_to(int level) override;
    [[nodiscard]] int level() const override { return level_; }
    void copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const override;
    [[nodiscard]] bool has_velocity() const override { return parts_.model != nullptr; }
    void copy_velocity(std::span<const int> samples, const HostVelocity& out) const override;
    [[nodiscard]] std::vector<SampleReport> reports() const override;

  private:
    void run_interval(int level);
    void run_moving(int level);
    void set_velocity(int level, double time, double time_step);
    void record_speeds(double weight);
    void record_divergence();

    Parts parts_;
    std::vector<LevelRecord> levels_;
    std::unique_ptr<LatticeVelocity> velocity_;
    int batch_ = 0;
    int level_ = 0;
    double total_spread_ = 0.0;             // sum of alpha n over the plan
    std::vector<double> max_speed_;         // of each field so far
    std::vector<double> kept_spread_;       // sum of alpha n times what the limiter kept
    std::vector<double> divergence_ratio_;  // of each field at level 1
};

}  // namespace ebru
