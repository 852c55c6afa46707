#pragma once

#include <complex>
#include <vector>

#include "tests/reference/lattice_boltzmann_twin.hpp"

namespace ebru::reference {

using Complex = std::complex<double>;

/// Wave vector and uniform velocity of a discrete plane wave u_0 = exp(i k.x), x in cells.
struct WaveInFlow {
    double k_x;
    double k_y;
    double v_x;
    double v_y;
};

/// Exact evolution of a plane wave on a periodic lattice, numerics.md section 2 item 1: the populations are g exp(i
/// k.x) with g' = M g, M = diag(exp(-i k.c)) K, and K = I - (N + P N)/(2 tau+) - (N - P N)/(2 tau-), N = I - e 1^T, P
/// the opposite permutation. Plain Q x Q matrices.
class PlaneWave {
  public:
    PlaneWave(std::vector<LatticeDirection> set, EquilibriumOrder order, double tau_even, double tau_odd,
              const WaveInFlow& wave, bool gradient_start)
        : set_(std::move(set)) {
        const std::size_t q = set_.size();
        std::vector<double> e(q);
        for (std::size_t i = 0; i < q; ++i) {
            e[i] = equilibrium(set_[i], q, order, 1.0, wave.v_x, wave.v_y);
        }
        matrix_.assign(q, std::vector<Complex>(q));
        for (std::size_t i = 0; i < q; ++i) {
            const std::size_t o = opposite(i);
            const double k_c = wave.k_x * set_[i].cx + wave.k_y * set_[i].cy;
            for (std::size_t j = 0; j < q; ++j) {
                const double n = (i == j ? 1.0 : 0.0) - e[i];
                const double p_n = (o == j ? 1.0 : 0.0) - e[o];
                const double k = (i == j ? 1.0 : 0.0) - (n + p_n) / (2.0 * tau_even) - (n - p_n) / (2.0 * tau_odd);
                matrix_[i][j] = std::polar(1.0, -k_c) * k;
            }
            // Central differences of exp(i k.x) are i sin k.
            const Complex slope(0.0, set_[i].cx * std::sin(wave.k_x) + set_[i].cy * std::sin(wave.k_y));
            g_.push_back(e[i] - (gradient_start ? tau_odd * set_[i].weight : 0.0) * slope);
        }
    }

    void step() { g_ = times(g_); }

    /// a_n of u_n = Re[a_n exp(i k.x)].
    [[nodiscard]] Complex amplitude() const { return sum(g_); }

    /// The eigenvalue of largest modulus, by power iteration.
    [[nodiscard]] Complex leading_eigenvalue() const {
        std::vector<Complex> g = g_;
        Complex z;
        for (int n = 0; n < 2000; ++n) {
            const std::vector<Complex> next = times(g);
            z = sum(next) / sum(g);
            for (std::size_t i = 0; i < g.size(); ++i) {
                g[i] = next[i] / sum(next);
            }
        }
        return z;
    }

  private:
    [[nodiscard]] std::size_t opposite(std::size_t i) const {
        std::size_t o = 0;
        while (set_[o].cx != -set_[i].cx || set_[o].cy != -set_[i].cy) {
            ++o;
        }
        return o;
    }
    [[nodiscard]] std::vector<Complex> times(const std::vector<Complex>& g) const {
        std::vector<Complex> next(g.size());
        for (std::size_t i = 0; i < g.size(); ++i) {
            for (std::size_t j = 0; j < g.size(); ++j) {
                next[i] += matrix_[i][j] * g[j];
            }
        }
        return next;
    }
    static Complex sum(const std::vector<Complex>& g) {
        Complex total;
        for (const Complex& value : g) {
            total += value;
        }
        return total;
    }

    std::vector<LatticeDirection> set_;
    std::vector<std::vector<Complex>> matrix_;
    std::vector<Complex> g_;
};

/// The factor by which one step of the memoryless stencil multiplies exp(i k.x): the product over both axes of
/// sum_a E_a exp(-i k a).
inline Complex stencil_factor(double alpha, const WaveInFlow& wave) {
    const auto axis = [&](double k, double v) {
        const double spread = 2.0 * alpha + v * v;
        return 1.0 - spread + 0.5 * (spread + v) * std::polar(1.0, -k) + 0.5 * (spread - v) * std::polar(1.0, k);
    };
    return axis(wave.k_x, wave.v_x) * axis(wave.k_y, wave.v_y);
}

/// Re[amplitude exp(i k.x)] on a grid, x the cell centres.
inline Values wave_values(const Grid& grid, const WaveInFlow& wave, Complex amplitude) {
    return sample(
        grid, [&](double x, double y) { return (amplitude * std::polar(1.0, wave.k_x * x + wave.k_y * y)).real(); });
}

/// a of u = Re[a exp(i k.x)]: the discrete Fourier coefficient. k a mode of the grid, not its Nyquist mode.
inline Complex wave_amplitude(const Grid& grid, const WaveInFlow& wave, const Values& u) {
    Complex sum;
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            sum += u[cell(grid, y, x)] * std::polar(1.0, -(wave.k_x * (x + 0.5) + wave.k_y * (y + 0.5)));
        }
    }
    return 2.0 * sum / static_cast<double>(grid.cells());
}

}  // namespace ebru::reference
