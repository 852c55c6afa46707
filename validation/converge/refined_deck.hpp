#pragma once

#include <memory>
#include <string>
#include <vector>

#include "solvers/forward/forward_settings.hpp"
#include "solvers/forward_process.hpp"
#include "solvers/transport_core.hpp"
#include "validation/converge/image_series.hpp"

namespace ebru {

/// What the states of a deck are compared with.
enum class ConvergenceReference {
    exact,       ///< decay, and translation in a uniform periodic flow, of the image's series
    finer_grid,  ///< the state on the grid twice as fine
};

/// The problem of a deck, posed on its own grid and on grids `factor` times as fine:
///   - Fo, Pe and the velocity field are the same: a turbulent band ends where it ends on the deck's grid, its phases
///     turn as fast in widths per interval; a formula keeps the scale that it has there;
///   - time steps are refined with the grid, n factor^2 steps of the same alpha and of V / factor, so that the error
///     of the scheme is a series in h^2 alone. A deck in lattice quantities is refined the same way.
class RefinedDeck {
  public:
    /// \param shape of the deck's images. \throws UserError for a velocity that is not the same on every grid: given by
    /// a file, scaled by its largest cell, or with waves that the deck's grid does not resolve.
    RefinedDeck(ForwardSettings settings, const ImageShape& shape);

    [[nodiscard]] const ForwardSettings& settings() const { return settings_; }
    [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
    [[nodiscard]] const std::string& process_name() const { return process_name_; }
    [[nodiscard]] int levels() const { return static_cast<int>(records_.size()) - 1; }
    [[nodiscard]] double fo(int level) const { return records_[static_cast<std::size_t>(level)].fo; }
    [[nodiscard]] ImageShape shape(int factor) const;

    /// Time steps of an interval on a grid; 0 where the process takes none.
    [[nodiscard]] std::int64_t steps(int factor, int level) const;

    [[nodiscard]] SeriesKind series() const;
    [[nodiscard]] ConvergenceReference reference() const;

    /// What the exact solution does to the series of the image until `level`; for ConvergenceReference::exact.
    [[nodiscard]] SeriesChange change(int level) const;

    /// Memory that a run on a grid takes, bytes (an estimate from above).
    [[nodiscard]] double bytes(int factor, int images) const;

    /// \throws UserError when an interval has more steps than can be counted.
    template <class Real>
    [[nodiscard]] std::unique_ptr<ForwardProcess<Real>> process(int factor) const;

  private:
    [[nodiscard]] bool is_heat() const { return settings_.process == ProcessKind::heat; }
    [[nodiscard]] VelocitySettings velocity(int factor) const;
    [[nodiscard]] double speed_cap(int factor) const;

    ForwardSettings settings_;
    ImageShape shape_;
    std::vector<LevelRecord> records_;  ///< on the deck's own grid
    std::vector<std::string> warnings_;
    std::string process_name_;
    bool moves_ = false;
};

}  // namespace ebru
