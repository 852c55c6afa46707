#include "ml/train/train_run.hpp"

#include <ATen/core/grad_mode.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <limits>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/wall_time.hpp"
#include "ml/train/checkpoint.hpp"
#include "ml/train/csv_log.hpp"
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

class TrainRun {
  public:
    TrainRun(Trainer& trainer, const TrainPlan& plan, double seconds_before)
        : trainer_(trainer),
          plan_(plan),
          files_(plan.folder),
          seconds_before_(seconds_before),
          log_(files_.log,
               {"update", "seconds", "loss", "gradient_norm", "learning_rate", "images_per_second",
                "step_seconds_median", "step_seconds_90"},
               trainer.updates()),
          levels_(files_.levels, {"update", "bin", "images", "loss"}, trainer.updates()),
          validation_(files_.validation, {"update", "loss"}, trainer.updates()),
          clock_(200) {}

    TrainSummary run() {
        const InterruptGuard interrupts;
        const WallTimeLimit limit(plan_.settings.wall_time);
        Progress progress(plan_.settings.steps, "updates", "train");
        progress.resume_from(trainer_.updates());
        while (trainer_.updates() < plan_.settings.steps) {
            update();
            progress.advance(1);
            at_intervals();
            stop_if_asked();
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
        log_.add(trainer_.updates(),
                 {seconds(), last_loss_, norm_sum_ / rows, learning_rate,
                  static_cast<double>(trainer_.settings().batch) / median, median, clock_.quantile(0.9)});
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
        if (plan_.draw_sheet && (is_due(updates, plan_.settings.sheet_every) || last)) {
            const AveragedWeights averaged(trainer_.network(), trainer_.average());
            const at::NoGradGuard no_grad;
            plan_.draw_sheet(updates, trainer_.network());
        }
        if (is_due(updates, plan_.settings.checkpoint_steps) ||
            seconds_since(last_checkpoint_) >= plan_.settings.checkpoint_seconds) {
            save();
        }
    }

    void validate_average() {
        for (const BinLosses::Row& row : trainer_.bin_losses().rows()) {
            levels_.add(trainer_.updates(), {static_cast<double>(row.bin), static_cast<double>(row.images), row.loss});
        }
        trainer_.bin_losses().clear();
        if (plan_.held_out != nullptr) {
            const AveragedWeights averaged(trainer_.network(), trainer_.average());
            validation_.add(trainer_.updates(), {trainer_.loss_on(*plan_.held_out, plan_.settings.validation_images)});
        }
    }

    void save() {
        if (!trainer_.is_finite()) {
            throw LossNotFinite(fmt::format("the weights after update {}", trainer_.updates() - 1),
                                "one of them is not a finite number",
                                "lower train.learning_rate; the last checkpoint is from before");
        }
        if (rows_ > 0) {
            write_row(last_rate_);  // the log and the checkpoint end at one update
        }
        save_checkpoint(files_.checkpoint, trainer_, plan_.identity, seconds());
        save_weights(files_.weights, trainer_, plan_.identity);
        last_checkpoint_ = Clock::now();
    }

    [[noreturn]] void keep_last_good_state(const LossNotFinite& error) {
        save();
        throw LossNotFinite(
            error.problem(), error.why(),
            fmt::format("{}; {} holds the state before it: train.start_from = \"{}\" goes on from there",
                        error.advice(), files_.checkpoint.string(), files_.checkpoint.string()));
    }

    void stop_if_asked() {
        if (trainer_.updates() == plan_.settings.steps) {
            return;
        }
        if (stop_requested()) {
            save();
            throw Interrupted(stop_signal(),
                              fmt::format("stopped after {} of {} updates, which are saved: go on with {}",
                                          trainer_.updates(), plan_.settings.steps, plan_.how_to_resume));
        }
    }

    [[nodiscard]] double seconds() const { return seconds_before_ + seconds_since(start_); }

    [[nodiscard]] TrainSummary summary() const {
        return {trainer_.updates(), seconds(), last_loss_, clock_.median(), clock_.quantile(0.9)};
    }

    Trainer& trainer_;
    const TrainPlan& plan_;
    TrainFiles files_;
    double seconds_before_;
    CsvLog log_;
    CsvLog levels_;
    CsvLog validation_;
    StepClock clock_;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_checkpoint_ = start_;
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
