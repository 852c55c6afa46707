#include "solvers/forward/forward_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "base/error.hpp"
#include "blocks/carried.hpp"
#include "diagnostics/total.hpp"
#include "io/block_chain_writer.hpp"
#include "io/shared_chain_writer.hpp"
#include "ranks/ranks.hpp"
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

/// Writer for the chain's first or next image. \param where what the writer asks for first: ranks, or blocks; last: how
/// the chain is laid into files.
template <class Writer, class Where, class... Last>
Writer open_writer(const Where& where, const ChainPlan& plan, const std::filesystem::path& path,
                   ExistingOutput existing, const Last&... last) {
    if (existing == ExistingOutput::resume) {
        return Writer::resume(where, path, plan.header, plan.layout);
    }
    return Writer::create(where, path, plan.header, plan.layout,
                          existing == ExistingOutput::replace ? ExistingFile::replace : ExistingFile::refuse, last...);
}

/// Ranks ask each other on their way through the levels of a round whether to stop: every so many levels, as many as
/// take about a fifth of a second, so that they need not wait for one another at every level of a fast process. A
/// single rank asks at every level.
class StopQuestion {
  public:
    explicit StopQuestion(const Ranks& ranks) : ranks_(ranks) {}

    /// Before a round. \param level_seconds what a level took this rank in its last round; 0 before the first.
    /// Collective.
    void agree(double level_seconds) {
        constexpr double between = 0.2;
        constexpr double most = 1e6;
        const double slowest = ranks_.largest(level_seconds);
        every_ = ranks_.alone() || slowest <= 0.0
                     ? 1
                     : static_cast<int>(std::clamp(std::floor(between / slowest), 1.0, most));
    }

    /// Collective: all ranks ask at the same levels.
    [[nodiscard]] bool stops_before(int level) const { return level % every_ == 0 && stop_requested(ranks_); }

  private:
    const Ranks& ranks_;
    int every_ = 1;
};

/// Totals of every image channel (B C) of host images (B, C, Y, X); of whole images where these are a block's.
template <class Real>
std::vector<double> channel_totals(const HostImageBatch<Real>& images, const BlockLayout* blocks) {
    const std::size_t cells = images.extent(2) * images.extent(3);
    const std::size_t channels = images.extent(0) * images.extent(1);
    std::vector<double> totals;
    if (blocks == nullptr) {
        for (std::size_t bc = 0; bc < channels; ++bc) {
            totals.push_back(total(std::span<const Real>(images.data() + bc * cells, cells)));
        }
        return totals;
    }
    std::vector<RunningTotal> running(channels, RunningTotal(blocks->whole().cells()));
    const std::size_t width = images.extent(3);
    carry_in_reading_order(*blocks, std::span<RunningTotal>(running), [&](int y) {
        for (std::size_t bc = 0; bc < channels; ++bc) {
            const Real* const row = images.data() + bc * cells + static_cast<std::size_t>(y) * width;
            running[bc].add(std::span<const Real>(row, width));
        }
    });
    for (const RunningTotal& one : running) {
        totals.push_back(one.value());
    }
    return totals;
}

/// The layout of what a rank captures: of its block where images lie in blocks.
ChainLayout own_layout(ChainLayout layout, const BlockLayout* blocks) {
    if (blocks != nullptr) {
        layout.shape.ny = blocks->grid().ny;
        layout.shape.nx = blocks->grid().nx;
    }
    return layout;
}

/// One batch on its way from the source to the writer.
template <class Real>
class BatchRun {
  public:
    BatchRun(const ForwardSettings& settings, ImageSource& source, ForwardProcess<Real>& process, const ChainPlan& plan,
             const BlockLayout* blocks, ForwardTimes& times)
        : settings_(settings),
          source_(source),
          process_(process),
          plan_(plan),
          blocks_(blocks),
          times_(times),
          own_layout_(own_layout(plan.layout, blocks)),
          capture_(own_layout_, plan.header.last_level(), settings.seed) {}

    /// \param images of all ranks in this round, for the progress. \return false when it was asked to stop on the way.
    bool run(SampleRange own, std::int64_t images, const StopQuestion& question, Progress& progress) {
        if (own.count > 0) {
            load(own.first, own.count);
        }
        const Stopwatch watch(times_.process);
        if (own.count > 0) {
            capture_.begin(own.first, ids_);
            capture_.take_data(host_);
            process_.initialize(images_, ids_);
        }
        for (int level = 1; level <= plan_.header.last_level(); ++level) {
            if (question.stops_before(level)) {
                return false;
            }
            if (own.count > 0) {
                process_.advance_to(level);
                capture_.take_level(process_);
            }
            progress.advance(images);
        }
        return true;
    }

    /// Writes the round; collective.
    template <class Writer>
    void write(SampleRange own, Writer& writer) {
        if (own.count == 0) {
            writer.template write_round<Real>(nullptr);
            return;
        }
        const ChainBlock<Real> block = capture_.block(diagnostics());
        writer.write_round(&block);
        times_.images += own.count;
    }

  private:
    void load(std::int64_t first, std::int64_t count) {
        const Stopwatch watch(times_.read);
        const ImageShape& shape = own_layout_.shape;
        ids_.resize(static_cast<std::size_t>(count));
        std::iota(ids_.begin(), ids_.end(), plan_.header.first_sample + first);
        if (static_cast<std::int64_t>(images_.extent(0)) != count) {
            images_ =
                ImageBatch<Real>("images", static_cast<std::size_t>(count), static_cast<std::size_t>(shape.channels),
                                 static_cast<std::size_t>(shape.ny), static_cast<std::size_t>(shape.nx));
            host_ = Kokkos::create_mirror_view(Kokkos::HostSpace(), images_);
        }
        values_.resize(host_.size());
        if (blocks_ == nullptr) {
            source_.read(plan_.header.first_sample + first, count, values_);
        } else {
            blocks_->ranks().together(
                [&] { source_.read_window(plan_.header.first_sample + first, count, blocks_->window(), values_); });
        }
        const double low = settings_.data.low;
        const double range = settings_.data.high - settings_.data.low;
        std::transform(values_.begin(), values_.end(), host_.data(),
                       [=](double x) { return static_cast<Real>(low + range * x); });
        Kokkos::deep_copy(images_, host_);
        if (blocks_ != nullptr) {
            values_ = std::vector<double>();  // as large as two images in float
        }
    }

    /// After the last level.
    [[nodiscard]] ChainDiagnostics diagnostics() {
        std::vector<int> all(ids_.size());
        std::iota(all.begin(), all.end(), 0);
        const ImageBatch<Real> last("last level", images_.extent(0), images_.extent(1), images_.extent(2),
                                    images_.extent(3));
        process_.copy_state(all, last);
        const HostImageBatch<Real> last_host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), last);
        const std::vector<double> before = channel_totals<Real>(host_, blocks_);
        const std::vector<double> after = channel_totals<Real>(last_host, blocks_);
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
    const BlockLayout* blocks_;  // null: each rank takes whole images
    ForwardTimes& times_;
    ChainLayout own_layout_;
    BatchCapture<Real> capture_;
    std::vector<SampleId> ids_;
    ImageBatch<Real> images_;
    HostImageBatch<Real> host_;
    std::vector<double> values_;
};

/// The images of all ranks, and the longest times.
ForwardTimes times_of_all(const Ranks& ranks, const ForwardTimes& own, const BlockLayout* blocks) {
    return {.read = ranks.largest(own.read),
            .process = ranks.largest(own.process),
            .write = ranks.largest(own.write),
            .total = ranks.largest(own.total),
            .images = blocks != nullptr ? own.images : ranks.sum(own.images),
            .smallest_taming_factor = -ranks.largest(-own.smallest_taming_factor)};
}

/// All samples from the first that the writer does not have, a batch a rank at a time.
template <class Real, class Writer>
void run_rounds(const ForwardSettings& settings, const ChainPlan& plan, std::int64_t size, const BlockLayout* blocks,
                BatchRun<Real>& batch, Writer& writer, ForwardTimes& times) {
    const Ranks& ranks = Ranks::job();
    const std::int64_t samples = plan.layout.samples;
    const std::int64_t levels = plan.header.last_level();
    Progress progress(samples * levels, "image levels", "forward");
    progress.resume_from(writer.complete() * levels);
    StopQuestion question(ranks);
    double level_seconds = 0.0;
    auto last_checkpoint = std::chrono::steady_clock::now();
    while (writer.complete() < samples) {
        const SampleRange own = writer.own_range(size);
        const double before = times.process;
        question.agree(level_seconds);
        const std::int64_t images = blocks != nullptr ? own.count : ranks.sum(own.count);
        const bool whole = batch.run(own, images, question, progress);
        level_seconds = (times.process - before) / static_cast<double>(levels);
        const Stopwatch watch(times.write);
        if (whole) {
            batch.write(own, writer);
        }
        const auto now = std::chrono::steady_clock::now();
        const bool due =
            std::chrono::duration<double>(now - last_checkpoint).count() >= settings.run.checkpoint_seconds;
        if (ranks.any(due || !whole)) {
            writer.checkpoint();
            last_checkpoint = now;
        }
        if (!whole) {
            throw Interrupted(stop_signal(), fmt::format("stopped after {} of {} images, which are saved: run the same "
                                                         "command with --resume to go on",
                                                         writer.complete(), samples));
        }
    }
    progress.finish();
    const Stopwatch watch(times.write);
    writer.finish();
}

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

std::int64_t balanced_batch(std::int64_t samples, std::int64_t batch, int ranks) {
    EBRU_EXPECT(samples >= 1 && batch >= 1 && ranks >= 1);
    if (ranks == 1) {
        return batch;
    }
    const std::int64_t rounds = (samples + batch * ranks - 1) / (batch * ranks);
    return (samples + rounds * ranks - 1) / (rounds * ranks);
}

void require_work_for_all(const ChainPlan& plan, int ranks) {
    validate(plan.layout.samples >= ranks, fmt::format("{} ranks for {} images", ranks, plan.layout.samples),
             "each rank computes images of its own", fmt::format("start at most {} processes", plan.layout.samples));
}

template <class Real>
ForwardTimes run_forward(const ForwardSettings& settings, ImageSource& source, ForwardProcess<Real>& process,
                         const ChainPlan& plan, const std::filesystem::path& path, ExistingOutput existing,
                         const BlockLayout* blocks) {
    const Ranks& ranks = Ranks::job();
    ForwardTimes times;
    {
        const Stopwatch total_time(times.total);
        const InterruptGuard interrupts;
        BatchRun<Real> batch(settings, source, process, plan, blocks, times);
        if (blocks != nullptr) {
            auto writer = open_writer<BlockChainWriter>(*blocks, plan, path, existing);
            run_rounds(settings, plan, 1, blocks, batch, writer, times);
        } else {
            const std::int64_t size = balanced_batch(plan.layout.samples, settings.run.batch, ranks.count());
            auto writer =
                open_writer<SharedChainWriter>(ranks, plan, path, existing, ChainSplit{settings.chain.files, size});
            run_rounds(settings, plan, size, blocks, batch, writer, times);
        }
    }
    return times_of_all(ranks, times, blocks);
}

#define EBRU_INSTANTIATE_(Real)                                                                                      \
    template ChainPlan plan_chain(const ForwardSettings&, const ImageSource&, const MadeProcess<Real>&,              \
                                  const std::string&);                                                               \
    template ForwardTimes run_forward(const ForwardSettings&, ImageSource&, ForwardProcess<Real>&, const ChainPlan&, \
                                      const std::filesystem::path&, ExistingOutput, const BlockLayout*);
EBRU_INSTANTIATE_(float)
EBRU_INSTANTIATE_(double)
#undef EBRU_INSTANTIATE_

}  // namespace ebru
