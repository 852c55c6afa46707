#pragma once

#include <vector>

#include "fft/fftw_backend.hpp"
#include "grid/window.hpp"
#include "solvers/turbulence/fourier_modes.hpp"
#include "solvers/turbulence/mode_synthesis.hpp"
#include "solvers/turbulence/turbulence_parameters.hpp"

namespace ebru {

/// The periodic kinds:
///
///     stream       v = sum_m a (kappa_y, -kappa_x)/|kappa| cos(kappa.x + phi)
///     independent  v = sum_m a/sqrt(2) (cos(kappa.x + phi_x), cos(kappa.x + phi_y));   printed: phi_x = phi_y
///
/// Derivatives are factors i kappa. One inverse FFT a plane: 5 for v and its gradient of a stream function, else 6.
///
/// A plane is transformed along y first, a few columns m_x at a time, the columns of the band only (the others hold the
/// transform of zeros, kept once); of the result the window's rows are kept, transformed along x a few rows at a time,
/// and of those the window's columns kept. Scratch: rows of the window x columns of the band, complex, and of those
/// columns and rows that are transformed at a time. P blocks of full rows share the work along x; each does the work
/// along y anew.
class PeriodicSynthesis final : public ModeSynthesis {
  public:
    PeriodicSynthesis(Grid grid, const Window& window, TurbulenceKind kind, const std::vector<FourierMode>& modes);

    [[nodiscard]] std::size_t scratch_values() const override { return scratch_; }
    void velocity(const ModeValues& values, std::complex<double>* scratch, const VelocityPlanes& out) const override;
    void velocity_and_acceleration(const ModeValues& values, std::complex<double>* scratch, const VelocityPlanes& out,
                                   const VelocityPlanes& acceleration) const override;

    /// Of `columns` columns m_x those that a transform along y takes at a time: about half a megabyte, and at least 4.
    static int column_chunk(Grid grid, int columns);
    /// Rows that a transform along x takes at a time: about 64 KiB, and at least 1.
    static int row_chunk(Grid grid);

    /// scratch_values() of a synthesis on a window of `own` cells, without making one.
    static std::size_t scratch_values(Grid grid, Grid own, const std::vector<FourierMode>& modes);
    /// Of what a synthesis keeps.
    static std::size_t bytes_per_mode() { return sizeof(Entry); }

  private:
    /// A place of the half spectrum that a mode fills, for kappa itself or for -kappa (then conjugated).
    struct Entry {
        std::size_t mode = 0;
        std::size_t row = 0;
        std::size_t column = 0;
        double sign = 1.0;
        std::array<double, 2> kappa{};   ///< sign included
        std::array<double, 2> weight{};  ///< of v_x and v_y in exp(i kappa.x)
    };

    /// One thread's room.
    struct Scratch {
        std::complex<double>* band = nullptr;     ///< (Y of the window, band columns): transformed along y
        std::complex<double>* columns = nullptr;  ///< (N_y, chunk)
        std::complex<double>* rows = nullptr;     ///< (row chunk, N_x/2 + 1)
        double* lines = nullptr;                  ///< (row chunk, N_x)
    };

    void add_entry(std::size_t mode_index, const FourierMode& mode, int sign);
    void sort_entries();
    [[nodiscard]] Scratch divide(std::complex<double>* scratch) const;

    /// Transforms the plane whose places hold coefficient(entry). Then use(cell of the window, count, values) for every
    /// row of the window.
    template <class Coefficient, class Use>
    void transform(const Coefficient& coefficient, std::complex<double>* scratch, const Use& use) const;

    template <class Use>
    void along_x(const Scratch& parts, const Use& use) const;

    /// Transforms component c of v, or its derivative along axis d.
    void transform_component(int c, const ModeValues& values, std::complex<double>* scratch, double* out) const;
    template <class Use>
    void transform_derivative(int c, int d, const ModeValues& values, std::complex<double>* scratch,
                              const Use& use) const;

    Grid grid_;
    Window window_;
    std::size_t scratch_;
    TurbulenceKind kind_;
    std::size_t band_columns_;                      ///< columns 0.. that may hold an entry
    int chunk_;                                     ///< columns of a transform along y
    int row_chunk_;                                 ///< rows of a transform along x
    std::vector<Entry> entries_;                    ///< chunk after chunk, rows in order within
    std::vector<std::size_t> chunk_first_;          ///< first entry of each chunk, and the end
    std::vector<std::complex<double>> zeros_on_y_;  ///< (Y of the window) the transform of an empty column
    fftw::Plan<double> columns_;
    fftw::Plan<double> rows_;
};

}  // namespace ebru
