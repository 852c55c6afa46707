#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/trajectory_file.hpp"
#include "solvers/ensemble/moments.hpp"
#include "solvers/ensemble_run/experiment.hpp"
#include "solvers/ensemble_run/host_positions.hpp"

namespace ebru {

/// Velocity of points (n, d) at a row, into (n, d).
using VelocityAt =
    std::function<void(const TrajectoryTime& time, std::span<const double> points, std::span<double> velocity)>;

/// A trajectory of a run: NAME.h5 and, when the deck wants pictures, NAME.pvd with the kept particles.
struct Recording {
    std::string name;     ///< "trajectory"
    std::string process;  ///< "ddpm", "bhattacharyya force"
    std::string density;
    std::vector<TrajectoryTime> rows;
    VelocityAt velocity;  ///< none: not kept
    std::string what;     ///< for the report: "the way forward"
};

/// Writes rows of a trajectory as the run makes them, and can go on where an interrupted one stopped. Rows are the only
/// places where a run is resumed: what lies between is done again.
template <class Real>
class RowRecorder {
  public:
    /// \throws UserError when the files cannot be written, exist, or belong to another run.
    RowRecorder(ExperimentRun& run, Recording recording, std::int64_t particles, int dimension);

    /// Rows that an earlier run left; the next record() is of this row.
    [[nodiscard]] std::size_t rows_done() const { return rows_done_; }
    [[nodiscard]] std::size_t rows() const { return recording_.rows.size(); }
    [[nodiscard]] const TrajectoryTime& time(std::size_t row) const { return recording_.rows[row]; }

    /// Positions of the row that an earlier run ended with. Needs rows_done() > 0.
    [[nodiscard]] Positions<Real> saved() const;

    /// Writes the next row. A checkpoint when the last is checkpoint_seconds old.
    void record(const Positions<Real>& x);

    /// Saves the last recorded row and throws Interrupted when a signal asked to stop. Cheap when none did.
    void stop_if_asked();

    /// Verifies and names the trajectory, draws it for ParaView, lists the files. \return moments of all N particles
    /// at every row, those of an interrupted run too.
    std::vector<EnsembleMoments> finish();

  private:
    void checkpoint();
    [[nodiscard]] std::vector<Real> velocity_of(const TrajectoryTime& time, const HostPositions<Real>& x) const;
    void draw_points(const TrajectoryReader& trajectory);

    ExperimentRun& run_;
    Recording recording_;
    std::filesystem::path path_;
    TrajectoryLayout layout_;
    std::unique_ptr<TrajectoryWriter> writer_;
    std::size_t rows_done_ = 0;
    HostPositions<Real> last_;  // the last recorded row
    std::int64_t saved_rows_ = 0;
    double last_checkpoint_ = 0.0;
};

}  // namespace ebru
