#include "solvers/forward/forward_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "base/error.hpp"
#include "diagnostics/total.hpp"
#include "solvers/forward/batch_capture.hpp"

namespace ebru {

namespace {

/// Adds the time of a scope to a sum.
class Stopwatch {
  public:
    explicit Stopwatch(double& seconds) : seconds_(seconds) {}
    ~Stopwatch() { seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
    Stopwatch(const Stopwatch&) = delete;
    Stopwatch& operator=(const Stopwatch&) = delete;

  private:
    double& seconds_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Writer for the chain's first or next image.
SnapshotChainWriter open_writer(const ChainPlan& plan, const std::filesystem::path& path, ExistingOutput existing) {
    if (existing == ExistingOutput::resume) {
        return SnapshotChainWriter::resume(path, plan.header, plan.layout);
    }
    return SnapshotChainWriter::create(
        path, plan.header, plan.layout,
        existing == ExistingOutput::replace ? ExistingFile::replace : ExistingFile::refuse);
}

/// Totals of every image channel (B C) of host images (B, C, Y, X).
template <class Real>
std::vector<double> channel_totals(const HostImageBatch<Real>& images) {
    const std::size_t cells = images.extent(2) * images.extent(3);
    std::vector<double> totals;
    for (std::size_t bc = 0; bc < images.extent(0) * images.extent(1); ++bc) {
        totals.push_back(total(std::span<const Real>(images.data() + bc * cells, cells)));
    }
    return totals;
}

/// One batch on its way from the source to the writer.
template <class Real>
class BatchRun {
  public:
    BatchRun(const ForwardSettings& settings, ImageSource& source, ForwardProcess<Real>& process, const ChainPlan& plan,
             ForwardTimes& times)
        : settings_(settings),
          source_(source),
          process_(process),
          plan_(plan),
          times_(times),
          capture_(plan.layout, plan.header.last_level(), settings.seed) {}

    /// \return false when a signal asked to stop on the way.
    bool run(std::int64_t first, std::int64_t count, Progress& progress) {
        load(first, count);
        const Stopwatch watch(times_.process);
        capture_.begin(first, ids_);
        capture_.take_data(host_);
        process_.initialize(images_, ids_);
        for (int level = 1; level <= plan_.header.last_level(); ++level) {
            if (stop_requested()) {
                return false;
            }
            process_.advance_to(level);
            capture_.take_level(process_);
            progress.advance(count);
        }
        return true;
    }

    [[nodiscard]] ChainBlock<Real> block() { return capture_.block(diagnostics()); }

  private:
    void load(std::int64_t first, std::int64_t count) {
        const Stopwatch watch(times_.read);
        const ImageShape& shape = plan_.layout.shape;
        ids_.resize(static_cast<std::size_t>(count));
        std::iota(ids_.begin(), ids_.end(), plan_.header.first_sample + first);
        if (static_cast<std::int64_t>(images_.extent(0)) != count) {
            images_ =
                ImageBatch<Real>("images", static_cast<std::size_t>(count), static_cast<std::size_t>(shape.channels),
                                 static_cast<std::size_t>(shape.ny), static_cast<std::size_t>(shape.nx));
            host_ = Kokkos::create_mirror_view(Kokkos::HostSpace(), images_);
            values_.resize(host_.size());
        }
        source_.read(plan_.header.first_sample + first, count, values_);
        const double low = settings_.data.low;
        const double range = settings_.data.high - settings_.data.low;
        std::transform(values_.begin(), values_.end(), host_.data(),
                       [=](double x) { return static_cast<Real>(low + range * x); });
        Kokkos::deep_copy(images_, host_);
    }

    /// After the last level.
    [[nodiscard]] ChainDiagnostics diagnostics() {
        std::vector<int> all(ids_.size());
        std::iota(all.begin(), all.end(), 0);
        const ImageBatch<Real> last("last level", images_.extent(0), images_.extent(1), images_.extent(2),
                                    images_.extent(3));
        process_.copy_state(all, last);
        const HostImageBatch<Real> last_host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), last);
        const std::vector<double> before = channel_totals<Real>(host_);
        const std::vector<double> after = channel_totals<Real>(last_host);
        ChainDiagnostics diagnostics;
        for (std::size_t bc = 0; bc < before.size(); ++bc) {
            const double change = after[bc] - before[bc];
            diagnostics.mass_drift.push_back(before[bc] != 0.0 ? change / before[bc] : change);
        }
        for (const SampleReport& report : process_.reports()) {
            diagnostics.max_speed_lu.push_back(report.max_speed_lu);
            diagnostics.effective_peclet.push_back(report.effective_peclet);
            diagnostics.divergence_ratio.push_back(report.divergence_ratio);
            times_.smallest_taming_factor = std::min(times_.smallest_taming_factor, report.smallest_taming_factor);
        }
        return diagnostics;
    }

    const ForwardSettings& settings_;
    ImageSource& source_;
    ForwardProcess<Real>& process_;
    const ChainPlan& plan_;
    ForwardTimes& times_;
    BatchCapture<Real> capture_;
    std::vector<SampleId> ids_;
    ImageBatch<Real> images_;
    HostImageBatch<Real> host_;
    std::vector<double> values_;
};

}  // namespace

template <class Real>
ChainPlan plan_chain(const ForwardSettings& settings, const ImageSource& source, const MadeProcess<Real>& made,
                     const std::string& deck) {
    const DataSettings& data = settings.data;
    validate(data.first < source.size(), fmt::format("data.first = {}", data.first),
             fmt::format("{} holds {} images", data.name, source.size()),
             fmt::format("give at most {}", source.size() - 1));
    const std::int64_t available = source.size() - data.first;
    validate(data.count <= available, fmt::format("data.count = {}", data.count),
             fmt::format("{} holds {} images from data.first = {} on", data.name, available, data.first),
             fmt::format("give at most {}, or 0 for all", available));
    ChainPlan plan;
    plan.layout.samples = data.count > 0 ? data.count : available;
    plan.layout.shape = source.shape();
    plan.layout.format = settings.chain.format;
    const std::int64_t full = settings.chain.full_samples;
    plan.layout.full_samples = full < 0 ? plan.layout.samples : std::min(full, plan.layout.samples);
    plan.layout.pairs_per_sample = settings.chain.pairs;
    plan.layout.pair_window = settings.chain.pairs > 0 ? settings.chain.window : 1;
    plan.layout.velocity_samples =
        made.process->has_velocity() ? std::min(settings.chain.velocity_samples, plan.layout.samples) : 0;
    plan.header.process = made.name;
    plan.header.working_precision = settings.precision;
    plan.header.seed = settings.seed;
    plan.header.deck = deck;
    plan.header.dataset_name = data.name;
    plan.header.boundary = made.boundary;
    plan.header.first_sample = data.first;
    plan.header.levels = made.process->levels();
    if (plan.layout.full_samples > 0) {
        plan.layout.full_levels = settings.chain.full_levels;
        if (plan.layout.full_levels.empty()) {
            plan.layout.full_levels.resize(plan.header.levels.size());
            std::iota(plan.layout.full_levels.begin(), plan.layout.full_levels.end(), 0);
        }
    }
    return plan;
}

template <class Real>
ForwardTimes run_forward(const ForwardSettings& settings, ImageSource& source, ForwardProcess<Real>& process,
                         const ChainPlan& plan, const std::filesystem::path& path, ExistingOutput existing) {
    ForwardTimes times;
    const Stopwatch total_time(times.total);
    const InterruptGuard interrupts;
    SnapshotChainWriter writer = open_writer(plan, path, existing);
    const std::int64_t levels = plan.header.last_level();
    Progress progress(plan.layout.samples * levels, "image levels", "forward");
    progress.resume_from(writer.complete() * levels);
    BatchRun<Real> batch(settings, source, process, plan, times);
    auto last_checkpoint = std::chrono::steady_clock::now();
    while (writer.complete() < plan.layout.samples) {
        const std::int64_t count = std::min<std::int64_t>(settings.run.batch, plan.layout.samples - writer.complete());
        const bool whole = batch.run(writer.complete(), count, progress);
        const Stopwatch watch(times.write);
        if (whole) {
            writer.write_block(batch.block());
            times.images += count;
        }
        const auto now = std::chrono::steady_clock::now();
        const bool due =
            std::chrono::duration<double>(now - last_checkpoint).count() >= settings.run.checkpoint_seconds;
        if (due || !whole) {
            writer.checkpoint();
            last_checkpoint = now;
        }
        if (!whole) {
            throw Interrupted(stop_signal(), fmt::format("stopped after {} of {} images, which are saved: run the same "
                                                         "command with --resume to go on",
                                                         writer.complete(), plan.layout.samples));
        }
    }
    progress.finish();
    const Stopwatch watch(times.write);
    writer.finish();
    return times;
}

#define EBRU_INSTANTIATE_(Real)                                                                                      \
    template ChainPlan plan_chain(const ForwardSettings&, const ImageSource&, const MadeProcess<Real>&,              \
                                  const std::string&);                                                               \
    template ForwardTimes run_forward(const ForwardSettings&, ImageSource&, ForwardProcess<Real>&, const ChainPlan&, \
                                      const std::filesystem::path&, ExistingOutput);
EBRU_INSTANTIATE_(float)
EBRU_INSTANTIATE_(double)
#undef EBRU_INSTANTIATE_

}  // namespace ebru
