#include <dlfcn.h>
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "base/error.hpp"
#include "diagnostics/observed_order.hpp"
#include "validation/common/convergence.hpp"
#include "validation/common/study.hpp"
#include "validation/petsc/advection_diffusion.hpp"
#include "validation/petsc/anisotropic_drift.hpp"
#include "validation/petsc/referee_module.hpp"
#include "validation/petsc/time_integration.hpp"
#include "validation/referee_itself/operators.hpp"

namespace ebru {

namespace {

using namespace referee;

constexpr double pi = std::numbers::pi;

struct Settings {
    double peclet = 0.0;
    double duration = 0.0;
    StepTolerance tolerance;
    std::vector<int> eigenvalue_cells;
    std::vector<int> sizes;
};

/// Whether a signal is left to the system or handled by the program itself, not by a library.
bool is_the_programs(int signal) {
    struct sigaction action{};
    sigaction(signal, nullptr, &action);
    if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) {
        return true;
    }
    Dl_info handler{};
    Dl_info program{};
    return dladdr(reinterpret_cast<void*>(action.sa_handler), &handler) != 0 &&
           dladdr(reinterpret_cast<void*>(&is_the_programs), &program) != 0 && handler.dli_fbase == program.dli_fbase;
}

/// Step 1: PETSc is a guest that changes nothing of its host, and reports errors as exceptions.
void judge_session(StudyReport& report) {
    report.note("Referee: PETSc " + referee_module().version() + ".");
    report.judge(truth_verdict("PETSc leaves the program's signals (INT, TERM)",
                               is_the_programs(SIGINT) && is_the_programs(SIGTERM),
                               "a stopped run must still save its state"));

    const auto throws = [](const std::function<void()>& work, const std::string& expected) {
        try {
            work();
        } catch (const std::exception& error) {
            return std::string(error.what()).find(expected) != std::string::npos;
        }
        return false;
    };
    const Grid grid{4, 4};
    const std::vector<double> start(grid.cells(), 1.0);
    const auto unstable = advection_diffusion(grid, 1.0, {}, [](double, double, double) { return std::nan(""); });
    report.judge(
        truth_verdict("a failure inside PETSc is an exception with its message",
                      throws([&] { integrate(unstable, start, 1.0, Integrator::explicit_rk, {1e-6}); }, "PETSc: "),
                      "a right-hand side that is not a number"));
    const auto broken = advection_diffusion(grid, 1.0, {}, [](double, double, double) -> double {
        throw UserError("the source", "it is broken", "mend it");
    });
    for (const Integrator integrator : {Integrator::explicit_rk, Integrator::implicit_ark}) {
        report.judge(truth_verdict(
            "an exception in a callback arrives as itself, " + name_of(integrator),
            throws([&] { integrate(broken, start, 1.0, integrator, {1e-6}); }, "the source (it is broken) mend it"),
            "kept while PETSc returns its error codes"));
    }
}

/// u = 1 + exp(-t) cos(pi x) cos(2 pi y)/2: no flux through the walls of the unit square.
struct Manufactured {
    double value = 0.0;
    double rate = 0.0;
    double dx = 0.0;
    double dy = 0.0;
    double dxx = 0.0;
    double dxy = 0.0;
    double dyy = 0.0;
};
Manufactured manufactured(double t, double x, double y) {
    const double size = 0.5 * std::exp(-t);
    const double cx = std::cos(pi * x);
    const double cy = std::cos(2.0 * pi * y);
    const double sx = std::sin(pi * x);
    const double sy = std::sin(2.0 * pi * y);
    return {1.0 + size * cx * cy,           -size * cx * cy,           -pi * size * sx * cy,
            -2.0 * pi * size * cx * sy,     -pi * pi * size * cx * cy, 2.0 * pi * pi * size * sx * sy,
            -4.0 * pi * pi * size * cx * cy};
}

std::vector<double> manufactured_field(double t, int n) {
    std::vector<double> u;
    for (int y = 0; y < n; ++y) {
        for (int x = 0; x < n; ++x) {
            u.push_back(manufactured(t, (x + 0.5) / n, (y + 0.5) / n).value);
        }
    }
    return u;
}

/// A velocity with v.n = 0 on the walls, its divergence, and psi where it has one.
struct Flow {
    std::string name;
    PlaneFunction v_x;
    PlaneFunction v_y;
    PlaneFunction divergence;
    PlaneFunction psi;
};

std::vector<Flow> flows(double speed) {
    const auto sin1 = [](double s) { return std::sin(pi * s); };
    const auto cos1 = [](double s) { return std::cos(pi * s); };
    const Flow solenoidal{"solenoidal, psi on corners", [=](double x, double y) { return speed * sin1(x) * cos1(y); },
                          [=](double x, double y) { return -speed * cos1(x) * sin1(y); },
                          [](double, double) { return 0.0; },
                          [=](double x, double y) { return speed / pi * sin1(x) * sin1(y); }};
    const Flow compressible{
        "compressible, v on faces",
        [=](double x, double y) { return speed * sin1(x) * cos1(y); },
        [=](double x, double y) { return speed * cos1(x) * std::sin(2.0 * pi * y); },
        [=](double x, double y) { return speed * pi * cos1(x) * (cos1(y) + 2.0 * std::cos(2.0 * pi * y)); },
        {}};
    return {solenoidal, compressible};
}

Source source_of(const Flow& flow) {
    return [flow](double t, double x, double y) {
        const Manufactured u = manufactured(t, x, y);
        return u.rate + u.value * flow.divergence(x, y) + flow.v_x(x, y) * u.dx + flow.v_y(x, y) * u.dy - u.dxx - u.dyy;
    };
}

/// s = u_t - div(g grad u) with g = alpha/sqrt(1 + |grad u|^2/lambda^2): g lap u - g^3 grad u . H grad u/(alpha
/// lambda)^2.
Source source_of(const EdgeCoefficient& g) {
    return [g](double t, double x, double y) {
        const Manufactured u = manufactured(t, x, y);
        const double inverse_square = g.inverse_lambda * g.inverse_lambda;
        const double coefficient = g(u.dx * u.dx + u.dy * u.dy);
        const double along = u.dx * u.dx * u.dxx + 2.0 * u.dx * u.dy * u.dxy + u.dy * u.dy * u.dyy;
        const double divergence =
            coefficient * (u.dxx + u.dyy) - std::pow(coefficient, 3) * inverse_square / (g.alpha * g.alpha) * along;
        return u.rate - divergence;
    };
}

/// Step 2: order in space against manufactured solutions; both integrators on every grid but the finest.
using MakeProblem = std::function<std::unique_ptr<RightHandSide>(int n)>;
void judge_order(StudyReport& report, Table& table, const Settings& settings, const std::string& subject,
                 const MakeProblem& make) {
    std::vector<double> spacings;
    std::vector<double> errors;
    double worst_share = 0.0;
    for (const int n : settings.sizes) {
        const auto rhs = make(n);
        const std::vector<double> start = manufactured_field(0.0, n);
        const std::vector<double> exact = manufactured_field(settings.duration, n);
        std::vector<Integration> runs;
        for (const Integrator integrator : {Integrator::explicit_rk, Integrator::implicit_ark}) {
            runs.push_back(integrate(*rhs, start, settings.duration, integrator, settings.tolerance));
            const Integration& run = runs.back();
            table.add({subject, name_of(integrator), std::int64_t{n}, 1.0 / n, std::int64_t{run.steps},
                       std::int64_t{run.rejected}, std::int64_t{run.linear_iterations},
                       error_norms<double>(run.u, exact).l2});
        }
        spacings.push_back(1.0 / n);
        errors.push_back(error_norms<double>(runs[0].u, exact).l2);
        const double allowed =
            runs[0].error_bound(settings.tolerance, 1.5) + runs[1].error_bound(settings.tolerance, 1.5);
        worst_share = std::max(worst_share, error_norms<double>(runs[0].u, runs[1].u).l2 / allowed);
    }
    report.judge(order_verdict(fmt::format("{}: order in space over {} grids", subject, settings.sizes.size()),
                               fit_power_law(spacings, errors).slope, 2.0, 0.1, "second-order fluxes"));
    report.judge({subject + ": explicit against implicit, share of what their steps may err by", worst_share, 0.0, 1.0,
                  "steps x tolerance x (1 + |u|), both: nothing grows"});
}

void judge_manufactured(StudyReport& report, const Settings& settings) {
    Table& table = report.table("manufactured", "The referee against manufactured solutions",
                                {{"subject", ""},
                                 {"integrator", ""},
                                 {"N", "cells"},
                                 {"h", "width"},
                                 {"steps", ""},
                                 {"rejected", ""},
                                 {"linear_iterations", ""},
                                 {"error_l2", ""}});
    CurveFigure figure{"manufactured",
                       "The referee against manufactured solutions, explicit integrator",
                       "spacing h / width",
                       "L2 error",
                       Scale::log,
                       Scale::log,
                       {},
                       {{2.0, "order 2"}}};
    const auto judge = [&](const std::string& subject, const MakeProblem& make) {
        judge_order(report, table, settings, subject, make);
        figure.curves.push_back({subject,
                                 "manufactured",
                                 "h",
                                 "error_l2",
                                 {{"subject", subject}, {"integrator", name_of(Integrator::explicit_rk)}},
                                 Curve::Style::points_and_line,
                                 "",
                                 ""});
    };
    for (const Flow& flow : flows(settings.peclet)) {
        judge(flow.name, [&flow](int n) -> std::unique_ptr<RightHandSide> {
            const Grid grid{n, n};
            return std::make_unique<FiniteVolumes<AdvectionDiffusionFlux>>(advection_diffusion(
                grid, 1.0,
                flow.psi ? faces_of_stream_function(grid, flow.psi) : faces_of_velocity(grid, flow.v_x, flow.v_y),
                source_of(flow)));
        });
    }
    const EdgeCoefficient g{1.0, 1.0};
    for (const auto& [name, gradient] :
         {std::pair{"drift, compact", FaceGradient::compact}, {"drift, corners", FaceGradient::corners}}) {
        judge(name, [&g, gradient](int n) -> std::unique_ptr<RightHandSide> {
            return std::make_unique<FiniteVolumes<AnisotropicDriftFlux>>(
                anisotropic_drift({n, n}, 1.0 / n, gradient, [g](double) { return g; }, source_of(g)));
        });
    }
    report.draw(figure);
}

}  // namespace

StudyRun referee_itself(StudyDeck& deck) {
    Settings settings;
    settings.peclet = deck.deck().real("peclet", Range::above(0.0));
    settings.duration = deck.deck().real("duration", Range::above(0.0));
    settings.tolerance.value = deck.deck().real("tolerance", Range::closed(1e-12, 1e-3));
    settings.eigenvalue_cells = deck.deck().integers("eigenvalue_cells", IntRange::at_least(8, "cells"));
    if (settings.eigenvalue_cells.size() != 2) {
        deck.deck().refuse("eigenvalue_cells", "a grid has a height and a width", "give two numbers");
    }
    settings.sizes = deck.refinements("sizes");
    return [settings](StudyReport& report) {
        judge_session(report);
        judge_operators(report, settings.eigenvalue_cells);
        judge_manufactured(report, settings);
    };
}

}  // namespace ebru
