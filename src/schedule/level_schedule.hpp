#pragma once

#include <vector>

namespace ebru {

/// How the Fourier number grows from level 1 to level K.
enum class ScheduleKind {
    exponential,  ///< Fo_k = Fo_min (Fo_max/Fo_min)^((k-1)/(K-1)): the papers' schedule
    linear,       ///< Fo_k = Fo_min + (Fo_max - Fo_min) (k-1)/(K-1)
    cosine,       ///< Fo_k = Fo_min + (Fo_max - Fo_min) (1 - cos(pi (k-1)/(K-1)))/2
};

/// Cumulative Fourier numbers of levels 0..K: F_0 = 0 is the clean image, F_K the prior. Strictly increasing.
///
/// Fo = alpha t / L^2 = sigma^2 / (2 L^2) (numerics.md 1.5, correction 1), L the image width. Interval k leads from
/// level k-1 to k. One object serves solver, trainer and sampler.
class LevelSchedule {
  public:
    /// \param levels K >= 1; \param fo_min, fo_max 0 < fo_min <= fo_max (fo_min < fo_max when K > 1; unused when K =
    /// 1).
    /// \throws UserError otherwise.
    LevelSchedule(ScheduleKind kind, int levels, double fo_min, double fo_max);

    /// The numbers themselves: F_0 = 0 < F_1 < ... < F_K, K >= 1 (a contract).
    explicit LevelSchedule(std::vector<double> fo);

    /// K, the last level.
    [[nodiscard]] int levels() const { return static_cast<int>(fo_.size()) - 1; }

    /// F_k, 0 <= k <= K.
    [[nodiscard]] double fo(int level) const;

    /// F_k - F_{k-1}, 1 <= k <= K.
    [[nodiscard]] double fo_increment(int level) const;

  private:
    std::vector<double> fo_;
};

/// What is known of a level, for files and logs.
struct LevelRecord {
    int level = 0;
    double fo = 0.0;                 ///< cumulative Fourier number, sigma^2 / (2 L^2)
    double sigma_px = 0.0;           ///< standard deviation of the blur, pixels
    double alpha_lu = 0.0;           ///< diffusivity of interval k, cells^2 per step; 0 where there are no steps
    double tau = 0.0;                ///< odd relaxation time of interval k; 0 where there is none
    int steps = 0;                   ///< time steps of interval k
    double velocity_scale_lu = 0.0;  ///< V of interval k, cells per step
    double time = 0.0;               ///< t of equations that have a time of their own; 0 elsewhere
};

}  // namespace ebru
