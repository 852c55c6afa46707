#include "solvers/ensemble_run/row_recorder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "app/interrupt.hpp"
#include "io/vtk_points.hpp"

namespace ebru {

namespace {

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

TrajectoryHeader header_of(const ExperimentRun& run, const Recording& recording) {
    TrajectoryHeader header;
    header.process = recording.process;
    header.density = recording.density;
    header.working_precision = run.settings.precision;
    header.seed = run.settings.seed;
    header.deck = run.deck;
    return header;
}

TrajectoryLayout layout_of(const ExperimentRun& run, const Recording& recording, std::int64_t particles,
                           int dimension) {
    TrajectoryLayout layout;
    layout.particles = particles;
    layout.kept = std::min(run.settings.output.particles, particles);
    layout.dimension = dimension;
    layout.format = run.settings.precision == Precision::double_precision ? StoredFormat::double_precision
                                                                          : StoredFormat::single_precision;
    layout.times = recording.rows;
    layout.velocity = static_cast<bool>(recording.velocity);
    layout.moments = true;
    return layout;
}

}  // namespace

template <class Real>
RowRecorder<Real>::RowRecorder(ExperimentRun& run, Recording recording, std::int64_t particles, int dimension)
    : run_(run),
      recording_(std::move(recording)),
      path_(run.folder / (recording_.name + ".h5")),
      layout_(layout_of(run, recording_, particles, dimension)),
      last_checkpoint_(seconds_now()) {
    const TrajectoryHeader header = header_of(run, recording_);
    const CheckpointedState state{dimension};
    const bool resumes = run.resume && file_progress(path_) == FileProgress::unfinished;
    writer_ = std::make_unique<TrajectoryWriter>(
        resumes ? TrajectoryWriter::resume(path_, header, layout_, state)
                : TrajectoryWriter::create(path_, header, layout_, run.resume ? ExistingFile::replace : run.existing,
                                           state));
    saved_rows_ = writer_->steps();
    rows_done_ = static_cast<std::size_t>(saved_rows_);
}

template <class Real>
Positions<Real> RowRecorder<Real>::saved() const {
    EBRU_EXPECT(rows_done_ > 0);
    HostPositions<Real> host("saved positions", static_cast<std::size_t>(layout_.particles),
                             static_cast<std::size_t>(layout_.dimension));
    writer_->read_state<Real>({host.data(), host.size()});
    Positions<Real> x("positions", host.extent(0), host.extent(1));
    Kokkos::deep_copy(x, host);
    return x;
}

template <class Real>
std::vector<Real> RowRecorder<Real>::velocity_of(const TrajectoryTime& time, const HostPositions<Real>& x) const {
    if (!layout_.velocity) {
        return {};
    }
    const std::vector<double> points = doubles_of(x, static_cast<std::size_t>(layout_.kept));
    std::vector<double> velocity(points.size());
    recording_.velocity(time, points, velocity);
    return {velocity.begin(), velocity.end()};
}

template <class Real>
void RowRecorder<Real>::record(const Positions<Real>& x) {
    const EnsembleMoments moments = ensemble_moments(x);
    last_ = host_copy(x);
    const std::vector<Real> velocity = velocity_of(time(rows_done_), last_);
    writer_->template write_row<Real>(
        {numbers_of(last_, static_cast<std::size_t>(layout_.kept)), velocity, moments.mean, moments.covariance});
    ++rows_done_;
    if (seconds_now() - last_checkpoint_ >= run_.settings.output.checkpoint_seconds) {
        checkpoint();
    }
}

template <class Real>
void RowRecorder<Real>::checkpoint() {
    const auto rows = static_cast<std::int64_t>(rows_done_);
    if (rows > saved_rows_ && rows_done_ < recording_.rows.size()) {
        writer_->template checkpoint<Real>(rows, numbers_of(last_));
        saved_rows_ = rows;
    }
    last_checkpoint_ = seconds_now();
}

template <class Real>
void RowRecorder<Real>::stop_if_asked() {
    if (!stop_requested()) {
        return;
    }
    checkpoint();
    throw Interrupted(stop_signal(), fmt::format("stopped after {} of {} kept times, which are saved: run the same "
                                                 "command with --resume to go on",
                                                 saved_rows_, recording_.rows.size()));
}

template <class Real>
std::vector<EnsembleMoments> RowRecorder<Real>::finish() {
    writer_->finish();
    const TrajectoryReader trajectory(path_);
    run_.files.emplace_back(recording_.what, path_);
    if (run_.settings.pictures.vtk == Switch::on && layout_.kept > 0) {
        draw_points(trajectory);
    }
    std::vector<EnsembleMoments> moments;
    for (std::int64_t row = 0; row < layout_.rows(); ++row) {
        moments.push_back({layout_.particles, trajectory.mean(row), {}, trajectory.covariance(row), {}});
    }
    return moments;
}

template <class Real>
void RowRecorder<Real>::draw_points(const TrajectoryReader& trajectory) {
    const std::int64_t kept = layout_.kept;
    const std::size_t size = static_cast<std::size_t>(kept) * static_cast<std::size_t>(layout_.dimension);
    std::vector<Real> start(size);
    std::vector<Real> position(size);
    std::vector<Real> velocity(layout_.velocity ? size : 0);
    trajectory.read_position<Real>(0, 0, kept, start);
    VtkPointSeries points(run_.folder, recording_.name, layout_.dimension);
    for (std::int64_t row = 0; row < layout_.rows(); ++row) {
        trajectory.read_position<Real>(row, 0, kept, position);
        if (layout_.velocity) {
            trajectory.read_velocity<Real>(row, 0, kept, velocity);
        }
        const TrajectoryTime& at = time(static_cast<std::size_t>(row));
        points.write_frame<Real>({at.t, at.level}, {position, velocity, start, {}});
    }
    points.finish();
    run_.files.emplace_back("the same in ParaView", points.series_file());
}

template class RowRecorder<float>;
template class RowRecorder<double>;

}  // namespace ebru
