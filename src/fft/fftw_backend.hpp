#pragma once

#include <complex>

#include "fft/trig_kind.hpp"
#include "grid/grid.hpp"

namespace ebru::fftw {

/// `count` lines of `length` values, `stride` apart within a line, `distance` apart from line to line.
struct Lines {
    int length = 0;
    int count = 0;
    int stride = 0;
    int distance = 0;
};

/// Sign of the exponent: forward exp(-i k x), backward exp(+i k x).
enum class Direction { forward, backward };

/// Owner of one FFTW plan, `Real` float or double; the only class that knows FFTW.
///
/// Planned with FFTW_ESTIMATE (no timing, so every run picks the same algorithm) and FFTW_UNALIGNED (so the algorithm
/// does not depend on the pointer): equal inputs give equal bits. Planning takes a process-wide lock; executing is safe
/// from many threads at once, on different arrays.
template <class Real>
class Plan {
  public:
    /// Image (Y, X) to half spectrum (Y, X/2+1), out of place, input kept.
    static Plan real_to_complex(Grid grid);
    /// Half spectrum (Y, X/2+1) to image (Y, X), out of place, input destroyed.
    static Plan complex_to_real(Grid grid);
    /// Image (Y, X) to image (Y, X), a kind per axis, out of place, input kept.
    static Plan trig(Grid grid, TrigKind kind_y, TrigKind kind_x);
    /// One-dimensional transforms of some lines, in place.
    static Plan trig_lines(const Lines& lines, TrigKind kind);

    /// Each of `rows.ny` rows of rows.nx values to its half spectrum (rows.ny, rows.nx/2+1), out of place, input kept.
    static Plan real_to_complex_rows(Grid rows);
    /// Each half spectrum to its row; input destroyed.
    static Plan complex_to_real_rows(Grid rows);
    /// Complex transform along y of all columns of a half spectrum (torus.ny, torus.nx/2+1), in place.
    static Plan complex_columns(Grid torus, Direction direction);

    Plan(Plan&& other) noexcept;
    Plan& operator=(Plan&& other) noexcept;
    ~Plan();

    void execute(const Real* image, std::complex<Real>* spectrum) const;
    void execute(std::complex<Real>* spectrum, Real* image) const;
    /// For `complex_columns`.
    void execute(std::complex<Real>* spectrum) const;
    /// Out of place for `trig`, in == out for `trig_lines`.
    void execute(const Real* in, Real* out) const;

  private:
    explicit Plan(void* handle);
    void* handle_;
};

}  // namespace ebru::fftw
