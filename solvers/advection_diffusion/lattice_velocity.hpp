#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "base/enum_names.hpp"
#include "field/velocity_model.hpp"
#include "grid/grid.hpp"

namespace ebru {

/// What keeps |v| below the cap.
enum class Limiter {
    scale,  ///< the whole field times min(1, cap / max|v|): keeps div v and the spectrum (default)
    tanh,   ///< v (cap/|v|) tanh(|v|/cap), the papers' limiter: destroys div v = 0 (16 percent at cap = rms)
};

template <>
struct EnumNames<Limiter> {
    static constexpr auto table =
        std::to_array<EnumName<Limiter>>({{Limiter::scale, "scale"}, {Limiter::tanh, "tanh"}});
};

/// Whether the transport's own error v - L Dv/Dt is made up for (numerics.md 1.2).
enum class Compensation { on, off };

template <>
struct EnumNames<Compensation> {
    static constexpr auto table =
        std::to_array<EnumName<Compensation>>({{Compensation::on, "on"}, {Compensation::off, "off"}});
};

/// What an interval, or a step of it, asks of the velocity.
struct VelocityDemand {
    double time = 0.0;       ///< t in intervals, for the model
    double scale = 0.0;      ///< V, cells per step
    double lag = 0.0;        ///< L of the transport core, for the advective part
    double time_step = 0.0;  ///< one step in interval units when the field moves within the interval, else 0
};

/// Lattice velocities of a batch: v = s V v~(x, t) after the limiter, and the compensated v* = v + L v.grad v + (1/2)
/// dv/dt that goes into the transport (dv/dt per step, where the field moves within the interval). One field per
/// distinct field number of the batch, in order of first appearance.
class LatticeVelocity {
  public:
    struct Settings {
        Grid grid;
        Walls walls = Walls::mirror;
        Limiter limiter = Limiter::scale;
        Compensation compensation = Compensation::on;
        double speed_cap = 0.1;
    };

    /// \param model shared by the batches; not null.
    LatticeVelocity(std::shared_ptr<VelocityModel> model, const Settings& settings);

    /// The images of the coming levels.
    void set_batch(std::span<const SampleId> ids);

    /// Computes the fields of the demand. Costs an evaluation of the model unless it is steady and has been evaluated.
    void update(const VelocityDemand& demand);

    /// v*, for the transport core: (F, 2, Y, X).
    [[nodiscard]] const HostVelocity& transport() const { return transport_; }
    /// v, the physical velocity: (F, 2, Y, X), cells per step.
    [[nodiscard]] const HostVelocity& physical() const { return physical_; }
    /// Field of each image of the batch.
    [[nodiscard]] std::span<const int> field_of() const { return field_of_; }
    /// max |v| of each field after the limiter, and what the limiter left of V (1 = untouched).
    [[nodiscard]] std::span<const double> max_speed() const { return max_speed_; }
    [[nodiscard]] std::span<const double> kept_scale() const { return kept_scale_; }

  private:
    void evaluate_model(const VelocityDemand& demand);
    void fill_field(int field, const VelocityDemand& demand);
    void limit_by_tanh(int field, double largest);
    void add_lag(int field, const VelocityDemand& demand, double kept);

    std::shared_ptr<VelocityModel> model_;
    Settings settings_;
    std::vector<std::int64_t> fields_;
    std::vector<int> field_of_;
    bool evaluated_ = false;
    VelocityRequest shape_;
    HostVelocity physical_;
    HostVelocity transport_;
    std::vector<double> max_speed_;
    std::vector<double> kept_scale_;
};

}  // namespace ebru
