#pragma once

#include <vector>

#include "validation/common/transport_problem.hpp"

namespace ebru {

/// u = 1 + g(t) m(x, y) between walls, the velocity that it is carried by and the source that makes it a solution;
/// n x n cells, lattice units, t in steps.
class ManufacturedSolution {
  public:
    struct Settings {
        double fourier = 0.0;  ///< alpha t / L^2 at the end
        double peclet = 0.0;   ///< largest |v| L / alpha
        double swing = 0.0;    ///< omega L^2 / alpha
        double alpha = 0.0;    ///< cells^2 per step
    };

    ManufacturedSolution(const Settings& settings, int n);

    /// Grid, walls, start, velocity, alpha and steps.
    [[nodiscard]] const TransportProblem& problem() const { return problem_; }
    [[nodiscard]] std::vector<double> exact(double step) const;
    /// S over one step at the time `step`, into `source` (Y, X).
    void source(double step, std::vector<double>& source) const;

  private:
    [[nodiscard]] double growth(double step) const;
    [[nodiscard]] double growth_rate(double step) const;

    double omega_ = 0.0;  ///< per step
    TransportProblem problem_;
    std::vector<double> shape_;      ///< m
    std::vector<double> transport_;  ///< v.grad m - alpha lap m, per step
};

}  // namespace ebru
