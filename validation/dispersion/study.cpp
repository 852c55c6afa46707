#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "validation/common/study.hpp"
#include "validation/dispersion/expansion.hpp"
#include "validation/dispersion/wave_measurement.hpp"

namespace ebru {

namespace {

constexpr LatticeScheme schemes[] = {LatticeScheme::bgk, LatticeScheme::trt_quarter, LatticeScheme::trt_fourth_order,
                                     LatticeScheme::stencil};

struct Settings {
    int cells = 0;
    int fit_cells = 0;
    int exact_steps = 0;
    std::vector<double> tau;
    std::vector<double> drawn_tau;
    std::vector<double> speeds;
    std::vector<int> waves;
    std::vector<double> directions;
};

/// A wave along x of a one-row grid, with the flow at `degrees` to it.
WaveOnGrid wave_along_x(int cells, int waves, double speed, double degrees) {
    const double angle = degrees * std::numbers::pi / 180.0;
    return {{1, cells}, waves, 0, speed * std::cos(angle), speed * std::sin(angle)};
}

/// Largest |ln z - eigenvalue| as a share of 16 eps/(1 - r), r the memory of a step.
struct Worst {
    double in_double = 0.0;
    double in_float = 0.0;
    int measured = 0;
    int skipped = 0;
};

template <class Real>
double share(const Decay& decay) {
    constexpr double roundings = 16.0;
    const double allowed = roundings * std::numeric_limits<Real>::epsilon() / (1.0 - decay.memory);
    const double gap = std::abs(decay.measured - decay.eigenvalue);
    return std::isfinite(gap) ? gap / allowed : HUGE_VAL;
}

void update(Worst& worst, const Decay& in_double, const Decay& in_float) {
    if (!in_double.measured_at_all) {
        ++worst.skipped;
        return;
    }
    ++worst.measured;
    worst.in_double = std::max(worst.in_double, share<double>(in_double));
    worst.in_float = std::max(worst.in_float, share<float>(in_float));
}

Table& curve_table(StudyReport& report) {
    return report.table("dispersion",
                        "Relative errors of effective diffusivity and phase speed, waves along x in a flow along x: "
                        "measured (double), by the eigenvalue, by the leading terms of the expansion",
                        {{"case", ""},
                         {"scheme", ""},
                         {"tau", ""},
                         {"speed", "cells per step"},
                         {"cell_peclet", ""},
                         {"kN", ""},
                         {"cells_per_wave", "cells"},
                         {"alpha_error", ""},
                         {"alpha_error_eigenvalue", ""},
                         {"alpha_error_expansion", ""},
                         {"phase_error", ""},
                         {"phase_error_eigenvalue", ""},
                         {"phase_error_expansion", ""},
                         {"ln_z_gap_double", ""},
                         {"ln_z_gap_float", ""}});
}

std::string case_name(LatticeScheme scheme, double tau, double speed) {
    return fmt::format("{}, tau = {:g}, |v| = {:g}", name_of(scheme), tau, speed);
}

void add_row(Table& table, LatticeScheme scheme, double tau, double speed, const WaveOnGrid& wave, const Decay& decay,
             const Decay& in_float) {
    const double alpha = alpha_of(tau);
    const double k = wave.wave().k_x;
    const auto alpha_error = [&](const Complex& ln_z) { return -ln_z.real() / (alpha * k * k) - 1.0; };
    const auto phase_error = [&](const Complex& ln_z) -> Table::Cell {
        return speed == 0.0 ? Table::Cell(std::string()) : Table::Cell(-ln_z.imag() / (k * speed) - 1.0);
    };
    const Expansion terms = expansion(scheme, alpha, speed);
    table.add({case_name(scheme, tau, speed), name_of(scheme), tau, speed, speed / alpha, k * wave.grid.nx,
               2.0 * std::numbers::pi / k, alpha_error(decay.measured), alpha_error(decay.eigenvalue),
               terms.fourth * k * k / alpha, phase_error(decay.measured), phase_error(decay.eigenvalue),
               speed == 0.0 ? Table::Cell(std::string()) : Table::Cell(terms.third * k * k),
               std::abs(decay.measured - decay.eigenvalue), std::abs(in_float.measured - in_float.eigenvalue)});
}

/// Step 1: ln(a_{n+1}/a_n) after the transients against the eigenvalue: along the axis and across the grid.
Worst judge_decay(StudyReport& report, Table& table, const Settings& settings, LatticeScheme scheme) {
    Worst worst;
    for (const double tau : settings.tau) {
        for (const double speed : settings.speeds) {
            for (const int waves : settings.waves) {
                const WaveOnGrid along = wave_along_x(settings.cells, waves, speed, 0.0);
                const Decay decay = measure_decay<double>(scheme, alpha_of(tau), along);
                const Decay in_float = measure_decay<float>(scheme, alpha_of(tau), along);
                update(worst, decay, in_float);
                if (decay.measured_at_all) {
                    add_row(table, scheme, tau, speed, along, decay, in_float);
                }
            }
            const WaveOnGrid oblique{{24, 32}, 3, 2, 0.8 * speed, -0.6 * speed};
            update(worst, measure_decay<double>(scheme, alpha_of(tau), oblique),
                   measure_decay<float>(scheme, alpha_of(tau), oblique));
        }
    }
    const std::string why =
        "a step rounds a wave of its own wave vector by at most 16 eps, which is forgotten by the factor r";
    report.judge({name_of(scheme) + ", double: ln(a_n+1/a_n) off the eigenvalue, share of 16 eps/(1 - r)",
                  worst.in_double, 0.0, 1.0, why});
    report.judge({name_of(scheme) + ", float: the same", worst.in_float, 0.0, 1.0, why});
    return worst;
}

template <class Real>
double exact_gap(LatticeScheme scheme, double alpha, const WaveOnGrid& wave, int steps) {
    const std::vector<Complex> exact = VonNeumann(scheme, alpha, wave.wave()).amplitudes(steps);
    WaveRun<Real> run(scheme, alpha, wave, PopulationStart::equilibrium);
    double worst = 0.0;
    for (int n = 1; n <= steps; ++n) {
        run.run(1);
        const double gap = std::abs(run.amplitude() - exact[static_cast<std::size_t>(n)]) / n;
        worst = std::isfinite(gap) ? std::max(worst, gap) : HUGE_VAL;
    }
    return worst / std::numeric_limits<Real>::epsilon();
}

/// Step 2: every step from an equilibrium start against 1^T M^n e, waves that cross the grid.
void judge_exact(StudyReport& report, const Settings& settings, LatticeScheme scheme) {
    double in_double = 0.0;
    double in_float = 0.0;
    for (const double tau : settings.tau) {
        for (const double speed : settings.speeds) {
            const WaveOnGrid wave{{12, 16}, 3, -4, 0.6 * speed, 0.8 * speed};
            in_double = std::max(in_double, exact_gap<double>(scheme, alpha_of(tau), wave, settings.exact_steps));
            in_float = std::max(in_float, exact_gap<float>(scheme, alpha_of(tau), wave, settings.exact_steps));
        }
    }
    const std::string why = "16 eps a step, as above; nothing amplifies them";
    report.judge({name_of(scheme) + ", double: |a_n - 1^T M^n e| / (n eps)", in_double, 0.0, 16.0, why});
    report.judge({name_of(scheme) + ", float: |a_n - 1^T M^n e| / (n eps)", in_float, 0.0, 16.0, why});
}

/// Step 3: figures that a user reads the cost of tau and |v| from.
void draw(StudyReport& report, const Settings& settings, LatticeScheme scheme, const std::string& name) {
    const auto figure = [&](const std::string& quantity, const std::string& what, const std::vector<double>& speeds) {
        CurveFigure drawing{quantity + "_" + name,
                            fmt::format("{}: measured relative error of the {}", name_of(scheme), what),
                            fmt::format("kN, N = {} cells", settings.cells),
                            "relative error of the " + what,
                            Scale::linear,
                            Scale::linear,
                            {},
                            {}};
        for (const double tau : settings.drawn_tau) {
            for (const double speed : speeds) {
                Curve curve{fmt::format("tau = {:g}, |v| = {:g}", tau, speed),
                            "dispersion",
                            "kN",
                            quantity + "_error",
                            {},
                            Curve::Style::points_and_line,
                            "",
                            ""};
                curve.where = {{"case", case_name(scheme, tau, speed)}};
                curve.style = speed == speeds.front() ? Curve::Style::points_and_line : Curve::Style::dashed;
                drawing.curves.push_back(curve);
            }
        }
        report.draw(drawing);
    };
    const double fastest = settings.speeds.back();
    figure("alpha", "effective diffusivity", {settings.speeds.front(), fastest});
    figure("phase", "phase speed", {settings.speeds[1], fastest});
}

}  // namespace

StudyRun dispersion(StudyDeck& deck) {
    Settings settings;
    settings.cells = deck.deck().integer("cells", IntRange::at_least(32, "cells"));
    settings.fit_cells = deck.deck().integer("fit_cells", IntRange::at_least(48, "cells"));
    settings.exact_steps = deck.deck().integer("exact_steps", IntRange::at_least(4));
    settings.tau = deck.reals("tau", Range::left_open(0.5, 1.5));
    for (const double tau : deck.deck().reals("drawn_tau", Range::left_open(0.5, 1.5))) {
        if (std::find(settings.tau.begin(), settings.tau.end(), tau) == settings.tau.end()) {
            deck.deck().refuse("drawn_tau", fmt::format("{:g} is not measured", tau), "give members of tau");
        }
        settings.drawn_tau.push_back(tau);
    }
    settings.speeds = deck.reals("speeds", Range::closed(0.0, 0.3, "cells per step"));
    settings.waves = deck.integers("waves", IntRange::closed(1, settings.cells / 4));
    settings.directions = deck.reals("directions", Range::closed(0.0, 90.0, "degrees"));
    return [settings](StudyReport& report) {
        Table& table = curve_table(report);
        const std::vector<std::string> names = {"bgk", "trt_quarter", "trt_fourth_order", "stencil"};
        for (std::size_t s = 0; s < std::size(schemes); ++s) {
            const Worst worst = judge_decay(report, table, settings, schemes[s]);
            report.note(
                fmt::format("{}: {} waves measured; {} decay faster than the memory of the start and have no "
                            "diffusivity of their own.",
                            name_of(schemes[s]), worst.measured, worst.skipped));
            judge_exact(report, settings, schemes[s]);
            draw(report, settings, schemes[s], names[s]);
        }
        judge_expansion(report, {settings.fit_cells, settings.tau, settings.speeds});
        judge_tensor(report, {settings.fit_cells, settings.tau, settings.speeds}, settings.directions);
    };
}

}  // namespace ebru
