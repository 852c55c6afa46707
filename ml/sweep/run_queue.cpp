#include "ml/sweep/run_queue.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "app/child_process.hpp"
#include "app/folder_lock.hpp"
#include "app/interrupt.hpp"
#include "app/log_tail.hpp"
#include "app/progress.hpp"
#include "app/run_folder.hpp"
#include "app/wall_time.hpp"
#include "ml/sweep/run_reports.hpp"

namespace ebru {

namespace {

constexpr std::chrono::milliseconds patience(100);

/// A run in work: at most one child at a time.
class ActiveRun {
  public:
    ActiveRun(const SweepRun& run, FolderLock lock, const QueueSettings& settings)
        : run_(&run), lock_(std::move(lock)), settings_(&settings) {}

    /// Starts the next stage when none is running. \return false once there is none left, or one has failed.
    bool go_on() {
        if (child_) {
            const std::optional<int> code = child_->poll();
            if (!code) {
                return true;
            }
            child_.reset();
            if (*code == exit_stopped) {
                stopped_ = true;
                return false;
            }
            if (*code != 0) {
                const std::filesystem::path log = log_file();
                failure_ = FailedRun{run_->name, run_->stages[stage_].stage, *code, last_message(log), log};
                return false;
            }
            end_stage(*run_, stage_++);
        }
        while (stage_ < run_->stages.size() && !child_) {
            start();
        }
        return child_ != nullptr;
    }

    void ask_to_stop() {
        if (child_) {
            child_->ask_to_stop();
        }
    }

    [[nodiscard]] const std::optional<FailedRun>& failure() const { return failure_; }
    /// Whether its stage has left before its end, with everything saved.
    [[nodiscard]] bool stopped() const { return stopped_; }

  private:
    [[nodiscard]] std::filesystem::path log_file() const {
        return run_->folder / fmt::format("{}.log", to_name(run_->stages[stage_].stage));
    }

    void start() {
        const StageState state = stage_state(*run_, stage_);
        if (state == StageState::complete) {
            ++stage_;
            return;
        }
        begin_stage(*run_, stage_);
        if (!run_->stages[stage_].has_command) {
            end_stage(*run_, stage_++);
            return;
        }
        std::vector<std::string> words = stage_command(*run_, stage_, state, settings_->threads);
        const std::vector<std::string> limit = wall_time_words();
        words.insert(words.end(), limit.begin(), limit.end());
        child_ = std::make_unique<ChildProcess>(ChildOrder{
            .program = settings_->program, .arguments = std::move(words), .log = log_file(), .lock = &lock_});
    }

    const SweepRun* run_;
    FolderLock lock_;
    const QueueSettings* settings_;
    std::size_t stage_ = 0;
    std::unique_ptr<ChildProcess> child_;
    std::optional<FailedRun> failure_;
    bool stopped_ = false;
};

/// Updates that all runs together have done, as their logs tell.
class UpdateCount {
  public:
    explicit UpdateCount(const std::vector<SweepRun>& runs) : runs_(&runs) {
        std::int64_t total = 0;
        for (const SweepRun& run : runs) {
            total += run.updates;
        }
        progress_.emplace(total, "updates", "sweep");
        counted_ = done();
        progress_->resume_from(counted_);
    }

    void look() {
        const std::int64_t now = done();
        progress_->advance(std::max<std::int64_t>(now - counted_, 0));
        counted_ = std::max(now, counted_);
    }

    void finish() {
        look();
        progress_->finish();
    }

  private:
    [[nodiscard]] std::int64_t done() const {
        std::int64_t sum = 0;
        for (const SweepRun& run : *runs_) {
            sum += std::min(run.updates, updates_in(stage_folder(run, SweepStage::train) / "log.csv"));
        }
        return sum;
    }

    const std::vector<SweepRun>* runs_;
    std::optional<Progress> progress_;
    std::int64_t counted_ = 0;
};

/// The first run whose folder is free; nothing when none is.
std::optional<ActiveRun> take_one(std::deque<const SweepRun*>& waiting, const QueueSettings& settings) {
    for (auto place = waiting.begin(); place != waiting.end(); ++place) {
        const SweepRun& run = **place;
        make_run_folder(run.folder);
        if (std::optional<FolderLock> lock = FolderLock::try_take(run.folder)) {
            waiting.erase(place);
            return ActiveRun(run, std::move(*lock), settings);
        }
    }
    return std::nullopt;
}

}  // namespace

std::vector<FailedRun> work_off(const std::vector<SweepRun>& runs, const QueueSettings& settings) {
    const InterruptGuard guard;
    std::deque<const SweepRun*> waiting;
    for (const SweepRun& run : runs) {
        waiting.push_back(&run);
    }
    std::list<ActiveRun> active;
    bool told = false;
    std::size_t stopped = 0;
    std::vector<FailedRun> failed;
    UpdateCount count(runs);
    while (!stop_requested() && (!waiting.empty() || !active.empty())) {
        while (active.size() < static_cast<std::size_t>(settings.jobs)) {
            std::optional<ActiveRun> next = take_one(waiting, settings);
            if (!next) {
                break;
            }
            active.push_back(std::move(*next));
        }
        for (auto place = active.begin(); place != active.end();) {
            if (place->go_on()) {
                ++place;
                continue;
            }
            stopped += place->stopped() ? 1 : 0;
            if (const std::optional<FailedRun>& failure = place->failure()) {
                spdlog::warn("{}: {} failed with exit code {} ({})", failure->name, to_name(failure->stage),
                             failure->code, failure->message);
                failed.push_back(*failure);
            }
            place = active.erase(place);
        }
        if (active.empty() && !waiting.empty() && !std::exchange(told, true)) {
            spdlog::warn("{} and what follows wait (another sweep works there) stop one of the two, or let both go on",
                         waiting.front()->name);
        }
        count.look();
        std::this_thread::sleep_for(patience);
    }
    if (stop_requested()) {
        for (ActiveRun& run : active) {
            run.ask_to_stop();  // all at once; their ends are waited for one by one
        }
        active.clear();
        throw Interrupted(stop_signal(), "stopped with everything saved; go on with: " + settings.how_to_resume);
    }
    count.finish();
    if (failed.empty() && stopped > 0) {
        throw Interrupted(
            SIGUSR1, fmt::format("{} of {} runs left before their end with everything saved; go on with: {}", stopped,
                                 runs.size(), settings.how_to_resume));
    }
    return failed;
}

}  // namespace ebru
