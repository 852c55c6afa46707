#pragma once

#include <vector>

#include "tests/support/test_fields.hpp"

namespace ebru::reference {

/// One lattice velocity with its weight.
struct LatticeDirection {
    int cx;
    int cy;
    double weight;
};

inline std::vector<LatticeDirection> d2q9() {
    return {{0, 0, 4.0 / 9.0},  {1, 0, 1.0 / 9.0},   {-1, 0, 1.0 / 9.0},  {0, 1, 1.0 / 9.0},   {0, -1, 1.0 / 9.0},
            {1, 1, 1.0 / 36.0}, {-1, 1, 1.0 / 36.0}, {1, -1, 1.0 / 36.0}, {-1, -1, 1.0 / 36.0}};
}

inline std::vector<LatticeDirection> d2q5() {
    return {{0, 0, 1.0 / 3.0}, {1, 0, 1.0 / 6.0}, {-1, 0, 1.0 / 6.0}, {0, 1, 1.0 / 6.0}, {0, -1, 1.0 / 6.0}};
}

enum class EquilibriumOrder { first, second };

/// e_i(u, v) as numerics.md 1.1 prints it (D2Q9); for D2Q5 the second-order terms that five velocities can carry:
/// the moments sum c_x c_x e = u (1/3 + v_x^2) and sum c_y c_y e = u (1/3 + v_y^2).
inline double equilibrium(const LatticeDirection& c, std::size_t directions, EquilibriumOrder order, double u,
                          double v_x, double v_y) {
    const double cv = c.cx * v_x + c.cy * v_y;
    const double vv = v_x * v_x + v_y * v_y;
    double bracket = 1.0 + 3.0 * cv;
    if (order == EquilibriumOrder::second) {
        if (directions == 9) {
            bracket += 4.5 * cv * cv - 1.5 * vv;
        } else {
            bracket += c.cx == 0 && c.cy == 0 ? -3.0 * vv : 3.0 * cv * cv;
        }
    }
    return c.weight * u * bracket;
}

/// Lattice Boltzmann advection-diffusion in plain loops: full populations, two lattices, pull streaming with every wall
/// link written out. Deliberately shares nothing with solvers/lbm.
class LatticeBoltzmannTwin {
  public:
    struct Rules {
        std::vector<LatticeDirection> set = d2q9();
        EquilibriumOrder order = EquilibriumOrder::second;
        Walls walls = Walls::mirror;
        bool gradient_start = true;
        bool hand_over = true;
    };

    LatticeBoltzmannTwin(Grid grid, Rules rules, Values u0)
        : grid_(grid), rules_(std::move(rules)), u0_(std::move(u0)) {}

    /// One run of steps under one velocity (2, Y, X) with relaxation times tau+ and tau-.
    void run(int steps, double tau_even, double tau_odd, const Values& velocity) {
        if (f_.empty()) {
            start(tau_odd, velocity);
        } else if (rules_.hand_over) {
            hand_over(tau_odd, velocity);
        }
        for (int s = 0; s < steps; ++s) {
            collide(tau_even, tau_odd, velocity);
            stream();
        }
        old_velocity_ = velocity;
        old_tau_odd_ = tau_odd;
    }

    /// u += delta with populations in equilibrium at the velocity of the last run.
    void add(const Values& delta) {
        for (std::size_t at = 0; at < delta.size(); ++at) {
            if (f_.empty()) {
                u0_[at] += delta[at];
            }
            for (std::size_t i = 0; i < f_.size(); ++i) {
                f_[i][at] += e(i, at, delta[at], old_velocity_);
            }
        }
    }

    [[nodiscard]] Values state() const {
        if (f_.empty()) {
            return u0_;
        }
        Values u(grid_.cells(), 0.0);
        for (const Values& f : f_) {
            for (std::size_t i = 0; i < u.size(); ++i) {
                u[i] += f[i];
            }
        }
        return u;
    }

  private:
    [[nodiscard]] std::size_t find(int cx, int cy) const {
        std::size_t i = 0;
        while (rules_.set[i].cx != cx || rules_.set[i].cy != cy) {
            ++i;
        }
        return i;
    }
    [[nodiscard]] double e(std::size_t i, std::size_t at, double u, const Values& velocity) const {
        return equilibrium(rules_.set[i], rules_.set.size(), rules_.order, u, velocity[at],
                           velocity[grid_.cells() + at]);
    }

    /// u of the cell that stands at (y, x), which may lie one cell outside.
    [[nodiscard]] double neighbour(int y, int x) const {
        if (rules_.walls == Walls::periodic) {
            y = (y + grid_.ny) % grid_.ny;
            x = (x + grid_.nx) % grid_.nx;
        } else {
            y = std::min(std::max(y, 0), grid_.ny - 1);
            x = std::min(std::max(x, 0), grid_.nx - 1);
        }
        return u0_[cell(grid_, y, x)];
    }

    void start(double tau_odd, const Values& velocity) {
        f_.assign(rules_.set.size(), Values(grid_.cells()));
        for (int y = 0; y < grid_.ny; ++y) {
            for (int x = 0; x < grid_.nx; ++x) {
                const double u_x = 0.5 * (neighbour(y, x + 1) - neighbour(y, x - 1));
                const double u_y = 0.5 * (neighbour(y + 1, x) - neighbour(y - 1, x));
                const std::size_t at = cell(grid_, y, x);
                for (std::size_t i = 0; i < f_.size(); ++i) {
                    const LatticeDirection& c = rules_.set[i];
                    f_[i][at] = e(i, at, u0_[at], velocity);
                    if (rules_.gradient_start) {
                        f_[i][at] -= tau_odd * c.weight * (c.cx * u_x + c.cy * u_y);
                    }
                }
            }
        }
    }

    /// Deviations from equilibrium at a cell.
    [[nodiscard]] Values deviations(std::size_t at, double u, const Values& velocity) const {
        Values d(f_.size());
        for (std::size_t i = 0; i < d.size(); ++i) {
            d[i] = f_[i][at] - e(i, at, u, velocity);
        }
        return d;
    }

    void hand_over(double tau_odd, const Values& velocity) {
        const Values u = state();
        for (std::size_t at = 0; at < u.size(); ++at) {
            const Values d = deviations(at, u[at], old_velocity_);
            for (std::size_t i = 0; i < d.size(); ++i) {
                const std::size_t o = find(-rules_.set[i].cx, -rules_.set[i].cy);
                f_[i][at] =
                    e(i, at, u[at], velocity) + 0.5 * (d[i] + d[o]) + tau_odd / old_tau_odd_ * 0.5 * (d[i] - d[o]);
            }
        }
    }

    void collide(double tau_even, double tau_odd, const Values& velocity) {
        const Values u = state();
        for (std::size_t at = 0; at < u.size(); ++at) {
            const Values d = deviations(at, u[at], velocity);
            for (std::size_t i = 0; i < d.size(); ++i) {
                const std::size_t o = find(-rules_.set[i].cx, -rules_.set[i].cy);
                f_[i][at] -= (d[i] + d[o]) / (2.0 * tau_even) + (d[i] - d[o]) / (2.0 * tau_odd);
            }
        }
    }

    void stream() {
        std::vector<Values> next = f_;
        for (int y = 0; y < grid_.ny; ++y) {
            for (int x = 0; x < grid_.nx; ++x) {
                for (std::size_t i = 0; i < f_.size(); ++i) {
                    next[i][cell(grid_, y, x)] = arriving(i, y, x);
                }
            }
        }
        f_ = next;
    }

    /// Post-collision population that arrives at (y, x) along direction i.
    [[nodiscard]] double arriving(std::size_t i, int y, int x) const {
        int cx = rules_.set[i].cx;
        int cy = rules_.set[i].cy;
        int from_x = x - cx;
        int from_y = y - cy;
        if (rules_.walls == Walls::periodic) {
            from_x = (from_x + grid_.nx) % grid_.nx;
            from_y = (from_y + grid_.ny) % grid_.ny;
        }
        const bool beyond_x = from_x < 0 || from_x >= grid_.nx;
        const bool beyond_y = from_y < 0 || from_y >= grid_.ny;
        if (rules_.walls == Walls::bounce_back && (beyond_x || beyond_y)) {
            return f_[find(-cx, -cy)][cell(grid_, y, x)];
        }
        if (beyond_x) {
            from_x = from_x < 0 ? 0 : grid_.nx - 1;
            cx = -cx;
        }
        if (beyond_y) {
            from_y = from_y < 0 ? 0 : grid_.ny - 1;
            cy = -cy;
        }
        return f_[find(cx, cy)][cell(grid_, from_y, from_x)];
    }

    Grid grid_;
    Rules rules_;
    Values u0_;
    std::vector<Values> f_;  // (Q, Y, X)
    Values old_velocity_;
    double old_tau_odd_ = 0.0;
};

}  // namespace ebru::reference
