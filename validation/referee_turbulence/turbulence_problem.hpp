#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "validation/common/cosine_series.hpp"
#include "validation/common/study_deck.hpp"
#include "validation/common/transport_problem.hpp"
#include "validation/petsc/time_integration.hpp"
#include "validation/petsc/wall_stream_function.hpp"

namespace ebru {

struct TurbulenceSettings {
    std::string photograph;
    int photograph_cells = 0;
    double smoothing = 0.0;  ///< widths
    double fourier = 0.0;
    double peclet = 0.0;
    double alpha = 0.0;  ///< cells^2 per step
    referee::WallStreamFunction::Band band;
    std::uint64_t seed = 0;
    referee::StepTolerance tolerance;
    std::vector<int> sizes;
    std::vector<int> reference_sizes;
    int implicit_cells = 0;
};

/// \throws UserError
TurbulenceSettings read_turbulence_settings(StudyDeck& deck);

/// The fixed continuum problem d_t u + Pe div(v u) = lap u on the unit square, t from 0 to Fo, and what each code is
/// given of it on a grid of n x n cells.
class TurbulencePhotograph {
  public:
    explicit TurbulencePhotograph(const TurbulenceSettings& settings);

    /// u_0 at the cell centres.
    [[nodiscard]] std::vector<double> initial(int n) const { return picture_.sample(n); }

    /// v of our generator at the cell centres, (2, Y, X), rms 1.
    [[nodiscard]] std::vector<double> velocity(int n) const;

    /// The lattice methods' problem: steps of alpha = Fo n^2/steps, v = Pe alpha/n.
    [[nodiscard]] TransportProblem lattice_problem(int n) const;

    /// PETSc's solution: velocity from differences of the referee's own stream function at the corners.
    [[nodiscard]] referee::Integration petsc_solution(int n, referee::Integrator integrator) const;

    [[nodiscard]] const referee::WallStreamFunction& turbulence() const { return turbulence_; }

  private:
    TurbulenceSettings settings_;
    CosineSeries picture_;
    referee::WallStreamFunction turbulence_;
};

}  // namespace ebru
