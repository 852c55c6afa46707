#include "ml/train/train_run.hpp"

#include <ATen/core/grad_mode.h>
#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <limits>
#include <optional>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "ml/train/checkpoint.hpp"
#include "ml/train/csv_log.hpp"
#include "ml/train/same_weights.hpp"
#include "ml/train/step_clock.hpp"

namespace ebru {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Whether something that happens every n updates (0: never) happens after this one.
bool is_due(std::int64_t updates, std::int64_t every) {
    return every > 0 && updates % every == 0;
}

/// The tables that grow with a run.
struct Tables {
    Tables(const TrainFiles& files, std::int64_t last_update)
        : log(files.log,
              {"update", "seconds", "loss", "gradient_norm", "learning_rate", "images_per_second",
               "step_seconds_median", "step_seconds_90"},
              last_update),
          levels(files.levels, {"update", "bin", "images", "loss"}, last_update),
          validation(files.validation, {"update", "loss"}, last_update) {}

    CsvLog log;
    CsvLog levels;
    CsvLog validation;
};

/// What a rank wants after an update; the largest wish of all ranks is done.
enum Wish : std::int64_t {
    go_on,
    save_now,     ///< the checkpoint's time has come, by the clock of rank 0
    out_of_time,  ///< the wall time is near, by the clock of rank 0
    stop          ///< plus the number of the signal that asked for it
};

class TrainRun {
  public:
    TrainRun(Trainer& trainer, const TrainPlan& plan, double seconds_before)
        : trainer_(trainer),
          ranks_(trainer.ranks()),
          plan_(plan),
          files_(plan.folder),
          seconds_before_(seconds_before),
          clock_(200) {
        ranks_.first_does([&] { tables_.emplace(files_, trainer.updates()); });
    }

    TrainSummary run() {
        require_same_weights(trainer_);
        const InterruptGuard interrupts;
        Progress progress(plan_.settings.steps, "updates", "train");
        progress.resume_from(trainer_.updates());
        while (trainer_.updates() < plan_.settings.steps) {
            update();
            progress.advance(1);
            at_intervals();
            save_and_stop_if_asked();
        }
        save();
        progress.finish();
        return summary();
    }

  private:
    void update() {
        const Clock::time_point start = Clock::now();
        UpdateReport report;
        try {
            report = trainer_.update();
        } catch (const LossNotFinite& error) {
            keep_last_good_state(error);
        }
        clock_.add(seconds_since(start));
        loss_sum_ += report.loss;
        norm_sum_ += report.gradient_norm;
        ++rows_;
        if (is_due(trainer_.updates(), plan_.settings.log_every)) {
            write_row(report.learning_rate);
        }
        last_rate_ = report.learning_rate;
        if (!warned_ && clock_.cores_are_shared()) {
            warned_ = true;
            spdlog::warn(
                "updates take {:.3g} s, but one in ten takes {:.3g} s or more (another process wants the cores) give "
                "this "
                "run fewer --threads, or cores of its own",
                clock_.median(), clock_.quantile(0.9));
        }
    }

    void write_row(double learning_rate) {
        const auto rows = static_cast<double>(rows_);
        const double median = clock_.median();
        last_loss_ = loss_sum_ / rows;
        if (tables_) {
            tables_->log.add(trainer_.updates(),
                             {seconds(), last_loss_, norm_sum_ / rows, learning_rate,
                              static_cast<double>(trainer_.settings().batch) / median, median, clock_.quantile(0.9)});
        }
        loss_sum_ = 0.0;
        norm_sum_ = 0.0;
        rows_ = 0;
    }

    void at_intervals() {
        const std::int64_t updates = trainer_.updates();
        const bool last = updates == plan_.settings.steps;
        if (is_due(updates, plan_.settings.validate_every) || (last && plan_.settings.validate_every > 0)) {
            validate_average();
        }
        if (is_due(updates, plan_.settings.sheet_every) || last) {
            ranks_.first_does([&] { draw_sheet(); });
        }
    }

    void draw_sheet() {
        if (plan_.draw_sheet) {
            const AveragedWeights averaged(trainer_.network(), trainer_.average());
            const at::NoGradGuard no_grad;
            plan_.draw_sheet(trainer_.updates(), trainer_.network());
        }
    }

    void validate_average() {
        BinLosses& losses = trainer_.bin_losses();
        losses.sum_over(ranks_);
        if (tables_) {
            for (const BinLosses::Row& row : losses.rows()) {
                tables_->levels.add(trainer_.updates(),
                                    {static_cast<double>(row.bin), static_cast<double>(row.images), row.loss});
            }
        }
        losses.clear();
        if (plan_.held_out == nullptr) {
            return;
        }
        const AveragedWeights averaged(trainer_.network(), trainer_.average());
        const double loss = trainer_.loss_on(*plan_.held_out, plan_.settings.validation_images);
        if (tables_) {
            tables_->validation.add(trainer_.updates(), {loss});
        }
    }

    void save() {
        const Clock::time_point start = Clock::now();
        require_same_weights(trainer_);
        if (!trainer_.is_finite()) {
            throw LossNotFinite(fmt::format("the weights after update {}", trainer_.updates() - 1),
                                "one of them is not a finite number",
                                "lower train.learning_rate; the last checkpoint is from before");
        }
        ranks_.first_does([&] {
            if (rows_ > 0) {
                write_row(last_rate_);  // the log and the checkpoint end at one update
            }
            save_checkpoint(files_.checkpoint, trainer_, plan_.identity, seconds());
            save_weights(files_.weights, trainer_, plan_.identity);
        });
        last_checkpoint_ = Clock::now();
        save_seconds_ = seconds_since(start);
    }

    [[noreturn]] void keep_last_good_state(const LossNotFinite& error) {
        save();
        throw LossNotFinite(
            error.problem(), error.why(),
            fmt::format("{}; {} holds the state before it: train.start_from = \"{}\" goes on from there",
                        error.advice(), files_.checkpoint.string(), files_.checkpoint.string()));
    }

    [[nodiscard]] std::int64_t own_wish() const {
        if (stop_requested()) {
            return Wish::stop + stop_signal();
        }
        if (!ranks_.first()) {
            return Wish::go_on;
        }
        // Room for one more slow update and for the saving.
        const double margin = 2.0 * clock_.quantile(1.0) + 2.0 * save_seconds_;
        if (plan_.settings.wall_time > 0.0 && seconds_since(start_) + margin > plan_.settings.wall_time) {
            return Wish::out_of_time;
        }
        return seconds_since(last_checkpoint_) >= plan_.settings.checkpoint_seconds ? Wish::save_now : Wish::go_on;
    }

    void save_and_stop_if_asked() {
        const std::int64_t wish = ranks_.largest(own_wish());
        const bool done = trainer_.updates() == plan_.settings.steps;
        const bool stops = wish >= Wish::out_of_time && !done;
        if (stops || wish == Wish::save_now || is_due(trainer_.updates(), plan_.settings.checkpoint_steps)) {
            save();
        }
        if (stops) {
            throw Interrupted(wish == Wish::out_of_time ? SIGALRM : static_cast<int>(wish - Wish::stop),
                              fmt::format("{} after {} of {} updates, which are saved: go on with {}",
                                          wish == Wish::out_of_time ? "the wall time is near: stopped" : "stopped",
                                          trainer_.updates(), plan_.settings.steps, plan_.how_to_resume));
        }
    }

    [[nodiscard]] double seconds() const { return seconds_before_ + seconds_since(start_); }

    [[nodiscard]] TrainSummary summary() const {
        const double share = trainer_.gradient_sum().seconds() / seconds_since(start_);
        return {trainer_.updates(), seconds(), last_loss_, clock_.median(), clock_.quantile(0.9), share};
    }

    Trainer& trainer_;
    const Ranks& ranks_;
    const TrainPlan& plan_;
    TrainFiles files_;
    double seconds_before_;
    std::optional<Tables> tables_;  ///< on rank 0
    StepClock clock_;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_checkpoint_ = start_;
    double save_seconds_ = 0.0;
    double loss_sum_ = 0.0;
    double norm_sum_ = 0.0;
    double last_rate_ = 0.0;
    double last_loss_ = std::numeric_limits<double>::quiet_NaN();
    std::int64_t rows_ = 0;
    bool warned_ = false;
};

}  // namespace

TrainFiles::TrainFiles(const std::filesystem::path& folder)
    : checkpoint(folder / "checkpoint.pt"),
      weights(folder / "weights.pt"),
      log(folder / "log.csv"),
      levels(folder / "levels.csv"),
      validation(folder / "validation.csv") {}

TrainSummary run_training(Trainer& trainer, const TrainPlan& plan, double seconds_before) {
    return TrainRun(trainer, plan, seconds_before).run();
}

}  // namespace ebru
