#pragma once

#include <vector>

#include "fft/trig_plan.hpp"
#include "grid/window.hpp"
#include "solvers/turbulence/fourier_modes.hpp"
#include "solvers/turbulence/mode_synthesis.hpp"

namespace ebru {

/// The kind with walls, x = i + 1/2, y = j + 1/2:
///
///     psi = sum_{m,n >= 1} b_mn sin(pi m x/N_x) sin(pi n y/N_y),  b_mn = sqrt(2) cos(phi + omega t) a/|kappa|
///     v = (d_y psi, -d_x psi)
///
/// v.n = 0 on the walls and div v = 0, whatever the coefficients. v and its acceleration take three pruned passes along
/// x (the rows n of the band only) and five along y: a pass along x does not touch n, so sum_m b sin, sum_m b kappa_x
/// cos and sum_m b kappa_x^2 sin serve all five planes.
///
/// The passes along x take a few rows at a time; of their results the window's columns are kept. Those along y take a
/// few columns at a time; of their results the window's rows. Scratch: 3 x rows of the band x columns of the window,
/// and of those rows and columns that a pass takes at a time.
class WallSynthesis final : public ModeSynthesis {
  public:
    WallSynthesis(Grid grid, const Window& window, const std::vector<FourierMode>& modes);

    [[nodiscard]] std::size_t scratch_values() const override { return scratch_; }
    void velocity(const ModeValues& values, std::complex<double>* scratch, const VelocityPlanes& out) const override;
    void velocity_and_acceleration(const ModeValues& values, std::complex<double>* scratch, const VelocityPlanes& out,
                                   const VelocityPlanes& acceleration) const override;

    /// Columns that a pass along y takes at a time: about half a megabyte, and at least 8.
    static int column_chunk(Grid grid);
    /// Of `rows` rows those that a pass along x takes at a time: about 32 KiB, and at least 1.
    static int row_chunk(Grid grid, int rows);

    /// scratch_values() of a synthesis on a window of `own` cells, without making one.
    static std::size_t scratch_values(Grid grid, Grid own, const std::vector<FourierMode>& modes);
    /// Of what a synthesis keeps.
    static std::size_t bytes_per_mode() { return sizeof(Entry); }

  private:
    struct Entry {
        std::size_t column = 0;  ///< of sin(pi m x/N_x) in its row; the cosine's is the next
        double weight = 0.0;     ///< sqrt(2) a/|kappa|, and 1/4 for FFTW's two factors 2
        double kappa_x = 0.0;
    };

    /// Sums along x, (rows_, X of the window), and room for lines.
    struct Scratch {
        double* sine = nullptr;          ///< sum_m b sin
        double* cosine = nullptr;        ///< sum_m b kappa_x cos
        double* sine_squared = nullptr;  ///< sum_m b kappa_x^2 sin
        double* lines = nullptr;         ///< (row chunk, N_x)
        double* columns = nullptr;       ///< (N_y, chunk)
    };
    [[nodiscard]] Scratch divide(std::complex<double>* scratch) const;

    /// sums (rows_, X of the window) := the lines along x whose coefficients are b kappa_x^power.
    void along_x(TrigKind kind, int power, const double* cosine_of_phase, double* lines, double* sums) const;

    /// Transforms the columns x.. of the window: the series in y whose coefficient n is factor(n) times row n - 1 of
    /// `sums`. Then use(cell of the window, count, values) for every row of the window.
    template <class Factor, class Use>
    void along_y(TrigKind kind, const double* sums, const Factor& factor, int x, double* columns, const Use& use) const;

    void velocity_columns(const Scratch& scratch, int x, const VelocityPlanes& out) const;

    Grid grid_;
    Window window_;
    std::size_t scratch_;
    int rows_;                            ///< largest n of the band
    int chunk_;                           ///< columns of a pass along y
    int row_chunk_;                       ///< rows of a pass along x
    std::vector<Entry> entries_;          ///< in order of their rows
    std::vector<std::size_t> row_first_;  ///< (rows_ + 1) of row n - 1 in entries_
    std::vector<double> kappa_y_;         ///< (rows_)
    TrigLinePlan<double> sine_x_;
    TrigLinePlan<double> cosine_x_;
    TrigLinePlan<double> sine_y_;
    TrigLinePlan<double> cosine_y_;
};

}  // namespace ebru
