#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ebru {

/// Seconds of a length of time as Slurm writes it: [D-]H:M:S, M:S, D-H, D-H:M; but a number alone is seconds, where
/// Slurm takes minutes. 0: no limit. \throws UserError naming --wall-time.
double wall_time_seconds(const std::string& text);

/// The limit of the whole program. \param asked `--wall-time`: seconds since the program was started, also when it has
/// become another program of ebru since (hand_over.hpp). 0: no limit. Nothing: the end of the batch job, where Slurm
/// says when that is (SLURM_JOB_END_TIME) and less than a year is left, minus a minute; else no limit.
void limit_program(const std::optional<double>& asked);

/// A limit on top of the program's, for as long as it lives: what ends first counts.
class WallTimeLimit {
  public:
    /// \param seconds from now; 0: no limit.
    explicit WallTimeLimit(double seconds);
    WallTimeLimit(const WallTimeLimit&) = delete;
    WallTimeLimit& operator=(const WallTimeLimit&) = delete;
    ~WallTimeLimit();

  private:
    double before_;
};

/// Seconds until the limit, less than 0 behind it; nothing without one.
std::optional<double> wall_time_left();

/// What a command of ebru that this one starts is to be told: to end when this one does.
std::vector<std::string> wall_time_words();

/// Forgets how long pieces of work took; the first one begins now.
void begin_work_pieces();

/// A piece of work has ended, the next one begins. \return whether twice the time of the longest piece so far is more
/// than is left.
bool wall_time_is_near();

/// For another program that this process becomes: the moment at which it was started, in the environment.
void keep_start_time();

}  // namespace ebru
