#include "validation/referee_turbulence/turbulence_problem.hpp"

#include <algorithm>
#include <cmath>

#include "config/nearest_name.hpp"
#include "solvers/turbulence/random_fourier_velocity.hpp"
#include "validation/common/photographs.hpp"
#include "validation/petsc/advection_diffusion.hpp"

namespace ebru {

namespace {

constexpr std::int64_t field = 0;

CosineSeries smoothed_picture(const TurbulenceSettings& settings) {
    CosineSeries picture(photograph(settings.photograph, settings.photograph_cells), settings.photograph_cells);
    picture.smooth(settings.smoothing);
    return picture;
}

}  // namespace

TurbulenceSettings read_turbulence_settings(StudyDeck& deck) {
    TurbulenceSettings settings;
    Deck& common = deck.deck();
    settings.photograph = common.string("photograph");
    const std::vector<std::string> names = photograph_names();
    if (std::find(names.begin(), names.end(), settings.photograph) == names.end()) {
        common.refuse("photograph", "no such photograph comes with ebru", "choose " + joined(names, ", "));
    }
    settings.photograph_cells = common.integer("photograph_cells", IntRange::at_least(16, "pixels"));
    settings.smoothing = common.real("smoothing", Range::closed(0.0, 0.2));
    settings.fourier = common.real("fourier", Range::above(0.0));
    settings.peclet = common.real("peclet", Range::above(0.0));
    settings.alpha = common.real("alpha", Range::closed(0.01, 1.0 / 6.0));
    settings.band.slope = common.real("slope", Range::closed(0.0, 6.0));
    settings.band.m_max = common.real("m_max", Range::closed(1.0, 8.0));
    settings.seed = static_cast<std::uint64_t>(common.integer("seed", IntRange::at_least(0, "")));
    settings.tolerance.value = common.real("tolerance", Range::closed(1e-12, 1e-4));
    settings.sizes = deck.refinements("sizes");
    settings.reference_sizes = deck.refinements("reference_sizes", 2);
    if (settings.reference_sizes.size() != 2 || settings.reference_sizes.front() < settings.sizes.back()) {
        common.refuse("reference_sizes", "two grids are extrapolated, none coarser than those that are judged",
                      "give two increasing numbers, the first at least the last of sizes");
    }
    settings.implicit_cells = deck.integer("implicit_cells", IntRange::at_least(8, "cells"));
    return settings;
}

TurbulencePhotograph::TurbulencePhotograph(const TurbulenceSettings& settings)
    : settings_(settings),
      picture_(smoothed_picture(settings)),
      turbulence_(1.0, settings.band, settings.seed, field) {}

std::vector<double> TurbulencePhotograph::velocity(int n) const {
    TurbulenceParameters parameters;
    parameters.grid = {n, n};
    parameters.slope = settings_.band.slope;
    parameters.m_min = settings_.band.m_min;
    parameters.m_max = settings_.band.m_max;
    parameters.seed = settings_.seed;
    RandomFourierVelocity model(parameters);
    const auto side = static_cast<std::size_t>(n);
    const VelocityRequest request{HostVelocity("shape", 1, 2, side, side), {}, {}};
    model.evaluate(std::vector<std::int64_t>{field}, 0.0, request);
    return {request.shape.data(), request.shape.data() + request.shape.size()};
}

TransportProblem TurbulencePhotograph::lattice_problem(int n) const {
    TransportProblem problem;
    problem.grid = {n, n};
    problem.initial = initial(n);
    problem.steps = std::max(1, static_cast<int>(std::lround(settings_.fourier * n * n / settings_.alpha)));
    problem.alpha = settings_.fourier * n * n / problem.steps;
    problem.velocity = velocity(n);
    for (double& v : problem.velocity) {
        v *= settings_.peclet * problem.alpha / n;
    }
    return problem;
}

referee::Integration TurbulencePhotograph::petsc_solution(int n, referee::Integrator integrator) const {
    const Grid grid{n, n};
    const auto faces = referee::faces_of_stream_function(
        grid, [this](double x, double y) { return settings_.peclet * turbulence_.stream_function(x, y); });
    return referee::integrate(referee::advection_diffusion(grid, 1.0, faces), initial(n), settings_.fourier, integrator,
                              settings_.tolerance);
}

}  // namespace ebru
