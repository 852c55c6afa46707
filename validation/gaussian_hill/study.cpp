#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "validation/common/convergence.hpp"
#include "validation/common/sampled_field.hpp"
#include "validation/common/study.hpp"

namespace ebru {

namespace {

struct Settings {
    double fourier = 0.0;
    std::vector<double> peclet;
    double variance = 0.0;
    double alpha_second_order = 0.0;
    std::vector<int> sizes;
};

/// Sum over periodic images of exp(-(x - centre)^2 / (2 s)).
double periodic_gaussian(double x, double centre, double s, double period) {
    constexpr int images = 3;  // the next is more than 10 standard deviations away
    double sum = 0.0;
    for (int image = -images; image <= images; ++image) {
        const double r = x - centre - image * period;
        sum += std::exp(-r * r / (2.0 * s));
    }
    return sum;
}

/// The exact solution on n x n cells at Fourier number `fourier`: v t / L = Pe alpha t / L^2.
std::vector<double> exact_solution(const Settings& settings, int n, double fourier) {
    const double s_0 = settings.variance * n * n;
    const double s = s_0 + 2.0 * fourier * n * n;
    const double centre_x = n * (0.5 + settings.peclet[0] * fourier);
    const double centre_y = n * (0.5 + settings.peclet[1] * fourier);
    return sampled_field({n, n}, [=](double x, double y) {
        return s_0 / s * periodic_gaussian(x, centre_x, s, n) * periodic_gaussian(y, centre_y, s, n);
    });
}

TransportProblem problem_of(const Settings& settings, int n, double alpha) {
    TransportProblem problem;
    problem.grid = {n, n};
    problem.walls = Walls::periodic;
    problem.initial = exact_solution(settings, n, 0.0);
    problem.steps = static_cast<int>(std::lround(settings.fourier * n * n / alpha));
    problem.alpha = settings.fourier * n * n / problem.steps;
    const double v_x = settings.peclet[0] * problem.alpha / n;
    const double v_y = settings.peclet[1] * problem.alpha / n;
    problem.velocity =
        sampled_velocity(problem.grid, [=](double, double) { return v_x; }, [=](double, double) { return v_y; });
    return problem;
}

void judge_order(StudyReport& report, const Settings& settings, const std::string& name, double alpha, double order,
                 const std::string& why) {
    Table& table = convergence_table(report, name, fmt::format("Gaussian hill at alpha = {:.4g}", alpha));
    std::vector<std::string> subjects;
    const double rms_size = std::sqrt(std::numbers::pi * settings.variance);  // of the hill over the square, at most
    for (const TransportScheme scheme : all_transport_schemes) {
        std::vector<GridErrors> grids;
        for (const int n : settings.sizes) {
            grids.push_back(transport_errors(scheme, problem_of(settings, n, alpha),
                                             exact_solution(settings, n, settings.fourier)));
        }
        subjects.push_back(fmt::format("{}, alpha = {:.4g}", name_of(scheme), alpha));
        judge_convergence(report, table, {subjects.back(), order, 0.1, rms_size, why}, grids);
    }
    report.draw(convergence_figure(name, table.caption() + ", against the exact solution", table, subjects, {order}));
}

void draw_fields(StudyReport& report, const Settings& settings) {
    const int n = settings.sizes.front();
    FieldFigure figure{"fields", fmt::format("The hill at {} x {} cells, stencil, alpha = 1/6", n, n), {}, {}, {}, 4};
    figure.low = 0.0;
    const std::vector<double> exact = exact_solution(settings, n, settings.fourier);
    const TransportProblem problem = problem_of(settings, n, 1.0 / 6.0);
    figure.panels = {{"start", n, n, problem.initial},
                     {"computed", n, n, solve_transport<double>(TransportScheme::stencil, problem)},
                     {"exact", n, n, exact}};
    report.draw(figure);
}

}  // namespace

StudyRun gaussian_hill(StudyDeck& deck) {
    Settings settings;
    settings.fourier = deck.deck().real("fourier", Range::above(0.0));
    settings.peclet = deck.deck().reals("peclet", Range::closed(-20.0, 20.0));
    if (settings.peclet.size() != 2) {
        deck.deck().refuse("peclet", "a uniform flow has two components", "give two numbers, along x and along y");
    }
    settings.variance = deck.deck().real("variance", Range::closed(0.001, 0.02));
    settings.alpha_second_order = deck.deck().real("alpha_second_order", Range::closed(0.1, 0.16));
    settings.sizes = deck.refinements("sizes");
    return [settings](StudyReport& report) {
        // Step 1: order 2 at an alpha where both leading error terms are there.
        judge_order(report, settings, "second_order", settings.alpha_second_order, 2.0,
                    "diffusive scaling: k^2 (k.v) and k^4 of numerics 1.2");
        // Step 2: order 4 where they vanish.
        judge_order(report, settings, "fourth_order", 1.0 / 6.0, 4.0,
                    "numerics 1.2: at tau = 1 the terms in k^2 (k.v) and k^4 vanish");
        // Step 3: what one sees.
        draw_fields(report, settings);
    };
}

}  // namespace ebru
