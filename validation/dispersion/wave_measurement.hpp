#pragma once

#include "grid/grid.hpp"
#include "validation/common/von_neumann.hpp"

namespace ebru {

/// A wave on a periodic grid that holds it a whole number of times: `waves_x` along x, `waves_y` along y.
struct WaveOnGrid {
    Grid grid;
    int waves_x = 1;
    int waves_y = 0;
    double v_x = 0.0;
    double v_y = 0.0;

    [[nodiscard]] PlaneWave wave() const;
};

/// Runs a core on a plane wave: amplitudes a_n of u_n = Re[a_n exp(i k.x)], the discrete Fourier coefficient at k.
template <class Real>
class WaveRun {
  public:
    WaveRun(LatticeScheme scheme, double alpha, const WaveOnGrid& wave, PopulationStart start);

    void run(int steps);
    [[nodiscard]] Complex amplitude() const;

  private:
    WaveOnGrid wave_;
    double alpha_;
    std::unique_ptr<TransportCore<Real>> core_;
};

/// ln z of the transported mode, measured and from the eigenvalue of the scheme.
struct Decay {
    bool measured_at_all = false;  ///< false: the wave has decayed before the memory of the start has
    Complex measured;
    Complex eigenvalue;
    double memory = 0.0;  ///< r, largest other eigenvalue's modulus over |z|: per step the start is forgotten by it
};

/// ln(a_{n+1}/a_n), n such that r^n < 1e-16: what the start excited besides the transported mode is gone.
template <class Real>
Decay measure_decay(LatticeScheme scheme, double alpha, const WaveOnGrid& wave);

}  // namespace ebru
