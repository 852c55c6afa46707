#pragma once

#include <complex>
#include <cstdint>
#include <memory>
#include <vector>

#include "blocks/field_part.hpp"
#include "field/velocity_model.hpp"
#include "solvers/turbulence/fourier_modes.hpp"
#include "solvers/turbulence/mode_phases.hpp"
#include "solvers/turbulence/mode_synthesis.hpp"
#include "solvers/turbulence/turbulence_parameters.hpp"

namespace ebru {

/// Synthetic turbulence: random Fourier modes with shell spectrum E(k) ~ k^-p (equations: docs/theory/turbulence.md).
///
/// The field of an id is a pure function of (parameters, id, t): the bits depend on neither batch, its order nor
/// threads, and a mode keeps its phase when the band changes. Fields are scaled to rms or maximum 1 over the cells at
/// each t; `acceleration` is that of the scaled field, from derivatives of the series; `rate` moves the phases and
/// leaves out the change of the scale itself. Cost: a few transforms a field; one field per thread at a time, nothing
/// allocated after the first call of a batch size.
///
/// A model of a part of the field fills views of the part, with the bits of the whole field there. Of the field beyond
/// the part only lines are computed, nothing is exchanged but the sums of the scale; evaluate() is collective over
/// blocks.
///
/// Kraichnan, Phys. Fluids 13, 22 (1970); numerics.md section 3.
class RandomFourierVelocity final : public VelocityModel {
  public:
    /// \throws UserError when a parameter is out of range, the band is empty, or max omega >= 1/2 per interval.
    explicit RandomFourierVelocity(const TurbulenceParameters& parameters)
        : RandomFourierVelocity(parameters, FieldPart(parameters.grid)) {}

    /// Of a part of parameters.grid; of a mere window only with the scale as_given.
    RandomFourierVelocity(const TurbulenceParameters& parameters, const FieldPart& part);

    [[nodiscard]] std::int64_t field_of(SampleId id) const override;
    [[nodiscard]] bool steady() const override { return parameters_.phase_speed == 0.0; }
    void evaluate(std::span<const std::int64_t> fields, double t, const VelocityRequest& request) override;

    [[nodiscard]] const std::vector<FourierMode>& modes() const { return modes_; }

    /// Bytes that a model of one field takes on a window of `own` cells, with one thread, the views that it fills not
    /// among them. \throws UserError as the constructor.
    static std::uint64_t bytes(const TurbulenceParameters& parameters, const Grid& own);

  private:
    /// What one thread works in.
    struct Workspace {
        std::vector<double> phases;  ///< (components, {cos, sin}, M)
        std::vector<double> rates;   ///< the same, d/dt
        std::vector<std::complex<double>> transform;
    };

    void set_time(double t);
    void require_room(std::size_t fields, const VelocityRequest& request);
    /// What evaluate() asks for, before it is scaled.
    void synthesise(std::size_t field, Workspace& workspace, const VelocityRequest& request) const;
    void scale_field(std::size_t field, const VelocityRequest& request) const;
    [[nodiscard]] ModeValues phases_at_time(std::size_t field, Workspace& workspace) const;
    [[nodiscard]] ModeValues phase_rates(const ModeValues& phases, Workspace& workspace) const;

    TurbulenceParameters parameters_;
    FieldPart part_;
    std::vector<FourierMode> modes_;
    int components_;
    ModePhases phases_;
    std::unique_ptr<const ModeSynthesis> synthesis_;
    std::vector<double> cosine_t_;  ///< (M) cos(omega t + phase of the centre of cell (0, 0))
    std::vector<double> sine_t_;
    std::vector<Workspace> workspaces_;
    HostVelocity spare_;  ///< the shape, where it is not asked for
    std::vector<const double*> shapes_;
    std::vector<double> scales_;
};

}  // namespace ebru
