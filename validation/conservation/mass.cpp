#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "validation/common/lattice_scheme.hpp"
#include "validation/common/transport_problem.hpp"
#include "validation/conservation/claims.hpp"
#include "validation/conservation/flows.hpp"

namespace ebru {

namespace {

/// One cell wide, the smallest with four corners, odd, not square, square.
constexpr Grid grids[] = {{1, 9}, {9, 1}, {2, 2}, {3, 5}, {8, 6}, {17, 11}, {16, 16}};

/// In long double, so that the sum adds nothing to what it measures.
long double mass(const std::vector<double>& u) {
    long double sum = 0.0L;
    for (const double value : u) {
        sum += value;
    }
    return sum;
}

struct Case {
    LatticeScheme scheme;
    Walls walls;
};

/// Relative drift after each of the step numbers `marks`; tau 1 and 0.83 in turn, so that populations are handed over.
template <class Real>
std::vector<double> drift(const Case& c, Grid grid, const std::vector<int>& marks) {
    const auto core = make_core<Real>(c.scheme, {1, grid.ny, grid.nx}, {c.walls});
    load_state(*core, grid, random_image(grid, 7));
    // What the core holds: float rounds the image once, and that is no drift.
    const long double before = mass(read_state(*core, grid));
    std::vector<double> drifts;
    int done = 0;
    for (std::size_t m = 0; m < marks.size(); ++m) {
        const double alpha = m % 2 == 0 ? 1.0 / 6.0 : 0.11;
        core->set_velocity(compensated_velocity(random_flow(grid, 0.1, m), grid, c.walls, core->velocity_lag(alpha)),
                           std::vector<int>{0});
        core->run(marks[m] - done, alpha);
        done = marks[m];
        drifts.push_back(std::abs(static_cast<double>((mass(read_state(*core, grid)) - before) / before)));
    }
    return drifts;
}

std::vector<int> decades(int steps) {
    std::vector<int> marks;
    for (int mark = 10; mark < steps; mark *= 10) {
        marks.push_back(mark);
    }
    marks.push_back(steps);
    return marks;
}

/// Largest drift of the grids, not a number counting as largest, at every mark.
template <class Real>
std::vector<double> worst_drift(const Case& c, const std::vector<int>& marks, Table& table, const std::string& name) {
    std::vector<double> worst(marks.size(), 0.0);
    const std::string precision = sizeof(Real) == sizeof(float) ? "float" : "double";
    for (const Grid& grid : grids) {
        const std::vector<double> drifts = drift<Real>(c, grid, marks);
        for (std::size_t m = 0; m < marks.size(); ++m) {
            worst[m] = drifts[m] <= worst[m] ? worst[m] : drifts[m];
        }
        table.add(
            {name, precision, fmt::format("{} x {}", grid.ny, grid.nx), std::int64_t{marks.back()}, drifts.back()});
    }
    return worst;
}

}  // namespace

void judge_mass(StudyReport& report, int steps) {
    Table& table = report.table("mass", "Relative drift of the mass at the end",
                                {{"case", ""}, {"precision", ""}, {"grid", "cells"}, {"steps", ""}, {"drift", ""}});
    Table& growth = report.table("mass_growth", "Largest relative drift of all grids over the steps",
                                 {{"case", ""}, {"steps", ""}, {"drift", ""}});
    CurveFigure figure{"mass",     "Largest relative drift of the mass of all grids",
                       "steps",    "relative drift",
                       Scale::log, Scale::log,
                       {},         {}};
    const std::vector<int> marks = decades(steps);
    const auto judge = [&](const std::string& name, const std::vector<double>& worst, double bound) {
        report.judge(bound_verdict(fmt::format("{}: mass drift over {} steps", name, steps), worst.back(), bound,
                                   "issue 2: relative 1e-12 in double, 1e-6 in float over 1e5 steps"));
        for (std::size_t m = 0; m < marks.size(); ++m) {
            growth.add({name, std::int64_t{marks[m]}, worst[m]});
        }
        Curve curve{name, "mass_growth", "steps", "drift", {{"case", name}}, Curve::Style::points_and_line, "", ""};
        figure.curves.push_back(curve);
    };
    for (const Case& c :
         {Case{LatticeScheme::bgk, Walls::mirror}, Case{LatticeScheme::trt_quarter, Walls::mirror},
          Case{LatticeScheme::trt_quarter, Walls::bounce_back}, Case{LatticeScheme::trt_fourth_order, Walls::mirror},
          Case{LatticeScheme::stencil, Walls::mirror}}) {
        const std::string name =
            name_of(c.scheme) + (c.walls == Walls::bounce_back ? ", bounce-back" : ", mirror walls");
        judge(name + ", double", worst_drift<double>(c, marks, table, name), 1e-12);
        judge(name + ", float", worst_drift<float>(c, marks, table, name), 1e-6);
    }
    report.draw(figure);
}

}  // namespace ebru
