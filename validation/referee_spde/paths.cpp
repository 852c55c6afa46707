#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "diagnostics/error_norms.hpp"
#include "diagnostics/observed_order.hpp"
#include "solvers/spde/euler_maruyama.hpp"
#include "solvers/spde/semi_implicit_stepper.hpp"
#include "validation/common/photographs.hpp"
#include "validation/petsc/referee_module.hpp"
#include "validation/referee_spde/steps.hpp"

namespace ebru {

namespace {

using referee::EdgeCoefficient;
using referee::FaceGradient;
using referee::Integration;
using referee::Integrator;

/// The raw photographs one after the other, a batch.
struct Photographs {
    Grid grid;
    std::vector<double> u;
    std::vector<SampleId> ids;

    explicit Photographs(int cells) : grid(raw_grid(cells)) {
        SampleId id = 1000;  // any: a picture's number in its data set
        for (const std::string& name : photograph_names()) {
            const std::vector<double> values = raw_photograph(name, cells);
            u.insert(u.end(), values.begin(), values.end());
            ids.push_back(id++);
        }
    }
    [[nodiscard]] ImageShape shape() const { return {1, grid.ny, grid.nx}; }
    [[nodiscard]] std::vector<double> picture(const std::vector<double>& batch, std::size_t i) const {
        const auto cells = static_cast<std::ptrdiff_t>(grid.cells());
        const auto first = batch.begin() + static_cast<std::ptrdiff_t>(i) * cells;
        return {first, first + cells};
    }
};

/// All photographs carried by one of our steppers.
template <class Real>
std::vector<double> carry(SpdeStepper<Real>& stepper, const Photographs& start, const SpdeInterval& steps) {
    stepper.load(to_images<Real>(start.grid, start.u), start.ids);
    stepper.run(steps);
    std::vector<int> all(start.ids.size());
    std::iota(all.begin(), all.end(), 0);
    const ImageBatch<Real> out = to_images<Real>(start.grid, start.u);
    stepper.copy_state(all, out);
    return to_values(out);
}

referee::FiniteVolumes<referee::AnisotropicDriftFlux> petsc_drift(const SpdeProblem& problem, Grid grid) {
    return referee::anisotropic_drift(grid, 1.0, FaceGradient::compact,
                                      [problem](double t) { return problem.drift(t); });
}

/// Root of the mean square.
double rms(const std::vector<double>& values) {
    return error_norms<double>(values, std::vector<double>(values.size(), 0.0)).l2;
}

/// What a step rounds, in the mean square over the cells but for `step`.
struct StepSizes {
    double state = 0.0;
    double step = 0.0;   ///< largest, between neighbouring cells
    double flux = 0.0;   ///< sums of the sizes of a cell's four fluxes, upper bounds
    double noise = 0.0;  ///< dW
};

/// Bound on what the roundings of a path add up to, in the mean square over the cells.
///
/// A step rounds the state (twice, in each code), the noise by at most 20 operations on coefficient and schedule, and
/// the fluxes by 20 + step/lambda, as the drift's bound counts them. The drift damps differences; the noise, being
/// independent of them, lets their mean square grow by dt L^2, L = sqrt(2) 2/(3 sqrt(3)) alpha_2/lambda_2 the Lipschitz
/// constant of g2.
class RoundOffBudget {
  public:
    RoundOffBudget(double unit, double state) : unit_(unit), bound_(2.0 * unit * state) {}

    void add_step(double dt, const EdgeCoefficient& g1, const EdgeCoefficient& g2, const StepSizes& sizes) {
        constexpr double operations = 20.0;
        const double lipschitz = std::sqrt(2.0) * 2.0 / (3.0 * std::sqrt(3.0)) * g2.alpha * g2.inverse_lambda;
        const double drift = dt * (operations + sizes.step * g1.inverse_lambda) * sizes.flux;
        const double noise = operations * g2.alpha * sizes.noise;
        bound_ = std::sqrt(1.0 + dt * lipschitz * lipschitz) * bound_ + unit_ * (2.0 * sizes.state + drift + noise);
    }
    [[nodiscard]] double bound() const { return bound_; }

  private:
    double unit_;
    double bound_;
};

/// What PETSc's integrators make of a photograph, without noise.
std::vector<double> petsc_trajectory(const RefereeSpdeSettings& settings, Grid grid, const std::vector<double>& u,
                                     double& worst_share) {
    const auto rhs = petsc_drift(settings.problem, grid);
    const auto run = [&](Integrator integrator) {
        return referee::integrate(rhs, u, settings.problem.horizon, integrator, settings.tolerance);
    };
    Integration explicit_run = run(Integrator::explicit_rk);
    const Integration implicit_run = run(Integrator::implicit_ark);
    worst_share = std::max(worst_share, error_norms<double>(explicit_run.u, implicit_run.u).l2 /
                                            (explicit_run.error_bound(settings.tolerance, 1.0) +
                                             implicit_run.error_bound(settings.tolerance, 1.0)));
    return std::move(explicit_run.u);
}

/// What one of our schemes made of the photographs for each number of steps.
struct Refinement {
    std::string scheme;
    std::vector<double> dts;
    std::vector<std::vector<double>> ends;  ///< batches
};

template <class MakeStepper>
Refinement refine(const RefereeSpdeSettings& settings, const Photographs& start, const std::string& scheme,
                  const MakeStepper& make) {
    Refinement found{scheme, {}, {}};
    for (const int n : settings.steps) {
        auto stepper = make();
        found.dts.push_back(settings.problem.horizon / n);
        found.ends.push_back(carry(stepper, start, equal_steps(settings.problem.horizon, n)));
    }
    return found;
}

/// Largest share of its bound that float differs from double by: the photographs lie in [0, 1] and stay there.
double float_share(const RefereeSpdeSettings& settings, const Photographs& start, const Refinement& in_double,
                   const Refinement& in_float) {
    double worst = 0.0;
    for (std::size_t k = 0; k < in_double.ends.size(); ++k) {
        RoundOffBudget budget(unit_round_off<float>, 1.0);
        for (const SpdeStep& step : equal_steps(settings.problem.horizon, settings.steps[k])) {
            const EdgeCoefficient g1 = settings.problem.drift(step.t);
            const double flux = 4.0 * g1.alpha / std::hypot(1.0, g1.inverse_lambda);  // differences of 1 everywhere
            budget.add_step(step.dt, g1, {0.0, 0.0}, {1.0, 1.0, flux, 0.0});
        }
        for (std::size_t i = 0; i < start.ids.size(); ++i) {
            const auto gap =
                error_norms<double>(start.picture(in_float.ends[k], i), start.picture(in_double.ends[k], i));
            worst = std::max(worst, gap.l2 / budget.bound());
        }
    }
    return worst;
}

/// Increments dW of a step, (B, Y, X) in double.
template <class Real>
std::vector<double> increments(QWiener<Real>& wiener, const Photographs& start, const SpdeStep& step) {
    const ImageBatch<Real> xi = to_images<Real>(start.grid, start.u);
    wiener.draw(start.ids, step.number, xi);
    std::vector<double> values = to_values(xi);
    for (double& value : values) {
        value *= std::sqrt(step.dt);
    }
    return values;
}

/// PETSc's path of all photographs, and the bound on its distance from ours.
template <class Real>
struct PetscPath {
    std::vector<double> u;
    std::vector<double> bounds;  ///< (B)
};
template <class Real>
PetscPath<Real> petsc_path(const SpdeProblem& problem, const Photographs& start, const SpdeInterval& steps,
                           std::uint64_t seed) {
    QWiener<Real> wiener(start.shape(), problem.ell, seed);
    const auto rhs = petsc_drift(problem, start.grid);
    std::vector<std::vector<double>> states;
    std::vector<RoundOffBudget> budgets;
    for (std::size_t i = 0; i < start.ids.size(); ++i) {
        states.push_back(start.picture(start.u, i));
        budgets.emplace_back(unit_round_off<Real> + unit_round_off<double>, rms(states.back()));
    }
    for (const SpdeStep& step : steps) {
        const std::vector<double> dw = increments(wiener, start, step);
        const EdgeCoefficient g2 = problem.noise_coefficient(step.t);
        for (std::size_t i = 0; i < states.size(); ++i) {
            std::vector<double>& u = states[i];
            const std::vector<double> own = start.picture(dw, i);
            const EdgeCoefficient g1 = problem.drift(step.t);
            budgets[i].add_step(step.dt, g1, g2,
                                {rms(u), largest_step(start.grid, u), rms(flux_sizes(g1, start.grid, u)), rms(own)});
            const std::vector<double> g = noise_at_cells(g2, start.grid, u);
            u = referee::referee_module().euler_maruyama_step(rhs, {step.t, step.dt, g, own}, u);
        }
    }
    PetscPath<Real> path;
    for (std::size_t i = 0; i < states.size(); ++i) {
        path.u.insert(path.u.end(), states[i].begin(), states[i].end());
        path.bounds.push_back(budgets[i].bound());
    }
    return path;
}

/// One equation, one precision: ours against PETSc's. Returns ours.
template <class Real>
std::vector<double> judge_path(StudyReport& report, Table& table, const RefereeSpdeSettings& settings,
                               const SpdeProblem& problem) {
    Photographs start(settings.raw_cells);
    start.u = rounded<Real>(start.u);
    const SpdeInterval steps = equal_steps(problem.horizon, settings.path_steps);
    EulerMaruyama<Real> stepper(start.shape(), problem.equation(), Taming::none, settings.seed);
    const std::vector<double> ours = carry(stepper, start, steps);
    const PetscPath<Real> petscs = petsc_path<Real>(problem, start, steps, settings.seed);
    const std::string noise = problem.noise == Noise::additive ? "additive" : "multiplicative";
    double worst = 0.0;
    for (std::size_t i = 0; i < start.ids.size(); ++i) {
        const auto gap = error_norms<double>(start.picture(ours, i), start.picture(petscs.u, i));
        const auto change = error_norms<double>(start.picture(ours, i), start.picture(start.u, i));
        table.add({noise, problem.ell, precision_name<Real>(), photograph_names()[i], change.l2, gap.l2, gap.max,
                   petscs.bounds[i]});
        worst = std::max(worst, gap.l2 / petscs.bounds[i]);
    }
    report.judge({fmt::format("path, {} noise, ell = {}, {}: difference to PETSc's, share of the round-off bound",
                              noise, problem.ell, precision_name<Real>()),
                  worst, 0.0, 1.0, "roundings of every step in both codes, grown by the Lipschitz constant of g2"});
    return ours;
}

}  // namespace

void judge_trajectories(StudyReport& report, const RefereeSpdeSettings& settings) {
    Table& table =
        report.table("time_order", "Raw photographs without noise: ours against PETSc's integrators of the same drift",
                     {{"subject", ""}, {"steps", ""}, {"dt", ""}, {"error_l2", ""}, {"error_max", ""}});
    CurveFigure figure{"time_order",
                       "Noise-free trajectories against PETSc's TSRK 8vr, the same semi-discrete system",
                       "time step dt",
                       "L2 error at T",
                       Scale::log,
                       Scale::log,
                       {},
                       {{1.0, "order 1"}}};
    const Photographs start(settings.raw_cells);
    const SpdeEquation equation = settings.problem.equation();
    std::vector<std::vector<double>> exact;
    double worst_share = 0.0;
    for (std::size_t i = 0; i < start.ids.size(); ++i) {
        exact.push_back(petsc_trajectory(settings, start.grid, start.picture(start.u, i), worst_share));
    }
    report.judge({"PETSc, explicit against implicit: share of what their steps may err by", worst_share, 0.0, 1.0,
                  "steps x tolerance x (1 + |u|), both: the drift damps differences"});

    const auto euler = [&]<class Real>(Real) {
        return refine(settings, start, "Euler-Maruyama",
                      [&] { return EulerMaruyama<Real>(start.shape(), equation, Taming::none, settings.seed); });
    };
    const Refinement in_double = euler(double{});
    const Refinement implicit = refine(settings, start, "semi-implicit", [&] {
        return SemiImplicitStepper<double>(start.shape(), equation, settings.seed);
    });
    for (const Refinement* found : {&in_double, &implicit}) {
        for (std::size_t i = 0; i < start.ids.size(); ++i) {
            const std::string subject = photograph_names()[i] + ", " + found->scheme;
            std::vector<double> errors;
            for (std::size_t k = 0; k < found->ends.size(); ++k) {
                const auto error = error_norms<double>(start.picture(found->ends[k], i), exact[i]);
                errors.push_back(error.l2);
                table.add({subject, std::int64_t{settings.steps[k]}, found->dts[k], error.l2, error.max});
            }
            report.judge(order_verdict(subject + ": order in dt without noise", fit_power_law(found->dts, errors).slope,
                                       1.0, 0.1, "explicit and lagged semi-implicit Euler steps"));
            figure.curves.push_back({subject,
                                     "time_order",
                                     "dt",
                                     "error_l2",
                                     {{"subject", subject}},
                                     Curve::Style::points_and_line,
                                     "",
                                     ""});
        }
    }
    report.judge({"Euler-Maruyama without noise, float against double: share of the round-off bound",
                  float_share(settings, start, in_double, euler(float{})), 0.0, 1.0,
                  "roundings of every step; the drift damps differences"});
    report.draw(figure);
}

void judge_paths(StudyReport& report, const RefereeSpdeSettings& settings) {
    Table& table = report.table("paths", "Paths of one noise, ours and PETSc's, at T",
                                {{"noise", ""},
                                 {"ell", "pixels"},
                                 {"precision", ""},
                                 {"picture", ""},
                                 {"change_l2", ""},
                                 {"difference_l2", ""},
                                 {"difference_max", ""},
                                 {"bound_l2", ""}});
    const Photographs start(settings.raw_cells);
    FieldFigure figure{"paths", "A photograph, and its state at T under each noise; PETSc's differ in the last digits",
                       {},      -0.2,
                       1.2,     5};
    figure.panels.push_back({"u_0", start.grid.ny, start.grid.nx, start.picture(start.u, 0)});
    for (const Noise noise : {Noise::additive, Noise::multiplicative}) {
        for (const double ell : settings.ells) {
            SpdeProblem problem = settings.problem;
            problem.noise = noise;
            problem.ell = ell;
            const std::vector<double> ours = judge_path<double>(report, table, settings, problem);
            judge_path<float>(report, table, settings, problem);
            figure.panels.push_back(
                {fmt::format("{}, ell = {}", noise == Noise::additive ? "additive" : "multiplicative", ell),
                 start.grid.ny, start.grid.nx, start.picture(ours, 0)});
        }
    }
    report.draw(figure);
}

}  // namespace ebru
