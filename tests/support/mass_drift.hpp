#pragma once

#include "tests/support/transport_run.hpp"

namespace ebru {

/// The sizes that mass must be kept on: one cell wide, smallest with four corners, odd, not square.
inline std::vector<Grid> mass_test_grids() {
    return {{1, 9}, {9, 1}, {2, 2}, {3, 5}, {8, 6}, {17, 11}, {16, 16}};
}

/// Largest relative change of the mass of any image and channel over `steps` steps at several alpha under a velocity
/// that vanishes at the walls (largest speed 0.1). Images are uniform random numbers in [0, 1]; sums are taken in long
/// double, so that they add nothing.
template <class Real>
double mass_drift(TransportRun<Real> run, ImageShape shape, int images, int steps) {
    const Grid grid = shape.grid();
    const std::size_t blocks = static_cast<std::size_t>(images) * static_cast<std::size_t>(shape.channels);
    const auto masses = [&] {
        const Values u = run.state();
        std::vector<long double> mass(blocks, 0.0L);
        for (std::size_t i = 0; i < u.size(); ++i) {
            mass[i / grid.cells()] += u[i];
        }
        return mass;
    };
    run.start(random_values(blocks * grid.cells(), 0.0, 1.0, 7));
    const std::vector<long double> before = masses();
    const std::vector<double> alphas{1.0 / 6.0, 0.11};  // tau 1 and 0.83: inside BGK's window
    for (std::size_t a = 0; a < alphas.size(); ++a) {
        std::vector<Values> fields;
        std::vector<int> field_of;
        for (int b = 0; b < images; ++b) {
            fields.push_back(b % 2 == 0 ? cellular_velocity(grid, 0.1, grid.nx >= 8 ? 1 + static_cast<int>(a) : 1, 1)
                                        : random_solenoidal_velocity(grid, 0.1, 10 * a + static_cast<std::size_t>(b)));
            field_of.push_back(b);
        }
        run.set_velocity(fields, field_of);
        run.run(steps / static_cast<int>(alphas.size()), alphas[a]);
    }
    const std::vector<long double> after = masses();
    double drift = 0.0;
    for (std::size_t b = 0; b < blocks; ++b) {
        const auto change = static_cast<double>(std::abs(after[b] - before[b]) / before[b]);
        drift = change <= drift ? drift : change;  // NaN counts as largest
    }
    return drift;
}

/// The bounds on it over 1e5 steps.
template <class Real>
inline constexpr double mass_bound = sizeof(Real) == 4 ? 1e-6 : 1e-12;

}  // namespace ebru
