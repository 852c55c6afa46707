#include "app/progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <format>
#include <iostream>
#include <limits>
#include <utility>

#include "ranks/ranks.hpp"

namespace ebru {

namespace {

constexpr double redraw_interval = 0.1;  // s
constexpr double line_interval = 10.0;   // s
constexpr int narrowest_bar = 10;
constexpr int widest_bar = 30;

double steady_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

std::string duration_text(double seconds) {
    if (!std::isfinite(seconds) || seconds < 0.0 || seconds > 1.0e9) {
        return "?";
    }
    if (seconds < 9.95) {
        return std::format("{:.1f} s", seconds);
    }
    const std::int64_t whole = std::llround(seconds);
    if (whole < 60) {
        return std::format("{} s", whole);
    }
    if (whole < 3600) {
        return std::format("{} min {:02} s", whole / 60, whole % 60);
    }
    if (whole < 86400) {
        return std::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
    }
    return std::format("{} d {:02} h", whole / 86400, whole / 3600 % 24);
}

std::string rate_text(double rate) {
    return rate >= 99.95 ? std::format("{:.0f}", rate) : std::format("{:.3g}", rate);
}

ProgressOutput standard_error_output() {
    ProgressOutput output{&std::cerr, ProgressStyle::plain, 80, steady_seconds};
    if (!Ranks::job().first()) {
        static std::ostream nowhere(nullptr);  // one line of progress a job
        output.stream = &nowhere;
    } else if (isatty(STDERR_FILENO) == 1) {
        output.style = ProgressStyle::terminal;
        winsize size = {};
        if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
            output.columns = size.ws_col;
        }
    }
    return output;
}

Progress::Progress(std::int64_t total, std::string unit, std::string label, ProgressOutput output)
    : total_(std::max<std::int64_t>(total, 0)),
      unit_(std::move(unit)),
      label_(std::move(label)),
      output_(std::move(output)),
      start_(output_.clock()),
      // The first bar is drawn at once, the first line when there is something to tell.
      last_drawn_(output_.style == ProgressStyle::terminal ? -std::numeric_limits<double>::infinity() : start_) {}

Progress::~Progress() {
    try {
        if (line_is_open_) {
            *output_.stream << std::endl;
        }
    } catch (...) {
        // The stream is gone; so be it.
    }
}

void Progress::resume_from(std::int64_t done) noexcept {
    resumed_ = std::clamp<std::int64_t>(done, 0, total_);
    done_ = resumed_;
}

void Progress::advance(std::int64_t items) noexcept {
    done_ = std::min(done_ + items, total_);
    try {
        const double now = output_.clock();
        const double interval = output_.style == ProgressStyle::terminal ? redraw_interval : line_interval;
        if (now - last_drawn_ >= interval) {
            last_drawn_ = now;
            draw(now);
        }
    } catch (...) {
        // See the class: progress is never worth a run.
    }
}

void Progress::finish() noexcept {
    if (std::exchange(finished_, true)) {
        return;
    }
    try {
        const double now = output_.clock();
        const double rate_now = rate(now);
        std::string line = std::format("{}: {} {} in {}", label_, done_ - resumed_, unit_, duration_text(now - start_));
        if (rate_now > 0.0) {
            line += std::format(", {} {}/s", rate_text(rate_now), unit_);
        }
        if (output_.style == ProgressStyle::terminal) {
            *output_.stream << "\r\x1b[K";
        }
        line_is_open_ = false;
        *output_.stream << line << std::endl;
    } catch (...) {
        // As above.
    }
}

double Progress::rate(double now) const {
    const double seconds = now - start_;
    return seconds > 0.0 ? static_cast<double>(done_ - resumed_) / seconds : 0.0;
}

std::string Progress::rate_and_time_left(double now) const {
    const double rate_now = rate(now);
    if (rate_now <= 0.0) {
        return "";
    }
    return std::format("{} {}/s, {} left", rate_text(rate_now), unit_,
                       duration_text(static_cast<double>(total_ - done_) / rate_now));
}

std::string Progress::bar(const std::string& tail) const {
    const int room = output_.columns - 1 - static_cast<int>(label_.size() + tail.size()) - 4;
    if (room < narrowest_bar) {
        return label_ + tail;
    }
    const int width = std::min(room, widest_bar);
    const auto full = static_cast<int>(
        total_ > 0 ? static_cast<double>(width) * static_cast<double>(done_) / static_cast<double>(total_) : width);
    return label_ + " [" + std::string(static_cast<std::size_t>(full), '#') +
           std::string(static_cast<std::size_t>(width - full), '.') + "] " + tail;
}

void Progress::draw(double now) {
    const double fraction = total_ > 0 ? static_cast<double>(done_) / static_cast<double>(total_) : 1.0;
    const int percent = static_cast<int>(100.0 * fraction);  // rounded down: 100 % means done
    const std::string left = rate_and_time_left(now);
    if (output_.style == ProgressStyle::plain) {
        *output_.stream << std::format("{}: {} of {} {} ({} %){}{}", label_, done_, total_, unit_, percent,
                                       left.empty() ? "" : ", ", left)
                        << std::endl;
        return;
    }
    const std::string tail =
        std::format(" {:3} %  {}/{} {}{}{}", percent, done_, total_, unit_, left.empty() ? "" : "  ", left);
    const std::string line = bar(tail).substr(0, static_cast<std::size_t>(std::max(output_.columns - 1, 1)));
    line_is_open_ = true;
    *output_.stream << "\r" << line << "\x1b[K" << std::flush;
}

}  // namespace ebru
