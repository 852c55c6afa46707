#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "base/enum_names.hpp"
#include "blocks/field_part.hpp"
#include "blocks/velocity_halo.hpp"
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
///
/// Of a field in blocks, each rank has its block, with the bits of the whole field: largest speeds, the rms about tanh
/// and the neighbours' cells for tanh's acceleration come from all ranks. set_batch() and update() are then collective.
class LatticeVelocity {
  public:
    struct Settings {
        Grid grid;
        Walls walls = Walls::mirror;
        Limiter limiter = Limiter::scale;
        Compensation compensation = Compensation::on;
        double speed_cap = 0.1;
        const BlockLayout* blocks = nullptr;  ///< of `grid`, of which the model fills this rank's; null: everything
    };

    /// \param model shared by the batches; not null.
    LatticeVelocity(std::shared_ptr<VelocityModel> model, const Settings& settings);

    /// The images of the coming levels.
    void set_batch(std::span<const SampleId> ids);

    /// Computes the fields of the demand. Costs an evaluation of the model unless it is steady and has been evaluated.
    void update(const VelocityDemand& demand);

    /// The cells that the fields below cover.
    [[nodiscard]] const FieldPart& part() const { return part_; }
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
    /// Fields [first, first + count) of the batch.
    struct Fields {
        std::size_t first = 0;
        std::size_t count = 0;
    };

    void evaluate_model(const VelocityDemand& demand);
    void update_fields(Fields fields, const VelocityDemand& demand);
    void find_scales(const std::vector<const double*>& of, Fields fields, VelocityScale wanted,
                     std::vector<double>& scales) const;
    void fill_field(std::size_t field, const VelocityDemand& demand);
    void limit_by_tanh(Fields fields);
    void bend_by_tanh(std::size_t field);
    void add_lag(std::size_t field, const VelocityDemand& demand);
    void add_rate(std::size_t field, const VelocityDemand& demand);

    std::shared_ptr<VelocityModel> model_;
    Settings settings_;
    FieldPart part_;
    std::vector<std::int64_t> fields_;
    std::vector<int> field_of_;
    bool evaluated_ = false;
    VelocityRequest shape_;
    HostVelocity physical_;
    HostVelocity transport_;
    std::vector<double> max_speed_;
    std::vector<double> kept_scale_;
    std::unique_ptr<VelocityHalo> halo_;  ///< of the physical velocity that tanh bent

    // Of each field: its (2, Y, X), largest |V v~|, factor of the scaling limiter, rms before and after tanh.
    std::vector<const double*> shapes_;
    std::vector<const double*> velocities_;
    std::vector<double> largest_;
    std::vector<double> kept_;
    std::vector<double> before_;
    std::vector<double> after_;
};

}  // namespace ebru
