#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>

namespace ebru {

/// How progress is shown: a line that is drawn over and over, or lines that are kept.
enum class ProgressStyle { terminal, plain };

/// Where progress goes, and what time it is there.
struct ProgressOutput {
    std::ostream* stream;
    ProgressStyle style;
    int columns;                    ///< width of the terminal, characters
    std::function<double()> clock;  ///< seconds, from any start
};

/// Standard error: `terminal` where it is one, with its width; the steady clock.
ProgressOutput standard_error_output();

/// How far a run is, its rate and the time left: a bar on a terminal, at most 10 times a second; else a line at most
/// every 10 s. Whatever happens to the stream, no call throws: progress is never worth a run. For one thread.
class Progress {
  public:
    /// \param total items of work, >= 0; \param unit their name in the plural; \param label what is being done.
    Progress(std::int64_t total, std::string unit, std::string label, ProgressOutput output = standard_error_output());
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Ends the line of a bar that did not finish.
    ~Progress();

    /// Items that an earlier run has done: they count for the bar, not for the rate. Before the first advance().
    void resume_from(std::int64_t done) noexcept;

    void advance(std::int64_t items) noexcept;

    /// The last line: items done, time, rate. Once.
    void finish() noexcept;

  private:
    void draw(double now);
    [[nodiscard]] std::string rate_and_time_left(double now) const;
    [[nodiscard]] double rate(double now) const;
    [[nodiscard]] std::string bar(const std::string& tail) const;

    std::int64_t total_;
    std::string unit_;
    std::string label_;
    ProgressOutput output_;
    std::int64_t done_ = 0;
    std::int64_t resumed_ = 0;
    double start_ = 0.0;
    double last_drawn_ = 0.0;
    bool line_is_open_ = false;
    bool finished_ = false;
};

/// "6 s", "3 min 05 s", "2 h 07 min", "1 d 03 h"; seconds to one decimal below ten.
std::string duration_text(double seconds);

/// Three digits, more where the whole part has more: "0.0123", "8.12", "1234".
std::string rate_text(double rate);

}  // namespace ebru
