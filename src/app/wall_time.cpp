#include "app/wall_time.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace ebru {

namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double minute = 60.0;
constexpr double hour = 60.0 * minute;
constexpr double day = 24.0 * hour;
constexpr const char* start_variable = "EBRU_STARTED";

/// Seconds of the clock that runs on while a process becomes another program.
double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

const double this_program_began = now();

std::atomic<double> program_limit{never};
std::atomic<double> extra_limit{never};
std::atomic<double> piece_began{0.0};
std::atomic<double> longest_piece{0.0};

/// When this process was started: as the program says that it was before, or this one.
double process_began() {
    const char* const text = std::getenv(start_variable);
    std::istringstream words(text != nullptr ? text : "");
    long process = 0;
    double began = 0.0;
    const bool ours = static_cast<bool>(words >> process >> began) && process == getpid() && began <= now();
    return ours ? began : this_program_began;
}

std::optional<double> number(std::string_view text) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
    return whole && value >= 0.0 && value < never ? std::optional<double>(value) : std::nullopt;
}

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':')) {
        parts.push_back(text.substr(0, colon));
        text.remove_prefix(colon + 1);
    }
    parts.push_back(text);
    return parts;
}

/// What the parts of a time with or without days count, from the left; empty for too many parts.
std::vector<double> units_of(bool with_days, std::size_t parts) {
    if (with_days) {
        return parts <= 3 ? std::vector<double>{hour, minute, 1.0} : std::vector<double>{};
    }
    switch (parts) {
        case 1:
            return {1.0};
        case 2:
            return {minute, 1.0};
        case 3:
            return {hour, minute, 1.0};
        default:
            return {};
    }
}

std::optional<double> seconds_of(std::string_view text) {
    const std::size_t dash = text.find('-');
    const bool with_days = dash != std::string_view::npos;
    const std::optional<double> days = with_days ? number(text.substr(0, dash)) : 0.0;
    const std::vector<std::string_view> parts = parts_of(with_days ? text.substr(dash + 1) : text);
    const std::vector<double> units = units_of(with_days, parts.size());
    if (!days || units.empty()) {
        return std::nullopt;
    }
    double seconds = *days * day;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::optional<double> part = number(parts[i]);
        if (!part) {
            return std::nullopt;
        }
        seconds += *part * units[i];
    }
    return seconds;
}

/// Seconds until the batch job ends, as Slurm says.
std::optional<double> job_seconds_left() {
    const char* const text = std::getenv("SLURM_JOB_END_TIME");
    const std::optional<double> end = text != nullptr ? number(text) : std::nullopt;
    if (!end) {
        return std::nullopt;
    }
    const double unix_time = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    constexpr double year = 366.0 * day;  // partitions without a limit
    return *end - unix_time < year ? std::optional<double>(*end - unix_time) : std::nullopt;
}

}  // namespace

double wall_time_seconds(const std::string& text) {
    const std::optional<double> seconds = seconds_of(text);
    validate(seconds.has_value(), "--wall-time " + text, "it is no length of time",
             "give seconds, M:S, H:M:S, D-H, D-H:M or D-H:M:S, as in 3600 or 1:30:00; 0 for no limit");
    return *seconds;
}

void limit_program(const std::optional<double>& asked) {
    double limit = never;
    if (asked) {
        limit = *asked > 0.0 ? process_began() + *asked : never;
    } else if (const std::optional<double> left = job_seconds_left()) {
        limit = now() + *left - minute;
    }
    program_limit = limit;
}

WallTimeLimit::WallTimeLimit(double seconds) : before_(extra_limit) {
    if (seconds > 0.0) {
        extra_limit = std::min(before_, now() + seconds);
    }
}

WallTimeLimit::~WallTimeLimit() {
    extra_limit = before_;
}

std::optional<double> wall_time_left() {
    const double limit = std::min<double>(program_limit, extra_limit);
    return limit < never ? std::optional<double>(limit - now()) : std::nullopt;
}

std::vector<std::string> wall_time_words() {
    const std::optional<double> left = wall_time_left();
    constexpr double least = 0.001;  // 0 would be no limit
    return {"--wall-time", left ? fmt::format("{:.3f}", std::max(*left, least)) : "0"};
}

void begin_work_pieces() {
    piece_began = now();
    longest_piece = 0.0;
}

bool wall_time_is_near() {
    const double ended = now();
    longest_piece = std::max<double>(longest_piece, ended - piece_began.exchange(ended));
    const std::optional<double> left = wall_time_left();
    return left && 2.0 * longest_piece > *left;
}

void keep_start_time() {
    constexpr int replace = 1;
    setenv(start_variable, fmt::format("{} {:.3f}", getpid(), process_began()).c_str(), replace);
}

}  // namespace ebru
