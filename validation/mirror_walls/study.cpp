#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>

#include "diagnostics/observed_order.hpp"
#include "validation/common/convergence.hpp"
#include "validation/common/sampled_field.hpp"
#include "validation/common/study.hpp"
#include "validation/mirror_walls/channel.hpp"

namespace ebru {

namespace {

struct Settings {
    double alpha = 0.0;
    std::vector<double> magic;
    int aspect = 0;
    double fourier = 0.0;
    std::vector<int> heights;
    std::vector<int> sizes;
    std::vector<int> doubled;
};

std::vector<double> random_values(std::size_t count, double low, double high, std::uint64_t seed) {
    std::mt19937_64 bits(seed);
    std::vector<double> values(count);
    for (double& value : values) {
        value = low + (high - low) * (static_cast<double>(bits() >> 11U) * 0x1.0p-53);
    }
    return values;
}

/// A field (Y, X) continued to (2 Y, 2 X), times a sign beyond each wall.
std::vector<double> continued(Grid grid, const double* field, double sign_x, double sign_y) {
    return sampled_field({2 * grid.ny, 2 * grid.nx}, [=](double x, double y) {
        const bool beyond_x = x > grid.nx;
        const bool beyond_y = y > grid.ny;
        const auto i = static_cast<std::ptrdiff_t>(beyond_x ? 2 * grid.nx - x : x);
        const auto j = static_cast<std::ptrdiff_t>(beyond_y ? 2 * grid.ny - y : y);
        return (beyond_x ? sign_x : 1.0) * (beyond_y ? sign_y : 1.0) * field[j * grid.nx + i];
    });
}

constexpr std::array<double, 3> doubled_alphas = {0.125, 1.0 / 6.0, 0.1};
constexpr int doubled_steps = 7;

/// Largest difference between a walled run and the periodic one on the doubled domain.
template <class Real>
double mirror_against_doubled(TransportScheme scheme, Grid grid) {
    const Grid twice{2 * grid.ny, 2 * grid.nx};
    const auto walled = make_core<Real>(scheme, {1, grid.ny, grid.nx}, Walls::mirror);
    const auto periodic = make_core<Real>(scheme, {1, twice.ny, twice.nx}, Walls::periodic);
    const std::vector<double> image = random_values(grid.cells(), 0.0, 1.0, 1);
    load_state(*walled, grid, image);
    load_state(*periodic, twice, continued(grid, image.data(), 1.0, 1.0));
    std::uint64_t seed = 1;
    for (const double alpha : doubled_alphas) {
        const std::vector<double> v = random_values(2 * grid.cells(), -0.1, 0.1, ++seed);
        std::vector<double> twice_v = continued(grid, v.data(), -1.0, 1.0);
        const std::vector<double> twice_v_y = continued(grid, v.data() + grid.cells(), 1.0, -1.0);
        twice_v.insert(twice_v.end(), twice_v_y.begin(), twice_v_y.end());
        walled->set_velocity(compensated_velocity(v, grid, Walls::mirror, 0.0), std::vector<int>{0});
        periodic->set_velocity(compensated_velocity(twice_v, twice, Walls::periodic, 0.0), std::vector<int>{0});
        walled->run(doubled_steps, alpha);
        periodic->run(doubled_steps, alpha);
    }
    const std::vector<double> expected = continued(grid, read_state(*walled, grid).data(), 1.0, 1.0);
    return error_norms<double>(read_state(*periodic, twice), expected).max;
}

/// Step 1.
void judge_doubled(StudyReport& report, const Settings& settings) {
    Table& table = report.table("doubled", "Mirror walls against the periodic run on the doubled domain",
                                {{"scheme", ""}, {"rows", ""}, {"columns", ""}, {"double", ""}, {"float", ""}});
    const double roundings = 2.0 * (16.0 + 8.0 * doubled_steps * doubled_alphas.size());
    for (const TransportScheme scheme : all_transport_schemes) {
        std::array<double, 2> worst = {0.0, 0.0};
        for (const int ny : settings.doubled) {
            for (const int nx : settings.doubled) {
                const std::array<double, 2> error = {mirror_against_doubled<double>(scheme, {ny, nx}),
                                                     mirror_against_doubled<float>(scheme, {ny, nx})};
                table.add({name_of(scheme), std::int64_t{ny}, std::int64_t{nx}, error[0], error[1]});
                worst = {std::max(worst[0], error[0]), std::max(worst[1], error[1])};
            }
        }
        const std::string why = "both runs round: 2 (16 + 8 n) eps of values of size 1";
        report.judge(bound_verdict(name_of(scheme) + ", double: mirror walls less doubled domain", worst[0],
                                   roundings * std::numeric_limits<double>::epsilon(), why));
        report.judge(bound_verdict(name_of(scheme) + ", float: mirror walls less doubled domain", worst[1],
                                   roundings * std::numeric_limits<float>::epsilon(), why));
    }
}

/// What two bounce-back walls do over what each does alone: their layers fall by q a cell (README).
double layer_overlap(double magic, int height) {
    const double root = 2.0 * std::sqrt(magic);
    const double q = (root - 1.0) / (root + 1.0);
    return (1.0 - std::pow(q, height)) / (1.0 + std::pow(q, height));
}

/// Step 2.
void judge_channels(StudyReport& report, const Settings& settings) {
    Table& table = report.table(
        "channel", fmt::format("Diffusion along channels of H x {} H cells with bounce-back", settings.aspect),
        {{"magic", "Lambda"},
         {"H", "cells"},
         {"h", "1/H"},
         {"wall_error", "1 - D_eff/alpha"},
         {"expected", "(2/3) sqrt(Lambda)/H"},
         {"with_layers", "where both walls' layers meet"},
         {"ratio", ""}});
    CurveFigure figure{"channel",  "How much bounce-back slows diffusion along a channel: order 1 in 1/H",
                       "1/H",      "1 - D_eff/alpha",
                       Scale::log, Scale::log,
                       {},         {{1.0, "order 1"}}};
    const double slenderness = 1.0 / settings.aspect;
    for (const double magic : settings.magic) {
        std::vector<double> spacings;
        std::vector<double> errors;
        double worst = 0.0;
        for (const int height : settings.heights) {
            const Channel channel{height, settings.aspect * height, settings.alpha, magic};
            const double error =
                1.0 - relative_diffusivity(channel, Walls::bounce_back) / relative_diffusivity(channel, Walls::mirror);
            const double expected = 2.0 / 3.0 * std::sqrt(magic) / height;
            spacings.push_back(1.0 / height);
            errors.push_back(error);
            const double with_layers = expected * layer_overlap(magic, height);
            worst = std::max(worst, std::abs(error / with_layers - 1.0));
            table.add({magic, std::int64_t{height}, 1.0 / height, error, expected, with_layers, error / with_layers});
        }
        const std::string subject = fmt::format("bounce-back, Lambda = {:.4g}, double: ", magic);
        report.judge(order_verdict(fmt::format("{}order of the wall error over {} channels", subject, errors.size()),
                                   fit_power_law(spacings, errors).slope, 1.0, 0.1, "numerics 1.4"));
        report.judge(bound_verdict(subject + "wall error over (2/3) sqrt(Lambda)/H with both layers, less 1", worst,
                                   slenderness * slenderness,
                                   "(H/length)^2: decay of the mode over that of modes across the channel"));
        Curve measured;
        measured.label = fmt::format("measured, Lambda = {:.3g}", magic);
        measured.table = "channel";
        measured.x = "h";
        measured.y = "wall_error";
        measured.where = {{"magic", exact(magic)}};
        measured.style = Curve::Style::points;
        Curve expected = measured;
        expected.label = fmt::format("(2/3) sqrt({:.3g})/H", magic);
        expected.y = "expected";
        expected.style = Curve::Style::line;
        figure.curves.push_back(measured);
        figure.curves.push_back(expected);
    }
    report.draw(figure);
}

/// Two cosine modes in a square at Fourier number `fourier`.
std::vector<double> exact_square(int n, double fourier) {
    constexpr double pi = std::numbers::pi;
    const double first = 0.2 * std::exp(-5.0 * pi * pi * fourier);
    const double second = 0.15 * std::exp(-10.0 * pi * pi * fourier);
    return sampled_field({n, n}, [=](double x, double y) {
        return 0.5 + first * std::cos(pi * x / n) * std::cos(2.0 * pi * y / n) +
               second * std::cos(3.0 * pi * x / n) * std::cos(pi * y / n);
    });
}

/// Step 3.
void judge_square(StudyReport& report, const Settings& settings) {
    Table& table = convergence_table(report, "square", "Cosine modes in a square with either wall");
    std::vector<std::string> subjects;
    for (const Walls walls : {Walls::mirror, Walls::bounce_back}) {
        for (const TransportScheme scheme : all_transport_schemes) {
            if (walls == Walls::bounce_back && scheme == TransportScheme::stencil) {
                continue;  // it has no populations to turn around
            }
            std::vector<GridErrors> grids;
            for (const int n : settings.sizes) {
                TransportProblem problem;
                problem.grid = {n, n};
                problem.walls = walls;
                problem.initial = exact_square(n, 0.0);
                problem.steps = static_cast<int>(std::lround(settings.fourier * n * n / settings.alpha));
                problem.alpha = settings.fourier * n * n / problem.steps;
                grids.push_back(transport_errors(scheme, problem, exact_square(n, settings.fourier)));
            }
            const bool mirror = walls == Walls::mirror;
            subjects.push_back(fmt::format("{}, {}", name_of(scheme), mirror ? "mirror" : "bounce-back"));
            judge_convergence(report, table, {subjects.back(), mirror ? 2.0 : 1.0, 0.1, 0.125, "numerics 1.4"}, grids);
        }
    }
    report.draw(
        convergence_figure("square", table.caption() + ", against the exact solution", table, subjects, {1.0, 2.0}));
}

}  // namespace

StudyRun mirror_walls(StudyDeck& deck) {
    Settings settings;
    settings.alpha = deck.deck().real("alpha", Range::closed(0.1, 1.0 / 6.0, "cells^2 per step"));
    settings.magic = deck.deck().reals("magic", Range::left_open(0.0, 1.0));
    settings.aspect = deck.deck().integer("aspect", IntRange::at_least(8));
    settings.fourier = deck.deck().real("fourier", Range::above(0.0));
    settings.heights = deck.refinements("heights");
    settings.sizes = deck.refinements("sizes");
    settings.doubled = deck.integers("doubled", IntRange::at_least(1, "cells"));
    return [settings](StudyReport& report) {
        judge_doubled(report, settings);
        judge_channels(report, settings);
        judge_square(report, settings);
    };
}

}  // namespace ebru
