#include "validation/common/convergence.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "diagnostics/observed_order.hpp"

namespace ebru {

namespace {

void add_rows(Table& table, const std::string& subject, const std::vector<GridErrors>& grids,
              const std::string& precision, ErrorNorms GridErrors::* norms) {
    const GridErrors* before = nullptr;
    for (const GridErrors& grid : grids) {
        const ErrorNorms& error = grid.*norms;
        Table::Cell pair_order = std::string();
        if (before != nullptr) {
            pair_order = std::log((before->*norms).l2 / error.l2) / std::log(double(grid.cells) / before->cells);
        }
        table.add({subject, precision, std::int64_t{grid.cells}, 1.0 / grid.cells, std::int64_t{grid.steps}, error.l2,
                   error.max, pair_order});
        before = &grid;
    }
}

void judge_float(StudyReport& report, const ConvergenceClaim& claim, const std::vector<GridErrors>& grids) {
    constexpr double noticeable = 0.1;
    double worst_share = 0.0;  // of what the roundings may leave
    int first_rounded = 0;
    for (const GridErrors& grid : grids) {
        const double gap = grid.in_float.l2 - grid.in_double.l2;
        const double allowed =
            4.0 * std::numeric_limits<float>::epsilon() * std::sqrt(std::max(1, grid.steps)) * claim.amplitude;
        worst_share = std::max(worst_share, std::isfinite(gap) ? gap / allowed : HUGE_VAL);
        if (first_rounded == 0 && std::abs(gap) > noticeable * grid.in_double.l2) {
            first_rounded = grid.cells;
        }
    }
    report.judge({claim.subject + ", float: excess over double, share of what round-off may leave", worst_share, 0.0,
                  1.0, "4 eps sqrt(n) times the amplitude: n independent roundings"});
    report.note(
        first_rounded == 0
            ? fmt::format("{}: float and double agree within a tenth of the error on every grid.", claim.subject)
            : fmt::format("{}: in float round-off takes over at N = {}.", claim.subject, first_rounded));
}

}  // namespace

void add_grid_errors(Table& table, const std::string& subject, const std::vector<GridErrors>& grids) {
    add_rows(table, subject, grids, "double", &GridErrors::in_double);
    add_rows(table, subject, grids, "float", &GridErrors::in_float);
}

double fitted_order(const std::vector<GridErrors>& grids) {
    std::vector<double> spacings;
    std::vector<double> errors;
    for (const GridErrors& grid : grids) {
        if (!(std::isfinite(grid.in_double.l2) && grid.in_double.l2 > 0.0)) {
            return std::numeric_limits<double>::quiet_NaN();
        }
        spacings.push_back(1.0 / grid.cells);
        errors.push_back(grid.in_double.l2);
    }
    return fit_power_law(spacings, errors).slope;
}

GridErrors transport_errors(TransportScheme scheme, const TransportProblem& problem, const std::vector<double>& exact) {
    return {problem.grid.nx, problem.steps, error_norms<double>(solve_transport<double>(scheme, problem), exact),
            error_norms<double>(solve_transport<float>(scheme, problem), exact)};
}

Table& convergence_table(StudyReport& report, const std::string& name, const std::string& caption) {
    return report.table(name, caption,
                        {{"subject", ""},
                         {"precision", ""},
                         {"N", "cells"},
                         {"h", "width"},
                         {"steps", ""},
                         {"error_l2", ""},
                         {"error_max", ""},
                         {"pair_order", ""}});
}

void judge_convergence(StudyReport& report, Table& table, const ConvergenceClaim& claim,
                       const std::vector<GridErrors>& grids) {
    constexpr std::size_t least = 4;
    EBRU_EXPECT(grids.size() >= least);
    add_grid_errors(table, claim.subject, grids);
    report.judge(order_verdict(fmt::format("{}, double: order over {} grids", claim.subject, grids.size()),
                               fitted_order(grids), claim.order, claim.tolerance, claim.why));
    judge_float(report, claim, grids);
}

CurveFigure convergence_figure(const std::string& name, const std::string& caption, const Table& table,
                               const std::vector<std::string>& subjects, const std::vector<double>& orders) {
    CurveFigure figure{name, caption, "spacing h / width", "L2 error", Scale::log, Scale::log, {}, {}};
    for (const std::string& subject : subjects) {
        for (const std::string precision : {"double", "float"}) {
            Curve curve{subject + ", " + precision,    table.name(), "h", "error_l2", {},
                        Curve::Style::points_and_line, "",           ""};
            curve.where = {{"subject", subject}, {"precision", precision}};
            curve.style = precision == "double" ? Curve::Style::points_and_line : Curve::Style::dashed;
            figure.curves.push_back(curve);
        }
    }
    for (const double order : orders) {
        figure.slopes.push_back({order, fmt::format("order {:g}", order)});
    }
    return figure;
}

}  // namespace ebru
