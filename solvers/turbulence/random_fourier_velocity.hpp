#pragma once

#include <complex>
#include <memory>
#include <vector>

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
/// Kraichnan, Phys. Fluids 13, 22 (1970); numerics.md section 3.
class RandomFourierVelocity final : public VelocityModel {
  public:
    /// \throws UserError when a parameter is out of range, the band is empty, or max omega >= 1/2 per interval.
    explicit RandomFourierVelocity(const TurbulenceParameters& parameters);

    [[nodiscard]] std::int64_t field_of(SampleId id) const override;
    [[nodiscard]] bool steady() const override { return parameters_.phase_speed == 0.0; }
    void evaluate(std::span<const std::int64_t> fields, double t, const VelocityRequest& request) override;

    [[nodiscard]] const std::vector<FourierMode>& modes() const { return modes_; }

  private:
    /// What one thread works in.
    struct Workspace {
        std::vector<double> phases;  ///< (components, {cos, sin}, M)
        std::vector<double> rates;   ///< the same, d/dt
        std::vector<double> planes;  ///< (6, Y, X): v_x, v_y and four derivatives
        std::vector<std::complex<double>> transform;
    };

    void set_time(double t);
    void evaluate_field(std::size_t field, Workspace& workspace, const VelocityRequest& request) const;
    [[nodiscard]] ModeValues phases_at_time(std::size_t field, Workspace& workspace) const;
    [[nodiscard]] ModeValues phase_rates(const ModeValues& phases, Workspace& workspace) const;

    TurbulenceParameters parameters_;
    std::vector<FourierMode> modes_;
    int components_;
    ModePhases phases_;
    std::unique_ptr<const ModeSynthesis> synthesis_;
    std::vector<double> cosine_t_;  ///< (M) cos(omega t + phase of the centre of cell (0, 0))
    std::vector<double> sine_t_;
    std::vector<Workspace> workspaces_;
};

}  // namespace ebru
