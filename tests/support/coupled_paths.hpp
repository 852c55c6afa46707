#pragma once

#include "tests/support/spde_run.hpp"

namespace ebru {

/// What one Brownian path gives at T when it is walked in steps of different length.
struct CoupledStates {
    std::vector<double> dt;      ///< T/2^first, .., each half the one before
    std::vector<Values> states;  ///< (paths, Y, X) each
};

struct CoupledStudy {
    SpdeEquation equation;
    Taming taming = Taming::none;
    Grid grid{8, 8};
    std::size_t paths = 64;
    int coarsest = 4;  ///< log2 of the number of steps
    int finest = 9;
};

/// Walks every path with 2^coarsest .. 2^finest steps side by side: a coarse increment is the sum of the fine ones that
/// it spans.
inline CoupledStates walk_coupled(const CoupledStudy& study) {
    struct Walk {
        int fine_per_step;
        SpdeInterval steps;
        std::unique_ptr<EulerMaruyama<double>> stepper;
        ImageBatch<double> xi;
    };
    const ImageShape shape{1, study.grid.ny, study.grid.nx};
    const std::vector<SampleId> ids = ids_from(0, study.paths);
    const ImageBatch<double> start =
        to_images<double>(shape, random_values(study.paths * shape.values(), 0.0, 1.0, 11));
    std::vector<Walk> walks;
    for (int level = study.coarsest; level <= study.finest; ++level) {
        walks.push_back({1 << (study.finest - level), equal_steps(study.equation.horizon, 1 << level),
                         std::make_unique<EulerMaruyama<double>>(shape, study.equation, study.taming, 5), like(start)});
        walks.back().stepper->load(start, ids);
    }
    QWiener<double> wiener(shape, study.equation.correlation_length, 5);
    const ImageBatch<double> fine = like(start);
    for (int f = 0; f < 1 << study.finest; ++f) {
        wiener.draw(ids, f, fine);
        for (Walk& walk : walks) {
            const double scale = 1.0 / std::sqrt(walk.fine_per_step);
            const bool starts = f % walk.fine_per_step == 0;
            const ImageBatch<double> xi = walk.xi;
            Kokkos::parallel_for(
                "sum of fine increments", fine.size(), KOKKOS_LAMBDA(std::size_t i) {
                    xi.data()[i] = (starts ? 0.0 : xi.data()[i]) + scale * fine.data()[i];
                });
            if ((f + 1) % walk.fine_per_step == 0) {
                walk.stepper->step_on(walk.steps[static_cast<std::size_t>(f / walk.fine_per_step)], walk.xi);
            }
        }
    }
    CoupledStates result;
    for (const Walk& walk : walks) {
        result.dt.push_back(walk.steps.front().dt);
        result.states.push_back(state_of(*walk.stepper, shape, study.paths));
    }
    return result;
}

/// Root mean square over paths and pixels of U_dt - U_{dt/2}: scales as dt^p with the strong order p, and no reference
/// of its own error blurs it.
inline std::vector<double> strong_differences(const CoupledStates& coupled) {
    std::vector<double> differences;
    for (std::size_t n = 0; n + 1 < coupled.states.size(); ++n) {
        differences.push_back(rms_difference(coupled.states[n], coupled.states[n + 1]));
    }
    return differences;
}

/// Mean over paths of phi(U_dt) - phi(U_{dt/2}), and its standard error.
struct WeakDifferences {
    std::vector<double> value;
    std::vector<double> standard_error;
};

/// phi is the mean square difference of neighbours along rows: the variance of the fine modes, where steps tell most.
inline double roughness(const Values& states, std::size_t first, const Grid& grid) {
    double sum = 0.0;
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x + 1 < grid.nx; ++x) {
            const double difference = states[first + cell(grid, y, x + 1)] - states[first + cell(grid, y, x)];
            sum += difference * difference;
        }
    }
    return sum / (grid.ny * (grid.nx - 1));
}

inline WeakDifferences weak_differences(const CoupledStates& coupled, const CoupledStudy& study) {
    const auto count = static_cast<double>(study.paths);
    WeakDifferences weak;
    for (std::size_t n = 0; n + 1 < coupled.states.size(); ++n) {
        double sum = 0.0;
        double square = 0.0;
        for (std::size_t p = 0; p < study.paths; ++p) {
            const std::size_t first = p * study.grid.cells();
            const double own =
                roughness(coupled.states[n], first, study.grid) - roughness(coupled.states[n + 1], first, study.grid);
            sum += own;
            square += own * own;
        }
        weak.value.push_back(std::abs(sum) / count);
        weak.standard_error.push_back(std::sqrt((square / count - sum * sum / count / count) / count));
    }
    return weak;
}

}  // namespace ebru
