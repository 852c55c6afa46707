#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include "diagnostics/energy_spectrum.hpp"
#include "diagnostics/error_norms.hpp"
#include "fft/cosine_transform.hpp"
#include "validation/common/image_levels.hpp"
#include "validation/common/photographs.hpp"
#include "validation/common/sample_statistics.hpp"
#include "validation/common/study.hpp"

namespace ebru {

namespace {

struct Settings {
    int levels = 0;
    double fo_min = 0.0;
    double fo_max = 0.0;
    std::vector<int> drawn;
    double peclet = 0.0;
    TurbulenceParameters turbulence;
    std::uint64_t seed = 0;
    int cells = 0;

    [[nodiscard]] Grid grid() const { return {cells, cells}; }
    [[nodiscard]] LevelSchedule schedule() const { return {ScheduleKind::exponential, levels, fo_min, fo_max}; }
    [[nodiscard]] TransportChain chain(double pe) const {
        TransportChain chain{schedule(), {}, {}};
        chain.request.peclet = pe;
        if (pe > 0.0) {
            chain.turbulence = turbulence;
        }
        return chain;
    }
};

std::vector<double> cosine_coefficients(const std::vector<double>& image, Grid grid) {
    std::vector<double> coefficients(grid.cells());
    CosineTransform<double>(grid).forward(image.data(), coefficients.data());
    return coefficients;
}

std::vector<double> image_of(std::vector<double> coefficients, Grid grid) {
    std::vector<double> image(grid.cells());
    CosineTransform<double>(grid).inverse(coefficients.data(), image.data());
    return image;
}

/// Shell energies P[s] = (1/cells) sum of U^2 over sqrt(a^2 + b^2)/2 in [s - 1/2, s + 1/2), and the number of modes.
struct Shells {
    std::vector<double> energy;
    std::vector<double> modes;
};

Shells shells_of(const std::vector<double>& coefficients, int n) {
    Shells shells;
    for (int b = 0; b < n; ++b) {
        for (int a = 0; a < n; ++a) {
            const auto s = static_cast<std::size_t>(std::floor(0.5 * std::hypot(a, b) + 0.5));
            shells.energy.resize(std::max(shells.energy.size(), s + 1), 0.0);
            shells.modes.resize(shells.energy.size(), 0.0);
            const double u =
                coefficients[static_cast<std::size_t>(b) * static_cast<std::size_t>(n) + static_cast<std::size_t>(a)];
            shells.energy[s] += u * u / (static_cast<double>(n) * n);
            shells.modes[s] += 1.0;
        }
    }
    return shells;
}

/// Multiplies coefficient (b, a) by factor(b, a).
template <class Factor>
std::vector<double> multiplied(std::vector<double> coefficients, int n, const Factor& factor) {
    std::size_t i = 0;
    for (int b = 0; b < n; ++b) {
        for (int a = 0; a < n; ++a, ++i) {
            coefficients[i] *= factor(b, a);
        }
    }
    return coefficients;
}

double variance(const std::vector<double>& image) {
    SampleStatistics values;
    for (const double u : image) {
        values.add(u);
    }
    return values.variance();
}

/// Step 1: heat, shell by shell.
template <class Real>
double worst_heat_shell(const Settings& settings, const std::vector<double>& image) {
    const ImageLevels levels = heat_levels<Real>(image, settings.grid(), settings.schedule());
    const std::vector<double> start = cosine_coefficients(image, settings.grid());
    double worst = 0.0;
    for (int k = 0; k <= settings.levels; ++k) {
        const double fo = k == 0 ? 0.0 : settings.schedule().fo(k);
        const Shells expected = shells_of(multiplied(start, settings.cells,
                                                     [fo](int b, int a) {
                                                         constexpr double pi = std::numbers::pi;
                                                         return std::exp(-pi * pi * (a * a + b * b) * fo);
                                                     }),
                                          settings.cells);
        const std::vector<double> measured =
            image_spectrum(levels[static_cast<std::size_t>(k)].data(), settings.grid());
        for (std::size_t s = 0; s < measured.size(); ++s) {
            worst = std::max(worst, std::abs(std::sqrt(measured[s]) - std::sqrt(expected.energy[s])));
        }
    }
    return worst;
}

/// Gaussian noise of variance sigma^2, by the Box-Muller transform of a Mersenne twister.
std::vector<double> with_noise(std::vector<double> image, double sigma, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto uniform = [&] { return (static_cast<double>(random() >> 11U) + 0.5) * 0x1.0p-53; };
    for (double& u : image) {
        const double radius = std::sqrt(-2.0 * std::log(uniform()));
        u += sigma * radius * std::cos(2.0 * std::numbers::pi * uniform());
    }
    return image;
}

/// Rms of what heat removed at a level: the noise of the same level.
double removed_by_heat(const ImageLevels& heat, std::size_t k) {
    return error_norms<double>(heat[k], heat[0]).l2;
}

/// Deviations of the shells of a noisy image from their mean, in standard deviations.
void add_noise_deviations(const std::vector<double>& noisy, const std::vector<double>& start, double sigma, int n,
                          SampleStatistics& squares, double& worst) {
    const Shells clean = shells_of(start, n);
    const std::vector<double> measured = image_spectrum(noisy.data(), {n, n});
    const double cells = static_cast<double>(n) * n;
    for (std::size_t s = 1; s < measured.size(); ++s) {
        const double mean = clean.energy[s] + clean.modes[s] * sigma * sigma / cells;
        const double spread = std::sqrt(2.0 * clean.modes[s] * std::pow(sigma, 4) / (cells * cells) +
                                        4.0 * sigma * sigma * clean.energy[s] / cells);
        constexpr double enough = 30.0;  // modes: fewer are not nearly Gaussian
        if (clean.modes[s] >= enough) {
            const double z = (measured[s] - mean) / spread;
            squares.add(z * z);
            worst = std::max(worst, std::abs(z));
        }
    }
}

/// Step 3: pure diffusion by the stencil against its symbol and against heat.
void judge_pure_diffusion(StudyReport& report, const Settings& settings, const std::string& name,
                          const std::vector<double>& image) {
    const Grid grid = settings.grid();
    const ImageLevels levels = transport_levels<double>(image, grid, settings.chain(0.0));
    const ImageLevels heat = heat_levels<double>(image, grid, settings.schedule());
    const std::vector<IntervalPlan> plan = plan_transport(settings.schedule(), settings.cells, {});
    std::vector<double> symbol = cosine_coefficients(image, grid);
    double from_symbol = 0.0;
    double excess = 0.0;
    int steps = 0;
    for (std::size_t k = 1; k < levels.size(); ++k) {
        const IntervalPlan& interval = plan[k - 1];
        symbol = multiplied(symbol, settings.cells, [&](int b, int a) {
            const auto along = [&](int m) {
                return 1.0 - 2.0 * interval.alpha * (1.0 - std::cos(std::numbers::pi * m / settings.cells));
            };
            return std::pow(along(a) * along(b), interval.steps);
        });
        steps += interval.steps;
        const std::vector<double> expected = image_of(symbol, grid);
        from_symbol = std::max(from_symbol, error_norms<double>(levels[k], expected).max);
        const double measured = error_norms<double>(levels[k], heat[k]).l2;
        excess = std::max(excess, std::abs(measured - error_norms<double>(expected, heat[k]).l2));
    }
    const double eps = std::numeric_limits<double>::epsilon();
    report.judge(bound_verdict(name + ", Pe = 0: stencil less its symbol, largest", from_symbol,
                               eps * (32.0 + 4.0 * std::sqrt(steps)),
                               "32 eps of the transforms, 4 eps sqrt(steps) of independent roundings"));
    report.judge(bound_verdict(name + ", Pe = 0: rms difference to heat less what the symbol predicts", excess,
                               eps * (32.0 + 4.0 * std::sqrt(steps)), "the same"));
}

/// Step 4: variance of advection-diffusion.
void judge_variance(StudyReport& report, Table& table, const Settings& settings, const std::string& name,
                    const ImageLevels& transport, const ImageLevels& heat) {
    double largest_rise = 0.0;
    double largest_share = 0.0;
    const double start = variance(transport[0]);
    for (std::size_t k = 1; k < transport.size(); ++k) {
        const double fo = settings.schedule().fo(static_cast<int>(k));
        const double now = variance(transport[k]);
        const double bound = start * std::exp(-2.0 * std::numbers::pi * std::numbers::pi * fo);
        largest_rise = std::max(largest_rise, now / variance(transport[k - 1]));
        largest_share = std::max(largest_share, now / bound);
        table.add({name, static_cast<std::int64_t>(k), fo, now / start, variance(heat[k]) / start, bound / start});
    }
    report.judge({name + ": largest variance of a level over the level before", largest_rise, 0.0, 1.0,
                  "d Var/dt = -2 alpha <|grad u|^2>: div v = 0 and v.n = 0 on the walls"});
    report.judge({name + ": largest share of the mixing inequality", largest_share, 0.0, 1.0,
                  "Var(u) <= Var(u_0) exp(-2 pi^2 Fo), numerics 2.9"});
}

/// Adds the shells of an image to sums over the photographs.
void add_spectrum(std::vector<double>& sum, const std::vector<double>& image, Grid grid) {
    const std::vector<double> spectrum = image_spectrum(image.data(), grid);
    sum.resize(spectrum.size(), 0.0);
    for (std::size_t s = 0; s < spectrum.size(); ++s) {
        sum[s] += spectrum[s] / static_cast<double>(photograph_names().size());
    }
}

struct Corrupted {
    std::string process;
    int level = 0;
    std::vector<double> shells;
};

/// The spectra that are drawn, still empty.
std::vector<Corrupted> drawn_spectra(const Settings& settings) {
    std::vector<Corrupted> spectra = {{"data", 0, {}}};
    for (const int level : settings.drawn) {
        for (const std::string process : {"noise", "heat", "advection-diffusion"}) {
            spectra.push_back({process, level, {}});
        }
    }
    return spectra;
}

void draw_spectra(StudyReport& report, const Settings& settings, const std::vector<Corrupted>& spectra) {
    Table& table = report.table("spectra", "Shell energies, mean over the photographs",
                                {{"process", ""}, {"level", ""}, {"shell", "waves per width"}, {"energy", ""}});
    for (const Corrupted& corrupted : spectra) {
        for (std::size_t s = 1; s <= static_cast<std::size_t>(settings.cells) / 2; ++s) {
            constexpr double visible = 1e-14;
            if (corrupted.shells[s] > visible) {
                table.add({corrupted.process, std::int64_t{corrupted.level}, static_cast<std::int64_t>(s),
                           corrupted.shells[s]});
            }
        }
    }
    for (const int level : settings.drawn) {
        CurveFigure figure{
            fmt::format("spectra_level_{}", level),
            fmt::format("Shell energies of the photographs at level {} of {} (Fo = {:.2g}) under three "
                        "corruptions",
                        level, settings.levels, settings.schedule().fo(level)),
            "waves per width",
            "energy of the shell",
            Scale::log,
            Scale::log,
            {{"data", "spectra", "shell", "energy", {{"process", "data"}}, Curve::Style::dashed, "", ""}},
            {}};
        for (const std::string process : {"noise", "heat", "advection-diffusion"}) {
            figure.curves.push_back({process,
                                     "spectra",
                                     "shell",
                                     "energy",
                                     {{"process", process}, {"level", fmt::format("{}", level)}},
                                     Curve::Style::line,
                                     "",
                                     ""});
        }
        report.draw(figure);
    }
}

void judge_heat_and_noise(StudyReport& report, const std::array<double, 2>& worst_heat, const SampleStatistics& squares,
                          double worst_z) {
    const std::string why = "32 eps, as heat_modes: a projection's norm moves by at most the error's norm";
    report.judge(bound_verdict("heat, double: largest deviation of sqrt(shell energy)", worst_heat[0],
                               32.0 * std::numeric_limits<double>::epsilon(), why));
    report.judge(bound_verdict("heat, float: largest deviation of sqrt(shell energy)", worst_heat[1],
                               32.0 * std::numeric_limits<float>::epsilon(), why));
    const auto shells = static_cast<double>(squares.count());
    report.judge(sampled_verdict("noise: mean square deviation of the shells, standard deviations", squares.mean(), 1.0,
                                 std::sqrt(2.0 / shells), "chi-square with as many degrees as shells"));
    report.judge(bound_verdict("noise: largest deviation of a shell, standard deviations", worst_z,
                               std::sqrt(2.0 * std::log(shells)) + 1.5,
                               "sqrt(2 log n) is where the largest of n is expected; 1.5 beyond happens once in 1000"));
}

void run(StudyReport& report, const Settings& settings) {
    Table& table = report.table("variance", "Variance of the photographs, shares of the data's",
                                {{"photograph", ""},
                                 {"level", ""},
                                 {"Fo", ""},
                                 {"advection_diffusion", ""},
                                 {"heat", ""},
                                 {"mixing_bound", "exp(-2 pi^2 Fo)"}});
    std::vector<Corrupted> spectra = drawn_spectra(settings);
    FieldFigure pictures{
        "pictures", "The photographs: data, then noise, heat and advection-diffusion at a middle level", {}, 0.0, 1.0,
        4};
    SampleStatistics squares;
    double worst_z = 0.0;
    double worst_double = 0.0;
    double worst_float = 0.0;
    std::uint64_t seed = settings.seed;
    for (const std::string& name : photograph_names()) {
        const std::vector<double> image = photograph(name, settings.cells);
        worst_double = std::max(worst_double, worst_heat_shell<double>(settings, image));
        worst_float = std::max(worst_float, worst_heat_shell<float>(settings, image));
        const ImageLevels heat = heat_levels<double>(image, settings.grid(), settings.schedule());
        const ImageLevels transport = transport_levels<double>(image, settings.grid(), settings.chain(settings.peclet));
        const std::vector<double> start = cosine_coefficients(image, settings.grid());
        ImageLevels noisy = {image};
        for (std::size_t k = 1; k < heat.size(); ++k) {
            const double sigma = removed_by_heat(heat, k);
            noisy.push_back(with_noise(image, sigma, ++seed));
            add_noise_deviations(noisy.back(), start, sigma, settings.cells, squares, worst_z);
        }
        judge_pure_diffusion(report, settings, name, image);
        judge_variance(report, table, settings, name, transport, heat);
        for (Corrupted& corrupted : spectra) {
            const ImageLevels& levels = corrupted.process == "heat"    ? heat
                                        : corrupted.process == "noise" ? noisy
                                                                       : transport;
            add_spectrum(corrupted.shells, levels[static_cast<std::size_t>(corrupted.level)], settings.grid());
        }
        const auto middle = static_cast<std::size_t>(settings.drawn[settings.drawn.size() / 2]);
        for (const auto& [title, u] :
             {std::pair{"data", image}, std::pair{"noise", noisy[middle]}, std::pair{"heat", heat[middle]},
              std::pair{"advection-diffusion", transport[middle]}}) {
            pictures.panels.push_back({title, settings.cells, settings.cells, u});
        }
    }
    judge_heat_and_noise(report, {worst_double, worst_float}, squares, worst_z);
    draw_spectra(report, settings, spectra);
    report.draw(pictures);
}

}  // namespace

StudyRun image_spectra(StudyDeck& deck) {
    Settings settings;
    settings.levels = deck.deck().integer("levels", IntRange::at_least(2));
    settings.fo_min = deck.deck().real("Fo_min", Range::above(0.0));
    settings.fo_max = deck.deck().real("Fo_max", Range::above(settings.fo_min));
    settings.drawn = deck.deck().integers("drawn", IntRange::closed(1, settings.levels, "levels"));
    if (settings.drawn.empty()) {
        deck.deck().refuse("drawn", "no spectrum would be drawn", "give at least one level");
    }
    settings.peclet = deck.deck().real("Pe", Range::above(0.0));
    settings.turbulence.slope = deck.deck().real("slope", Range::closed(0.5, 5.0));
    settings.turbulence.phase_speed = deck.deck().real("phase_speed", Range::at_least(0.0));
    settings.seed = deck.deck().unsigned64("seed", 1);
    settings.turbulence.seed = settings.seed;
    settings.cells = deck.integer("cells", IntRange::at_least(32, "cells"));
    return [settings](StudyReport& report) { run(report, settings); };
}

}  // namespace ebru
