#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numbers>

#include "diagnostics/error_norms.hpp"
#include "fft/cosine_transform.hpp"
#include "io/image_resampler.hpp"
#include "validation/common/convergence.hpp"
#include "validation/common/image_levels.hpp"
#include "validation/common/photographs.hpp"
#include "validation/common/study.hpp"

namespace ebru {

namespace {

struct Settings {
    double fo_unit = 0.0;
    std::vector<int> levels;
    double peclet = 0.0;
    double m_max = 0.0;
    double slope = 0.0;
    double phase_turn = 0.0;
    std::uint64_t seed = 0;
    int fine_cells = 0;
    std::vector<int> sizes;

    [[nodiscard]] LevelSchedule schedule() const {
        std::vector<double> fo = {0.0};
        for (const int level : levels) {
            fo.push_back(level * fo_unit);
        }
        return LevelSchedule(std::move(fo));
    }

    /// Equal Fo and Pe on any grid; the flow is that of the unit square.
    [[nodiscard]] TransportChain chain(int cells) const {
        TransportChain chain{schedule(), {}, TurbulenceParameters{}};
        chain.request.peclet = peclet;
        chain.request.speed_cap = 0.5;  // lets diffusion alone choose the steps: alpha = 1/6 on every grid
        chain.turbulence->m_max = m_max;
        chain.turbulence->slope = slope;
        chain.turbulence->seed = seed;
        chain.turbulence->phase_speed = phase_turn * cells / (2.0 * std::numbers::pi);  // omega = c 2 pi q / N
        return chain;
    }
};

using Image = std::vector<double>;

/// A square image on n x n cells: the cosine modes below n, or zeros above. Values at the cells' centres of the same
/// trigonometric polynomial.
Image by_modes(const Image& image, int from, int to) {
    std::vector<double> coefficients(image.size());
    CosineTransform<double>({from, from}).forward(image.data(), coefficients.data());
    std::vector<double> kept(static_cast<std::size_t>(to) * static_cast<std::size_t>(to), 0.0);
    const int both = std::min(from, to);
    for (int b = 0; b < both; ++b) {
        for (int a = 0; a < both; ++a) {
            kept[static_cast<std::size_t>(b) * static_cast<std::size_t>(to) + static_cast<std::size_t>(a)] =
                coefficients[static_cast<std::size_t>(b) * static_cast<std::size_t>(from) +
                             static_cast<std::size_t>(a)] *
                to / from;  // orthonormal coefficients grow with the number of cells
        }
    }
    Image out(kept.size());
    CosineTransform<double>({to, to}).inverse(kept.data(), out.data());
    return out;
}

Image by_lanczos(const Image& image, int from, int to) {
    Image out(static_cast<std::size_t>(to) * static_cast<std::size_t>(to));
    ImageResampler({from, from}, {to, to}).apply(image, out);
    return out;
}

using Bring = Image (*)(const Image&, int, int);

template <class Real>
ImageLevels corrupted(const std::string& process, const Image& image, int cells, const Settings& settings) {
    const Grid grid{cells, cells};
    return process == "heat" ? heat_levels<Real>(image, grid, settings.schedule())
                             : transport_levels<Real>(image, grid, settings.chain(cells));
}

/// Step 1: heat commutes with dropping modes. Largest difference over sizes and levels.
template <class Real>
double worst_heat_difference(const Settings& settings, const Image& image) {
    const ImageLevels fine = corrupted<Real>("heat", image, settings.fine_cells, settings);
    double worst = 0.0;
    for (const int n : settings.sizes) {
        const ImageLevels coarse = corrupted<Real>("heat", by_modes(image, settings.fine_cells, n), n, settings);
        for (std::size_t k = 1; k < fine.size(); ++k) {
            worst = std::max(worst, error_norms<double>(coarse[k], by_modes(fine[k], settings.fine_cells, n)).max);
        }
    }
    return worst;
}

/// Step 2: order of transport, N against 2 N at the last level.
void judge_order(StudyReport& report, Table& table, const Settings& settings, const std::string& name,
                 const Image& image) {
    std::map<int, std::pair<Image, Image>> last;  // of every size, in double and in float
    const auto solve = [&](int n) {
        if (!last.contains(n)) {
            const Image start = by_modes(image, settings.fine_cells, n);
            last[n] = {corrupted<double>("transport", start, n, settings).back(),
                       corrupted<float>("transport", start, n, settings).back()};
        }
        return last[n];
    };
    std::vector<GridErrors> grids;
    for (const int n : settings.sizes) {
        const auto [coarse, coarse_float] = solve(n);
        const auto [fine, fine_float] = solve(2 * n);
        grids.push_back({n, steps_of(settings.chain(2 * n), 2 * n),
                         error_norms<double>(coarse, by_modes(fine, 2 * n, n)),
                         error_norms<double>(coarse_float, by_modes(fine_float, 2 * n, n))});
    }
    judge_convergence(
        report, table,
        {name, 2.0, 0.1, 0.5, "difference of N and 2 N under diffusive scaling, alpha = 1/6; numerics 1.2"}, grids);
}

/// Step 3: the table over levels: corrupt at `fine_cells` and bring to N, against bring and corrupt.
void measure_levels(Table& table, const Settings& settings, const std::string& name, const Image& image,
                    std::map<std::string, double>& first_level, std::map<std::string, double>& last_level) {
    const LevelSchedule schedule = settings.schedule();
    const std::pair<const char*, Bring> ways[] = {{"modes", by_modes}, {"Lanczos", by_lanczos}};
    for (const std::string process : {"heat", "transport"}) {
        const ImageLevels fine = corrupted<double>(process, image, settings.fine_cells, settings);
        for (const auto& [way, bring] : ways) {
            for (const int n : {32, 64, 128}) {
                const ImageLevels coarse =
                    corrupted<double>(process, bring(image, settings.fine_cells, n), n, settings);
                for (std::size_t k = 1; k < fine.size(); ++k) {
                    const ErrorNorms error = error_norms<double>(coarse[k], bring(fine[k], settings.fine_cells, n));
                    const double sigma = std::sqrt(2.0 * schedule.fo(static_cast<int>(k))) * n;
                    table.add({name, process, way, fmt::format("{}", n), static_cast<std::int64_t>(k), sigma, error.l2,
                               error.max});
                    const std::string key = fmt::format("{}, {}, N = {}", process, way, n);
                    double& kept = k == 1 ? first_level[key] : last_level[key];
                    kept = k == 1 || k + 1 == fine.size() ? std::max(kept, error.l2) : kept;
                }
            }
        }
    }
}

CurveFigure level_figure(const std::string& process, const std::string& name, int fine_cells) {
    CurveFigure figure{"levels_" + process,
                       fmt::format("`{0}`, {1}: corrupted at {2} x {2} then brought to N, less brought then corrupted",
                                   name, process, fine_cells),
                       "sigma / h at N",
                       "L2 difference",
                       Scale::log,
                       Scale::log,
                       {},
                       {}};
    for (const std::string way : {"modes", "Lanczos"}) {
        for (const std::string n : {"32", "64", "128"}) {
            figure.curves.push_back({way + ", N = " + n,
                                     "levels",
                                     "sigma_over_h",
                                     "difference_l2",
                                     {{"photograph", name}, {"process", process}, {"way", way}, {"N", n}},
                                     way == "modes" ? Curve::Style::points_and_line : Curve::Style::dashed,
                                     "",
                                     ""});
        }
    }
    return figure;
}

void draw_sizes(StudyReport& report, const Settings& settings, const std::string& name, const Image& image) {
    FieldFigure figure{"sizes", "`" + name + "` at the last level but one, corrupted at 32, 64, 128 cells and its own",
                       {},      0.0,
                       1.0,     4};
    for (const int n : {32, 64, 128, settings.fine_cells}) {
        const ImageLevels levels = corrupted<double>("transport", by_modes(image, settings.fine_cells, n), n, settings);
        figure.panels.push_back({fmt::format("N = {}", n), n, n, levels[levels.size() - 2]});
    }
    report.draw(figure);
}

void run(StudyReport& report, const Settings& settings) {
    Table& orders = convergence_table(report, "orders", "Transport at the last level: N against 2 N, cosine modes");
    Table& levels = report.table(
        "levels", fmt::format("Corrupt at {0} x {0} and bring to N, less bring and corrupt", settings.fine_cells),
        {{"photograph", ""},
         {"process", ""},
         {"way", ""},
         {"N", "cells"},
         {"level", ""},
         {"sigma_over_h", ""},
         {"difference_l2", ""},
         {"difference_max", ""}});
    double worst_double = 0.0;
    double worst_float = 0.0;
    std::map<std::string, double> first_level;
    std::map<std::string, double> last_level;
    for (const std::string& name : photograph_names()) {
        const Image image = photograph(name, settings.fine_cells);
        worst_double = std::max(worst_double, worst_heat_difference<double>(settings, image));
        worst_float = std::max(worst_float, worst_heat_difference<float>(settings, image));
        judge_order(report, orders, settings, name, image);
        measure_levels(levels, settings, name, image, first_level, last_level);
    }
    const std::string why = "32 eps of the process (heat_modes) at both sizes, and as much for bringing";
    report.judge(bound_verdict("heat, cosine modes, double: largest difference", worst_double,
                               3.0 * 32.0 * std::numeric_limits<double>::epsilon(), why));
    report.judge(bound_verdict("heat, cosine modes, float: largest difference", worst_float,
                               3.0 * 32.0 * std::numeric_limits<float>::epsilon(), why));
    for (const auto& [key, first] : first_level) {
        if (key.starts_with("heat, Lanczos")) {
            report.judge({key + ": difference at the last level over the first", last_level[key] / first, 0.0, 1.0,
                          "diffusion shrinks what the filter left; it adds nothing"});
        }
    }
    report.draw(convergence_figure("orders",
                                   "Transport at equal Fo and Pe: difference between N and 2 N at the last level",
                                   orders, photograph_names(), {2.0}));
    const std::string shown = photograph_names().front();
    report.draw(level_figure("heat", shown, settings.fine_cells));
    report.draw(level_figure("transport", shown, settings.fine_cells));
    draw_sizes(report, settings, shown, photograph(shown, settings.fine_cells));
}

}  // namespace

StudyRun resolution_transfer(StudyDeck& deck) {
    Settings settings;
    settings.fo_unit = deck.deck().real("fo_unit", Range::above(0.0));
    settings.levels = deck.deck().integers("levels", IntRange::at_least(1));
    if (settings.levels.size() < 2 || std::adjacent_find(settings.levels.begin(), settings.levels.end(),
                                                         std::greater_equal<>()) != settings.levels.end()) {
        deck.deck().refuse("levels", "differences are compared from level to level",
                           "give at least two increasing numbers");
    }
    settings.peclet = deck.deck().real("Pe", Range::above(0.0));
    settings.m_max = deck.deck().real("m_max", Range::at_least(1.0, "waves per width"));
    settings.slope = deck.deck().real("slope", Range::closed(0.5, 5.0));
    settings.phase_turn = deck.deck().real("phase_turn", Range::at_least(0.0, "radians"));
    settings.seed = deck.deck().unsigned64("seed", 1);
    settings.fine_cells = deck.integer("fine_cells", IntRange::at_least(129, "cells: more than the largest N shown"));
    settings.sizes = deck.refinements("sizes");
    return [settings](StudyReport& report) { run(report, settings); };
}

}  // namespace ebru
