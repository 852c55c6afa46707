#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "validation/common/lattice_scheme.hpp"
#include "validation/common/transport_problem.hpp"
#include "validation/conservation/claims.hpp"
#include "validation/conservation/flows.hpp"

namespace ebru {

namespace {

constexpr double pi = std::numbers::pi;

double variance(const std::vector<double>& u) {
    long double mean = 0.0L;
    for (const double value : u) {
        mean += value;
    }
    mean /= u.size();
    long double sum = 0.0L;
    for (const double value : u) {
        sum += (value - mean) * (value - mean);
    }
    return static_cast<double>(sum / u.size());
}

struct Stirring {
    LatticeScheme scheme;
    double alpha;
    std::string flow;
    std::vector<double> image;
    std::vector<double> velocity;
};

struct Sample {
    double fourier = 0.0;  ///< alpha t / N^2
    double variance = 0.0;
};

/// Variances at about equal times up to alpha t / N^2 = `fourier`.
std::vector<Sample> variances(const Stirring& s, int cells, double fourier, int samples) {
    const Grid grid{cells, cells};
    const auto core = make_core<double>(s.scheme, {1, cells, cells}, {Walls::mirror});
    load_state(*core, grid, s.image);
    core->set_velocity(compensated_velocity(s.velocity, grid, Walls::mirror, core->velocity_lag(s.alpha)),
                       std::vector<int>{0});
    std::vector<Sample> of_time{{0.0, variance(s.image)}};
    const int steps = std::max(1, static_cast<int>(std::lround(fourier * cells * cells / s.alpha / samples)));
    for (int i = 1; i <= samples; ++i) {
        core->run(steps, s.alpha);
        of_time.push_back({s.alpha * steps * i / (double(cells) * cells), variance(read_state(*core, grid))});
    }
    return of_time;
}

/// cos(pi x/N): the slowest to decay, for which the inequality is an equality at rest.
std::vector<double> slowest_mode(int cells) {
    std::vector<double> u;
    for (int i = 0; i < cells * cells; ++i) {
        u.push_back(0.5 + 0.5 * std::cos(pi * (i % cells + 0.5) / cells));
    }
    return u;
}

double bound_at(double fourier) {
    return std::exp(-2.0 * pi * pi * fourier);
}

void tabulate(Table& table, const std::string& name, const std::vector<Sample>& of_time) {
    for (const Sample& sample : of_time) {
        table.add({name, sample.fourier, sample.variance / of_time[0].variance, bound_at(sample.fourier)});
    }
}

/// Step 1: the slowest mode at rest, for which the inequality is an equality.
void judge_at_rest(StudyReport& report, Table& table, LatticeScheme scheme, double alpha, int cells) {
    const std::vector<Sample> of_time = variances({scheme, alpha, "at rest", slowest_mode(cells), {}}, cells, 0.4, 40);
    tabulate(table, name_of(scheme) + ", at rest", of_time);
    const double decay = std::log(of_time.back().variance / of_time[0].variance);
    const double off = decay / std::log(bound_at(of_time.back().fourier)) - 1.0;
    const double k = pi / cells;
    report.judge(bound_verdict(name_of(scheme) + ": slowest mode at rest, decay rate off 2 pi^2 alpha/N^2", off,
                               k * k / 12.0,
                               "numerics 1.2: at most k^2/12 for Lambda and Lm up to 1/2; stencil |1 - 3 theta| "
                               "k^2/12"));
}

/// Step 2: stirred, below the bound and never growing.
void judge_stirred(StudyReport& report, Table& table, LatticeScheme scheme, double alpha, int cells) {
    const Grid grid{cells, cells};
    double largest_share = 0.0;
    double largest_step = 0.0;
    for (const Stirring& s :
         {Stirring{scheme, alpha, "cellular", slowest_mode(cells), cellular_flow(grid, 2, 0.1)},
          Stirring{scheme, alpha, "nine modes", random_image(grid, 3), smooth_flow(grid, 0.1, 4)}}) {
        const std::vector<Sample> of_time = variances(s, cells, 0.4, 40);
        tabulate(table, name_of(scheme) + ", " + s.flow, of_time);
        for (std::size_t i = 1; i < of_time.size(); ++i) {
            const double share = of_time[i].variance / of_time[0].variance / bound_at(of_time[i].fourier);
            largest_share = std::max(largest_share, share);
            largest_step = std::max(largest_step, of_time[i].variance / of_time[i - 1].variance);
        }
    }
    report.judge({name_of(scheme) + ": variance over the bound exp(-2 pi^2 alpha t/N^2) in a flow", largest_share, 0.0,
                  1.0, "numerics 2, item 9: div v = 0 and v.n = 0 can only mix"});
    report.judge(
        {name_of(scheme) + ": variance over that of the sample before", largest_step, 0.0, 1.0, "it never grows"});
}

}  // namespace

void judge_mixing(StudyReport& report, int cells) {
    Table& table = report.table("mixing", "Variance of a stirred image over its first",
                                {{"case", ""}, {"fourier", "alpha t / N^2"}, {"share", ""}, {"bound", ""}});
    CurveFigure figure{"mixing",
                       "Variance of a stirred image: below the bound of pure diffusion, never growing",
                       "alpha t / N²",
                       "variance / variance of the image",
                       Scale::linear,
                       Scale::log,
                       {},
                       {}};
    for (const LatticeScheme scheme : {LatticeScheme::bgk, LatticeScheme::trt_quarter, LatticeScheme::stencil}) {
        const double alpha = alpha_of(0.8);
        judge_at_rest(report, table, scheme, alpha, cells);
        judge_stirred(report, table, scheme, alpha, cells);
        for (const std::string flow : {", at rest", ", cellular", ", nine modes"}) {
            const std::string name = name_of(scheme) + flow;
            figure.curves.push_back(
                {name, "mixing", "fourier", "share", {{"case", name}}, Curve::Style::points_and_line, "", ""});
        }
    }
    Curve bound{"bound", "mixing", "fourier", "bound", {}, Curve::Style::dashed, "", ""};
    bound.where = {{"case", name_of(LatticeScheme::stencil) + ", at rest"}};
    figure.curves.push_back(bound);
    report.draw(figure);
}

}  // namespace ebru
